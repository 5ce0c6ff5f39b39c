import type { DoctorReport } from '../doctor/report.ts'
import { formatColumns } from './columns.ts'

const MARKS = { ok: '✓', note: '•', fault: '✗' } as const
const PLAIN_MARKS = { ok: 'ok', note: 'note', fault: 'FAULT' } as const

/** The doctor's findings, each with its fix below it, then the effective settings. */
export function formatExamination({ findings, settings }: DoctorReport, hasUtf8: boolean): string {
  const marks = hasUtf8 ? MARKS : PLAIN_MARKS
  const rows = findings.flatMap(({ name, state, text, fix }) => [
    [marks[state], name, text],
    ...(fix === undefined ? [] : [['', '', `${hasUtf8 ? '→' : '->'} ${fix}`]]),
  ])
  const effective = settings.map(({ key, value, from }) => [key, value, from])
  return `${formatColumns(rows)}\n\n${formatColumns(effective, ['setting', 'value', 'from'])}`
}
