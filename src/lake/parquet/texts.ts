/** Texts as Parquet's PLAIN encoding has them: each its UTF-8's length, a uint32, and its UTF-8. */

import { FormatError } from '../../format-error.ts'

export function encodeTexts(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const sizes = texts.map((text) => Buffer.byteLength(text))
  const bytes = Buffer.alloc(sizes.reduce((sum, size) => sum + size + 4, 0))
  let offset = 0
  for (let row = 0; row < texts.length; row++) {
    offset = bytes.writeUInt32LE(sizes[row], offset)
    offset += bytes.write(texts[row], offset)
  }
  return bytes
}

/**
 * The mirror of {@link encodeTexts}.
 *
 * @throws FormatError if the page is not one of so many texts
 */
export function decodeTexts(page: Uint8Array, count: number): string[] {
  const bytes = Buffer.from(page.buffer, page.byteOffset, page.byteLength)
  // Each takes four bytes at least: a count beyond that is no reason to make room for it.
  if (4 * count > page.length) throw new FormatError(`${count} texts in ${page.length} bytes`)
  const texts = new Array<string>(count)
  let offset = 0
  for (let index = 0; index < count; index++) {
    const start = offset + 4
    if (start > page.length) throw new FormatError(`text ${index} of ${count} is cut short`)
    offset = start + bytes.readUInt32LE(offset)
    texts[index] = bytes.toString('utf8', start, offset)
  }
  if (page.length !== offset)
    throw new FormatError(`a page of ${page.length} bytes where its texts take ${offset}`)
  return texts
}
