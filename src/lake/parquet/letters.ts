import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js'
import { ByteWriter } from 'hyparquet-writer'
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js'
import { asFormatError, FormatError } from '../../format-error.ts'
import type { Coded } from './dictionary.ts'
import { decodeTexts, encodeTexts } from './texts.ts'

/** Encodes letters with the contract's list as the dictionary, whichever occur. */
export function codeLetters(column: Uint8Array, letters: readonly string[]): Coded {
  const page = encodeCodes(column, letters)
  return { values: encodeTexts(letters), count: letters.length, page }
}

/**
 * Checks that a dictionary is the contract's list of letters: codes are read by that list.
 *
 * @throws FormatError if it differs
 */
export function assertLetters(page: Uint8Array, count: number, letters: readonly string[]): void {
  const found = decodeTexts(page, count)
  if (found.join() !== letters.join())
    throw new FormatError(`the letters are ${found.join()}, not ${letters.join()}`)
}

/**
 * Reads the codes of a page written by {@link codeLetters}.
 *
 * @throws FormatError if it is invalid
 */
export function readLetters(
  page: Uint8Array,
  rows: number,
  letters: readonly string[],
): Uint8Array<ArrayBuffer> {
  const column = new Uint8Array(rows)
  const width = codeWidth(letters)
  if (page[0] !== width) throw new FormatError(`codes of ${page[0]} bits, not ${width}`)
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  asFormatError(() => readRleBitPackedHybrid({ view, offset: 1 }, width, column, page.length - 1))
  return column
}

/** The width of a code in bits, then the codes as runs and packed bits. */
function encodeCodes(column: Uint8Array, letters: readonly string[]): Uint8Array<ArrayBuffer> {
  const width = codeWidth(letters)
  const codes = new ByteWriter()
  codes.appendUint8(width)
  writeRleBitPackedHybrid(codes, column, width)
  return codes.getBytes()
}

/** Bits needed for the codes of a list of letters. */
function codeWidth(letters: readonly string[]): number {
  return Math.ceil(Math.log2(letters.length))
}
