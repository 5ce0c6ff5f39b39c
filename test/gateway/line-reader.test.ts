import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineReader, LineTooLong } from '../../src/gateway/line-reader.ts'
import { split, splitting } from './pieces.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

test('the same lines, however the bytes are cut', () => {
  const line = fc.string({ unit: fc.constantFrom('a', '=', '|', 'é', '🙂', ' '), maxLength: 30 })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), splitting, (lines, sizes) => {
      const reader = new LineReader(1000)
      const bytes = bytesOf(lines.map((each) => `${each}\n`).join(''))
      const read = split(bytes, sizes).flatMap((piece) => [...reader.push(piece)])
      expect(read).toEqual(lines)
    }),
  )
})

test('a line without its end is held back', () => {
  const reader = new LineReader(1000)
  expect([...reader.push(bytesOf('one\ntw'))]).toEqual(['one'])
  expect([...reader.push(bytesOf('o\r\n'))]).toEqual(['two'])
})

test('a line of the greatest length is taken, a longer one is not', () => {
  expect([...new LineReader(5).push(bytesOf('12345\n'))]).toEqual(['12345'])
  const reader = new LineReader(5)
  expect([...reader.push(bytesOf('123'))]).toEqual([])
  expect(() => [...reader.push(bytesOf('456'))]).toThrow(LineTooLong)
})
