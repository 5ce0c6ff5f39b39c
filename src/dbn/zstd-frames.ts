/** The part of a zstd stream that is being read (RFC 8878, 3.1). */
type FrameState =
  /** Before a frame's magic number. */
  | 'frame'
  | 'header'
  | 'block'
  /** Bytes to skip: a block's content, a checksum, a skippable frame. */
  | 'skip'
  /** Bytes after the last frame that begin no other. */
  | 'trailing'

/** Number of frames, and of those without a checksum. */
export interface FrameCounts {
  readonly frames: number
  readonly withoutChecksum: number
}

const MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50
const SKIPPABLE_MASK = 0xfffffff0
const CHECKSUM_BYTES = 4
/** Bytes of the dictionary id and of the content size, by two bits each of the frame descriptor. */
const DICTIONARY_BYTES = [0, 1, 2, 4]
const SIZE_BYTES = [0, 2, 4, 8]
/** RLE block type: it holds one byte, and its size is that of the repeated content. */
const RLE_BLOCK = 1

/**
 * Follows zstd frames by their headers as bytes pass, without decompressing, to tell whether the
 * input ends at a frame's end. The decompressor cannot tell: it accepts a frame with an incomplete
 * checksum.
 */
export class ZstdFrames {
  #state: FrameState = 'frame'
  /** The state after the skipped bytes. */
  #next: FrameState = 'frame'
  /** Bytes left to skip. */
  #skipBytes = 0
  readonly #header = new Uint8Array(8)
  #headerBytes = 0
  #hasChecksum = false
  #frames = 0
  #withoutChecksum = 0
  #bytes = 0
  #wholeBytes = 0

  /** Whether the bytes end inside a frame; false after bytes that begin no frame. */
  get isInsideFrame(): boolean {
    return this.#state !== 'trailing' && (this.#state !== 'frame' || this.#headerBytes > 0)
  }

  /** Frames that have begun so far, without skippable ones. */
  get counts(): FrameCounts {
    return { frames: this.#frames, withoutChecksum: this.#withoutChecksum }
  }

  /** Bytes up to the end of the last complete frame. */
  get wholeBytes(): number {
    return this.#wholeBytes
  }

  push(bytes: Uint8Array): void {
    const begin = this.#bytes
    this.#bytes += bytes.length
    for (let at = 0; at < bytes.length && this.#state !== 'trailing'; ) {
      if (this.#state === 'skip') {
        const passed = Math.min(this.#skipBytes, bytes.length - at)
        this.#skipBytes -= passed
        at += passed
        if (this.#skipBytes === 0) this.#state = this.#next
      } else {
        this.#header[this.#headerBytes++] = bytes[at++]
        this.#parseHeader()
      }
      if (this.#state === 'frame' && this.#headerBytes === 0) this.#wholeBytes = begin + at
    }
  }

  /** Parses a header once enough of its bytes have arrived. */
  #parseHeader(): void {
    const head = this.#header
    const held = this.#headerBytes
    if (this.#state === 'frame') {
      if (held < 4) return
      const magic = (head[0] | (head[1] << 8) | (head[2] << 16) | (head[3] << 24)) >>> 0
      if (magic === MAGIC) this.#enter('header')
      else if ((magic & SKIPPABLE_MASK) >>> 0 !== SKIPPABLE_MAGIC) this.#state = 'trailing'
      else if (held === 8) {
        const size = (head[4] | (head[5] << 8) | (head[6] << 16) | (head[7] << 24)) >>> 0
        this.#skip(size, 'frame')
      }
    } else if (this.#state === 'header') {
      const [descriptor] = head
      const isSingle = (descriptor & 0x20) !== 0
      const size = SIZE_BYTES[descriptor >> 6] || (isSingle ? 1 : 0)
      this.#hasChecksum = (descriptor & 4) !== 0
      this.#frames++
      if (!this.#hasChecksum) this.#withoutChecksum++
      // A single-segment frame has no window descriptor.
      this.#skip((isSingle ? 0 : 1) + DICTIONARY_BYTES[descriptor & 3] + size, 'block')
    } else if (held === 3) {
      const header = head[0] | (head[1] << 8) | (head[2] << 16)
      const isRepeated = ((header >> 1) & 3) === RLE_BLOCK
      const size = isRepeated ? 1 : header >> 3
      const isLast = (header & 1) === 1
      if (!isLast) this.#skip(size, 'block')
      else this.#skip(size + (this.#hasChecksum ? CHECKSUM_BYTES : 0), 'frame')
    }
  }

  #enter(state: FrameState): void {
    this.#state = state
    this.#headerBytes = 0
  }

  #skip(bytes: number, next: FrameState): void {
    this.#enter(bytes > 0 ? 'skip' : next)
    this.#skipBytes = bytes
    this.#next = next
  }
}
