/**
 * Order id → number, open-addressed. Ids are u64 and stay two 32-bit words; a `Map` of bigints
 * costs nine times as much per operation.
 */
export class OrderIndex {
  #capacity: number
  #mask: number
  #size = 0
  #low: Uint32Array
  #high: Uint32Array
  /** Value + 1; 0 is an empty cell. */
  #values: Int32Array

  constructor(capacity = 64) {
    this.#capacity = capacity
    this.#mask = capacity - 1
    this.#low = new Uint32Array(capacity)
    this.#high = new Uint32Array(capacity)
    this.#values = new Int32Array(capacity)
  }

  get size(): number {
    return this.#size
  }

  /** The value of an id, or −1. */
  get(low: number, high: number): number {
    return this.#values[this.#cell(low, high)] - 1
  }

  /** Inserts or replaces; `value` ≥ 0. */
  set(low: number, high: number, value: number): void {
    const cell = this.#cell(low, high)
    const isNew = this.#values[cell] === 0
    this.#low[cell] = low
    this.#high[cell] = high
    this.#values[cell] = value + 1
    if (isNew && ++this.#size * 2 > this.#capacity) this.#grow()
  }

  /** Removes an id if it is there, and closes the gap so that no tombstone is needed. */
  delete(low: number, high: number): void {
    let gap = this.#cell(low, high)
    if (this.#values[gap] === 0) return
    this.#size--
    for (
      let cell = (gap + 1) & this.#mask;
      this.#values[cell] !== 0;
      cell = (cell + 1) & this.#mask
    ) {
      const home = hash(this.#low[cell], this.#high[cell]) & this.#mask
      // Move back only what does not pass its own home cell.
      if (((cell - home) & this.#mask) < ((cell - gap) & this.#mask)) continue
      this.#low[gap] = this.#low[cell]
      this.#high[gap] = this.#high[cell]
      this.#values[gap] = this.#values[cell]
      gap = cell
    }
    this.#values[gap] = 0
  }

  clear(): void {
    this.#size = 0
    this.#values.fill(0)
  }

  /** The cell that holds the id, or the empty one where it belongs. */
  #cell(low: number, high: number): number {
    let cell = hash(low, high) & this.#mask
    while (this.#values[cell] !== 0 && (this.#low[cell] !== low || this.#high[cell] !== high)) {
      cell = (cell + 1) & this.#mask
    }
    return cell
  }

  #grow(): void {
    const low = this.#low
    const high = this.#high
    const values = this.#values
    this.#capacity *= 2
    this.#mask = this.#capacity - 1
    this.#low = new Uint32Array(this.#capacity)
    this.#high = new Uint32Array(this.#capacity)
    this.#values = new Int32Array(this.#capacity)
    for (let old = 0; old < values.length; old++) {
      if (values[old] === 0) continue
      const cell = this.#cell(low[old], high[old])
      this.#low[cell] = low[old]
      this.#high[cell] = high[old]
      this.#values[cell] = values[old]
    }
  }
}

/** Murmur3's finaliser over both words: CME ids differ in few low bits. */
function hash(low: number, high: number): number {
  let h = low ^ Math.imul(high, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
