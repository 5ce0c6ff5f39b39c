import type { DoctorReport } from '../doctor/report.ts'
import { formatColumns } from './columns.ts'

const MARKS = { ok: '✓', note: '•', fault: '✗' } as const
const PLAIN_MARKS = { ok: 'ok', note: 'note', fault: 'FAULT' } as const

/** Narrower than this, lines are left to the terminal. */
const MIN_WRAP_COLUMNS = 20

/** The doctor's findings, each with its fix below it, then the effective settings. */
export function formatExamination(
  { findings, settings }: DoctorReport,
  hasUtf8: boolean,
  width?: number,
): string {
  const marks = hasUtf8 ? MARKS : PLAIN_MARKS
  const left = Math.max(...findings.map(({ name, state }) => marks[state].length + name.length)) + 4
  const lines = (text: string) => wrapped(text, width === undefined ? undefined : width - left)
  const rows = findings.flatMap(({ name, state, text, fix }) => [
    ...lines(text).map((line, at) => (at === 0 ? [marks[state], name, line] : ['', '', line])),
    ...(fix === undefined ? [] : lines(`${hasUtf8 ? '→' : '->'} ${fix}`)).map((line) => [
      '',
      '',
      line,
    ]),
  ])
  const effective = settings.map(({ key, value, from }) => [key, value, from])
  const fit = { width, ranks: [0, 0, 1] }
  const header = ['setting', 'value', 'from']
  return `${formatColumns(rows)}\n\n${formatColumns(effective, header, undefined, fit)}`
}

/** A text in lines of at most a width, broken between words. */
function wrapped(text: string, width: number | undefined): string[] {
  if (width === undefined || width < MIN_WRAP_COLUMNS) return [text]
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.length - 1
    const longer = lines[last] === '' ? word : `${lines[last]} ${word}`
    if (longer.length <= width || lines[last] === '') lines[last] = longer
    else lines.push(word)
  }
  return lines
}
