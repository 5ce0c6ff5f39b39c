import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeJson } from '../../src/cli/safe-json.ts'
import { terminalText } from '../../src/cli/terminal-text.ts'

/** Is there anything in a text that a terminal would obey, but for the end of a line? */
function steers(text: string): boolean {
  return [...text].some((letter) => {
    const code = letter.codePointAt(0) ?? 0
    const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0)
    const turns = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
    return (isControl && letter !== '\n') || turns
  })
}

const evil = fc.string({
  unit: fc.constantFrom('\x1b[2J', '\x07', '\r', '\x9b31m', '\x7f', '\u202e', '\n', 'a', 'ß', '✓'),
})

describe('what a terminal is given', () => {
  it('steers nothing, whatever it was', () => {
    fc.assert(
      fc.property(evil, fc.boolean(), (text, hasUtf8) => {
        expect(steers(terminalText(text, hasUtf8))).toBe(false)
      }),
    )
    expect(terminalText('\x1b]0;x\x07 \u202eab', true)).toBe('\\x1b]0;x\\x07 \\u202eab')
  })

  it('is as it was where nothing steers', () => {
    const text = '✓ ESH6  6,900.25 … ±3 %\n'
    expect(terminalText(text, true)).toBe(text)
  })

  it('is ASCII without UTF-8, and marks keep what follows aligned', () => {
    fc.assert(
      fc.property(evil, (text) => {
        expect(terminalText(text, false)).toMatch(/^\p{ASCII}*$/u)
      }),
    )
    expect(terminalText('✓ quotes\n✗ levels\n– bands\n  … 3 ≤ ü', false)).toBe(
      'ok    quotes\nFAULT levels\n-     bands\n  ... 3 <= \\u{fc}',
    )
  })
})

describe('JSON for a terminal', () => {
  it('steers nothing, and means what it meant', () => {
    fc.assert(
      fc.property(evil, (text) => {
        expect(steers(safeJson({ text }))).toBe(false)
        expect(JSON.parse(safeJson({ text }))).toEqual({ text })
        expect(JSON.parse(safeJson({ text }, 0))).toEqual({ text })
      }),
    )
  })
})
