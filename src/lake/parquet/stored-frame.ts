/**
 * Zstd frames with one raw block (RFC 8878, 3.1), readable by any zstd decoder: for pages so small
 * that setting up a compressor costs more than it saves.
 */

/** Maximum size of a page that is stored uncompressed. */
export const MAX_STORED_BYTES = 1024

/** The frame's magic, little-endian. */
const MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)
/** Frame header descriptor: a single segment, its size in two bytes, no checksum, no dictionary. */
const DESCRIPTOR = 0b0110_0000
/** Offset of the two-byte content size. */
const SIZE_BASE_BYTES = 256
/** The same with a size of one byte, below {@link SIZE_BASE_BYTES}. */
const SMALL_DESCRIPTOR = 0b0010_0000
/** Block header, three bytes: last block, raw, size. */
const LAST_STORED = 1
const SIZE_SHIFT = 3

/** A frame of at most {@link MAX_STORED_BYTES} bytes. */
export function storedFrame(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = frameHeader(bytes.length)
  const frame = new Uint8Array(header.length + bytes.length)
  frame.set(header)
  frame.set(bytes, header.length)
  return frame
}

/** The content of a frame made by {@link storedFrame}; undefined for any other frame. */
export function storedBytes(
  frame: Uint8Array,
  length: number,
): Uint8Array<ArrayBuffer> | undefined {
  if (length > MAX_STORED_BYTES) return undefined
  const header = frameHeader(length)
  if (frame.length !== header.length + length) return undefined
  for (let at = 0; at < header.length; at++) if (frame[at] !== header[at]) return undefined
  return new Uint8Array(frame.subarray(header.length))
}

function frameHeader(length: number): number[] {
  const isSmall = length < SIZE_BASE_BYTES
  const size = isSmall
    ? [length]
    : [(length - SIZE_BASE_BYTES) & 255, (length - SIZE_BASE_BYTES) >> 8]
  const block = LAST_STORED | (length << SIZE_SHIFT)
  return [
    ...MAGIC,
    isSmall ? SMALL_DESCRIPTOR : DESCRIPTOR,
    ...size,
    block & 255,
    (block >> 8) & 255,
    block >> 16,
  ]
}
