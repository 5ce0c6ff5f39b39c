import { charCode, charText } from '../../contracts/kinds.ts'
import { FormatError } from '../../format-error.ts'
import { type Coded, packBytes } from './dictionary.ts'
import { decodeTexts, encodeTexts } from './texts.ts'

/** Encodes characters as texts with a dictionary of those that occur, sorted by code. */
export function codeChars(column: Uint8Array): Coded {
  const isPresent = new Uint8Array(256)
  for (let row = 0; row < column.length; row++) isPresent[column[row]] = 1
  const codes = new Uint8Array(256)
  const texts: string[] = []
  for (let char = 0; char < isPresent.length; char++) {
    if (isPresent[char] === 0) continue
    codes[char] = texts.length
    texts.push(charText(char))
  }
  const page = packBytes(column, codes)
  return { values: encodeTexts(texts), count: texts.length, page }
}

/**
 * Reads a dictionary written by {@link codeChars}.
 *
 * @throws FormatError if a text is no character
 */
export function readChars(page: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(decodeTexts(page, count), (text) => {
    const code = charCode(text)
    if (code < 0) throw new FormatError(`${JSON.stringify(text)} is no character`)
    return code
  })
}
