/** Parquet's PLAIN encoding of texts: length in bytes as uint32, then UTF-8. */

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
 * The inverse of {@link encodeTexts}.
 *
 * @throws FormatError if the page does not hold that number of texts
 */
export function decodeTexts(page: Uint8Array, count: number): string[] {
  const bytes = Buffer.from(page.buffer, page.byteOffset, page.byteLength)
  // Each takes at least four bytes: do not allocate for an impossible count.
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
