import { describe, expect, test } from 'vitest'
import { parseAnsi } from '../../../src/tui/painter/ansi-text.ts'
import { ATTRIBUTE } from '../../../src/tui/painter/cells.ts'

describe("a panel's text as cells", () => {
  test('colours, attributes and what is left out', () => {
    const text = '\x1b[1;38;2;1;2;3mA\x1b[22;39mb\x1b[48;2;9;9;9mγ\x1b[0m\nd'
    const cells = parseAnsi(text, 4, 2, 7, 8)
    expect(cells.rowText(0)).toBe('Abγ')
    expect(cells.rowText(1)).toBe('d')
    expect([...cells.colour.subarray(0, 3)]).toEqual([0x010203, 7, 7])
    expect([...cells.background.subarray(0, 4)]).toEqual([8, 8, 0x090909, 8])
    expect([...cells.attributes.subarray(0, 2)]).toEqual([ATTRIBUTE.bold, 0])
  })

  test('what does not fit is cut off', () => {
    expect(parseAnsi('abcdef\nx\ny', 3, 2, 0, 0).rowText(0)).toBe('abc')
  })

  test('an unknown sequence is an error of ours', () => {
    expect(() => parseAnsi('\x1b[31mred', 3, 1, 0, 0)).toThrow(/sequence 31/)
  })
})
