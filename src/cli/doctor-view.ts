import type { Examination } from '../doctor/examine.ts'
import { formatColumns } from './columns.ts'

const MARKS = { ok: '✓', note: '•', fault: '✗' } as const
const PLAIN_MARKS = { ok: 'ok', note: 'note', fault: 'FAULT' } as const

/** What the doctor found, a line each with what to do below it, and what is settled. */
export function formatExamination({ findings, settings }: Examination, hasUtf8: boolean): string {
  const marks = hasUtf8 ? MARKS : PLAIN_MARKS
  const rows = findings.flatMap(({ name, state, text, fix }) => [
    [marks[state], name, text],
    ...(fix === undefined ? [] : [['', '', `${hasUtf8 ? '→' : '->'} ${fix}`]]),
  ])
  const inForce = settings.map(({ key, value, from }) => [key, value, from])
  return `${formatColumns(rows)}\n\n${formatColumns(inForce, ['setting', 'value', 'from'])}`
}
