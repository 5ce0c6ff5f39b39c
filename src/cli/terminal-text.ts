import { printable } from '../failure.ts'

/** ASCII replacements of the symbols in our own texts. */
const ASCII_REPLACEMENTS: Readonly<Record<string, string>> = {
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

/** A mark at the start of a line is padded, so that lists of checks stay aligned. */
const MARKS = /^( *)([✓✗•–])(?= )/gmu
const MARK_WIDTH = ASCII_REPLACEMENTS['✗'].length

/**
 * Text made safe for a terminal: control characters are escaped, since names and messages come from
 * files, and without UTF-8 all is ASCII.
 */
export function terminalText(text: string, hasUtf8: boolean): string {
  const safe = printable(text)
  if (hasUtf8) return safe
  return safe
    .replace(
      MARKS,
      (_, indent: string, mark: string) => indent + ASCII_REPLACEMENTS[mark].padEnd(MARK_WIDTH),
    )
    .replace(/\P{ASCII}/gu, (letter) => ASCII_REPLACEMENTS[letter] ?? escaped(letter))
}

function escaped(letter: string): string {
  return `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`
}
