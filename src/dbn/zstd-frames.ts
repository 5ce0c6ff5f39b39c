/** Where a walk through zstd frames stands (RFC 8878, 3.1). */
type Place =
  /** Before a frame's magic number. */
  | 'frame'
  | 'header'
  | 'block'
  /** In what may be passed over: a block's content, a checksum, a skippable frame. */
  | 'rest'
  /** What follows begins no frame. */
  | 'beyond'

/** How many frames there are, and how many of them nothing guards against damage. */
export interface FrameCounts {
  readonly frames: number
  readonly withoutChecksum: number
}

const MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50
const SKIPPABLE_MASK = 0xfffffff0
const CHECKSUM_BYTES = 4
/** Of a dictionary's id, and of the content's size, by their two bits of a frame's descriptor. */
const DICTIONARY_BYTES = [0, 1, 2, 4]
const SIZE_BYTES = [0, 2, 4, 8]
/** A block that repeats one byte: its size is what it stands for, not what it takes. */
const REPEATED = 1

/**
 * Walks through zstd frames as their bytes pass, decompressing nothing: from block header to block
 * header. It knows whether the bytes so far end where a frame ends. The decompressor does not: it
 * takes a frame without the end of its checksum for whole.
 */
export class ZstdFrames {
  #place: Place = 'frame'
  /** What comes after the bytes that are passed over. */
  #next: Place = 'frame'
  /** Bytes that are passed over, or that are missing of those in hand. */
  #left = 0
  readonly #head = new Uint8Array(8)
  #held = 0
  #hasChecksum = false
  #frames = 0
  #withoutChecksum = 0

  /** Do the bytes end inside a frame? Bytes that begin none are somebody else's to judge. */
  get isInside(): boolean {
    return this.#place !== 'beyond' && (this.#place !== 'frame' || this.#held > 0)
  }

  /** Frames that have begun so far; skippable ones are none. */
  get counts(): FrameCounts {
    return { frames: this.#frames, withoutChecksum: this.#withoutChecksum }
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && this.#place !== 'beyond'; ) {
      if (this.#place === 'rest') {
        const passed = Math.min(this.#left, bytes.length - at)
        this.#left -= passed
        at += passed
        if (this.#left === 0) this.#place = this.#next
      } else {
        this.#head[this.#held++] = bytes[at++]
        this.#step()
      }
    }
  }

  /** Goes on once enough of what is read byte by byte is in hand. */
  #step(): void {
    const head = this.#head
    const held = this.#held
    if (this.#place === 'frame') {
      if (held < 4) return
      const magic = (head[0] | (head[1] << 8) | (head[2] << 16) | (head[3] << 24)) >>> 0
      if (magic === MAGIC) this.#enter('header')
      else if ((magic & SKIPPABLE_MASK) >>> 0 !== SKIPPABLE_MAGIC) this.#place = 'beyond'
      else if (held === 8) {
        const size = (head[4] | (head[5] << 8) | (head[6] << 16) | (head[7] << 24)) >>> 0
        this.#pass(size, 'frame')
      }
    } else if (this.#place === 'header') {
      const [descriptor] = head
      const isSingle = (descriptor & 0x20) !== 0
      const size = SIZE_BYTES[descriptor >> 6] || (isSingle ? 1 : 0)
      this.#hasChecksum = (descriptor & 4) !== 0
      this.#frames++
      if (!this.#hasChecksum) this.#withoutChecksum++
      // The window's size is left out where the content is one segment.
      this.#pass((isSingle ? 0 : 1) + DICTIONARY_BYTES[descriptor & 3] + size, 'block')
    } else if (held === 3) {
      const header = head[0] | (head[1] << 8) | (head[2] << 16)
      const isRepeated = ((header >> 1) & 3) === REPEATED
      const size = isRepeated ? 1 : header >> 3
      const isLast = (header & 1) === 1
      if (!isLast) this.#pass(size, 'block')
      else this.#pass(size + (this.#hasChecksum ? CHECKSUM_BYTES : 0), 'frame')
    }
  }

  #enter(place: Place): void {
    this.#place = place
    this.#held = 0
  }

  #pass(bytes: number, next: Place): void {
    this.#enter(bytes > 0 ? 'rest' : next)
    this.#left = bytes
    this.#next = next
  }
}
