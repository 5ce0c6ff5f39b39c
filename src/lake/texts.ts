/** Texts as Parquet's PLAIN encoding has them: each its UTF-8's length, a uint32, and its UTF-8. */

export function encodeTexts(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const sizes = texts.map((text) => Buffer.byteLength(text))
  const bytes = Buffer.alloc(sizes.reduce((sum, size) => sum + size + 4, 0))
  let offset = 0
  for (let row = 0; row < texts.length; row++) {
    offset = bytes.writeUInt32LE(sizes[row] as number, offset)
    offset += bytes.write(texts[row] as string, offset)
  }
  return bytes
}

/**
 * The mirror of {@link encodeTexts}.
 *
 * @throws Error if the page is not one of so many texts
 */
export function decodeTexts(page: Uint8Array, count: number): string[] {
  const bytes = Buffer.from(page.buffer, page.byteOffset, page.byteLength)
  const texts = new Array<string>(count)
  let offset = 0
  for (let index = 0; index < count; index++) {
    const start = offset + 4
    offset = start + bytes.readUInt32LE(offset)
    texts[index] = bytes.toString('utf8', start, offset)
  }
  if (page.length !== offset)
    throw new Error(`a page of ${page.length} bytes where its texts take ${offset}`)
  return texts
}
