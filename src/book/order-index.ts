/** Words per cell: the id's two, the value + 1 (0 is an empty cell), one of padding. */
const CELL_WORDS = 4
const VALUE_OFFSET = 2

/**
 * Order id → number, open addressing. Ids are u64 and stay two 32-bit words; a `Map` of bigints
 * costs nine times as much per operation. A cell lies within one cache line.
 */
export class OrderIndex {
  #mask: number
  #size = 0
  #cells: Int32Array
  /** Position of the last lookup: the same id is usually removed next. */
  #last = 0

  constructor(capacity = 64) {
    this.#mask = capacity - 1
    this.#cells = new Int32Array(capacity * CELL_WORDS)
  }

  get size(): number {
    return this.#size
  }

  /** The value of an id, or −1. */
  get(low: number, high: number): number {
    return this.#cells[this.#seek(low | 0, high | 0) + VALUE_OFFSET] - 1
  }

  /** Inserts or replaces; `value` ≥ 0. */
  set(low: number, high: number, value: number): void {
    const place = this.#seek(low | 0, high | 0)
    const cells = this.#cells
    const isNew = cells[place + VALUE_OFFSET] === 0
    cells[place] = low
    cells[place + 1] = high
    cells[place + VALUE_OFFSET] = value + 1
    if (isNew && ++this.#size * 2 > this.#mask + 1) this.#grow()
  }

  /** Removes an id if it is there, and closes the gap so that no tombstone is needed. */
  delete(low: number, high: number): void {
    const cells = this.#cells
    const mask = this.#mask
    const place = this.#seek(low | 0, high | 0)
    if (cells[place + VALUE_OFFSET] === 0) return
    this.#size--
    let gap = place / CELL_WORDS
    for (
      let cell = (gap + 1) & mask;
      cells[cell * CELL_WORDS + VALUE_OFFSET] !== 0;
      cell = (cell + 1) & mask
    ) {
      const from = cell * CELL_WORDS
      const home = hash(cells[from], cells[from + 1]) & mask
      // Move back only what does not pass its own home cell.
      if (((cell - home) & mask) < ((cell - gap) & mask)) continue
      const to = gap * CELL_WORDS
      cells[to] = cells[from]
      cells[to + 1] = cells[from + 1]
      cells[to + VALUE_OFFSET] = cells[from + VALUE_OFFSET]
      gap = cell
    }
    cells[gap * CELL_WORDS + VALUE_OFFSET] = 0
  }

  clear(): void {
    this.#size = 0
    this.#cells.fill(0)
  }

  /** The offset of the cell that holds the id, or of the empty cell where it belongs. */
  #seek(low: number, high: number): number {
    const cells = this.#cells
    const last = this.#last
    if (cells[last] === low && cells[last + 1] === high && cells[last + VALUE_OFFSET] !== 0)
      return last
    const mask = this.#mask
    let cell = hash(low, high) & mask
    let place = cell * CELL_WORDS
    while (
      cells[place + VALUE_OFFSET] !== 0 &&
      (cells[place] !== low || cells[place + 1] !== high)
    ) {
      cell = (cell + 1) & mask
      place = cell * CELL_WORDS
    }
    this.#last = place
    return place
  }

  #grow(): void {
    const old = this.#cells
    this.#mask = this.#mask * 2 + 1
    this.#cells = new Int32Array((this.#mask + 1) * CELL_WORDS)
    this.#last = 0
    for (let place = 0; place < old.length; place += CELL_WORDS) {
      if (old[place + VALUE_OFFSET] === 0) continue
      this.#cells.set(
        old.subarray(place, place + CELL_WORDS),
        this.#seek(old[place], old[place + 1]),
      )
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
