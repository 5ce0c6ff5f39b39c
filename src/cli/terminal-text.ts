import { printable } from '../failure.ts'

/** What stands for the marks of our own texts where there is no UTF-8. */
const ASCII: Readonly<Record<string, string>> = {
  '✓': 'ok',
  '✗': 'FAULT',
  '•': '*',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '→': '->',
  '≤': '<=',
  '≥': '>=',
  '×': 'x',
  '±': '+-',
  Δ: 'delta',
  σ: 'sigma',
  '·': '.',
  '█': '#',
  '░': '.',
  '’': "'",
  '“': '"',
  '”': '"',
}

/** A mark that begins a line, as of a list of checks: what follows stays aligned. */
const MARKS = /^( *)([✓✗•–])(?= )/gmu
const MARK_WIDTH = ASCII['✗'].length

/**
 * A text as a terminal may have it: what would steer it is spelled out, for names and messages come
 * from files; and without UTF-8 there is ASCII only.
 */
export function terminalText(text: string, hasUtf8: boolean): string {
  const safe = printable(text)
  if (hasUtf8) return safe
  return safe
    .replace(MARKS, (_, indent: string, mark: string) => indent + ASCII[mark].padEnd(MARK_WIDTH))
    .replace(/\P{ASCII}/gu, (letter) => ASCII[letter] ?? spelled(letter))
}

function spelled(letter: string): string {
  return `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`
}
