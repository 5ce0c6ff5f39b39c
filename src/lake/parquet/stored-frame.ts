/**
 * Zstd frames whose one block is stored as it is (RFC 8878, 3.1): what any zstd reader decompresses,
 * for pages so small that setting up a compressor costs more than it could save.
 */

/** Bytes up to which a page is stored. */
export const MAX_STORED = 1024

/** The frame's magic, little-endian. */
const MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)
/** Frame header descriptor: a single segment, its size in two bytes, no checksum, no dictionary. */
const DESCRIPTOR = 0b0110_0000
/** What the two bytes of size count from. */
const SIZE_BASE = 256
/** The same with a size of one byte, below {@link SIZE_BASE}. */
const SMALL_DESCRIPTOR = 0b0010_0000
/** Block header, three bytes: the last block, stored, of so many bytes. */
const LAST_STORED = 1
const SIZE_SHIFT = 3

/** A frame of at most {@link MAX_STORED} bytes. */
export function storedFrame(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = frameHead(bytes.length)
  const frame = new Uint8Array(head.length + bytes.length)
  frame.set(head)
  frame.set(bytes, head.length)
  return frame
}

/** The bytes in a frame that {@link storedFrame} made of so many; undefined if it is another. */
export function storedBytes(
  frame: Uint8Array,
  length: number,
): Uint8Array<ArrayBuffer> | undefined {
  if (length > MAX_STORED) return undefined
  const head = frameHead(length)
  if (frame.length !== head.length + length) return undefined
  for (let at = 0; at < head.length; at++) if (frame[at] !== head[at]) return undefined
  return new Uint8Array(frame.subarray(head.length))
}

function frameHead(length: number): number[] {
  const isSmall = length < SIZE_BASE
  const size = isSmall ? [length] : [(length - SIZE_BASE) & 255, (length - SIZE_BASE) >> 8]
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
