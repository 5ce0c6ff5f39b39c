import { Buffer } from 'node:buffer'

/**
 * DBN's text: a fixed-width UTF-8 field (in practice ASCII), padded with NUL. Only trailing NULs
 * are padding, so decoding and encoding a field gives the same bytes.
 */

/** Reads a field. */
export function readText(bytes: Uint8Array, offset: number, width: number): string {
  let end = offset + width
  while (end > offset && bytes[end - 1] === 0) end--
  if (end === offset) return ''
  return Buffer.from(bytes.buffer, bytes.byteOffset + offset, end - offset).toString('utf8')
}

/**
 * Writes a field, padded with NUL.
 *
 * @throws Error if the text is longer than the field
 */
export function writeText(bytes: Uint8Array, offset: number, width: number, text: string): void {
  const encoded = Buffer.from(text, 'utf8')
  if (encoded.length > width)
    throw new Error(`text "${text}" has ${encoded.length} bytes, the field holds ${width}`)
  bytes.set(encoded, offset)
  bytes.fill(0, offset + encoded.length, offset + width)
}

/** Whether two fields of one width hold equal bytes. */
export function sameText(bytes: Uint8Array, offset: number, other: number, width: number): boolean {
  for (let at = 0; at < width; at++) if (bytes[offset + at] !== bytes[other + at]) return false
  return true
}
