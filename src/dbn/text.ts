import { Buffer } from 'node:buffer'

/**
 * DBN's text: a field of fixed width, UTF-8 (in practice ASCII), filled up with NUL. Only the
 * trailing NULs are padding, so a field decoded and encoded again is the same bytes.
 */

/** The text of a field. */
export function readText(bytes: Uint8Array, offset: number, width: number): string {
  let end = offset + width
  while (end > offset && bytes[end - 1] === 0) end--
  if (end === offset) return ''
  return Buffer.from(bytes.buffer, bytes.byteOffset + offset, end - offset).toString('utf8')
}

/**
 * Fills a field with a text and NULs.
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

/** Does the field hold the same bytes as another of the same width? */
export function sameText(bytes: Uint8Array, offset: number, other: number, width: number): boolean {
  for (let at = 0; at < width; at++) if (bytes[offset + at] !== bytes[other + at]) return false
  return true
}
