/**
 * A buffer with views of every width. Records are aligned to four bytes in it, so their fields are
 * read and written through the view of their own width, which is faster than a DataView.
 */
export class Block {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly halves: Uint16Array<ArrayBuffer>
  readonly words: Uint32Array<ArrayBuffer>

  /** @param capacity bytes, rounded up to a multiple of eight */
  constructor(capacity: number) {
    const buffer = new ArrayBuffer(Math.ceil(capacity / 8) * 8)
    this.bytes = new Uint8Array(buffer)
    this.halves = new Uint16Array(buffer)
    this.words = new Uint32Array(buffer)
  }

  get capacity(): number {
    return this.bytes.length
  }
}

// One loop per width: V8 does not optimize a loop that sees several array types.

/** Copies `count` bytes, each `fromStep` after the last, to positions `toStep` apart. */
export function copyBytes(
  source: Uint8Array,
  from: number,
  fromStep: number,
  target: Uint8Array,
  to: number,
  toStep: number,
  count: number,
): void {
  for (let done = 0; done < count; done++) {
    target[to] = source[from]
    from += fromStep
    to += toStep
  }
}

/** {@link copyBytes} for 16-bit values. */
export function copyHalves(
  source: Uint16Array,
  from: number,
  fromStep: number,
  target: Uint16Array,
  to: number,
  toStep: number,
  count: number,
): void {
  for (let done = 0; done < count; done++) {
    target[to] = source[from]
    from += fromStep
    to += toStep
  }
}

/** {@link copyBytes} for 32-bit values. */
export function copyWords(
  source: Uint32Array,
  from: number,
  fromStep: number,
  target: Uint32Array,
  to: number,
  toStep: number,
  count: number,
): void {
  for (let done = 0; done < count; done++) {
    target[to] = source[from]
    from += fromStep
    to += toStep
  }
}

/** {@link copyBytes} for 64-bit values, each two words; positions and steps count words. */
export function copyWordPairs(
  source: Uint32Array,
  from: number,
  fromStep: number,
  target: Uint32Array,
  to: number,
  toStep: number,
  count: number,
): void {
  for (let done = 0; done < count; done++) {
    target[to] = source[from]
    target[to + 1] = source[from + 1]
    from += fromStep
    to += toStep
  }
}
