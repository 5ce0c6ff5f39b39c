import { expect, it } from 'vitest'
import { codeChars, readChars } from '../../../src/lake/parquet/chars.ts'
import { unpackCodes } from '../../../src/lake/parquet/dictionary.ts'
import { encodeTexts } from '../../../src/lake/parquet/texts.ts'

it('codes every byte by the characters that are there, in their order', () => {
  const column = Uint8Array.from({ length: 1000 }, (_, row) => (row * 7919) % 256)
  const { values, count, page } = codeChars(column)
  expect(count).toBe(256)
  const chars = readChars(values, count)
  expect([...chars]).toEqual(Array.from({ length: 256 }, (_, code) => code))
  expect(Array.from(unpackCodes(page, 1000, count), (code) => chars[code])).toEqual([...column])
  const few = codeChars(Uint8Array.of(84, 65, 0, 84))
  expect([...readChars(few.values, few.count)]).toEqual([0, 65, 84])
})

it.each([['\0'], ['AB'], ['Ā'], ['📈']])('takes %j for no character', (text) => {
  expect(() => readChars(encodeTexts(['A', text]), 2)).toThrow('is no character')
})
