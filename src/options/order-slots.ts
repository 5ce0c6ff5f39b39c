import { grown } from '../table/grown.ts'

/** Words that a cell of the index and the key of a slot take. */
const CELL_WORDS = 2
const KEY_WORDS = 4

/**
 * Slots for orders of many instruments, found by id and instrument. Ids are u64, given as words.
 * What is read together lies together: with hundreds of books a second's records touch orders all
 * over them, and each line of memory is a wait.
 */
export class OrderSlots {
  /** Hash and slot + 1 of each cell; 0 is an empty cell. Open-addressed. */
  #cells = new Int32Array(CELL_WORDS * 4096)
  #mask = 4095
  #size = 0
  /** The id's words and the instrument of each slot. */
  #keys = new Int32Array(KEY_WORDS * 1024)
  #used = 0
  #free = new Int32Array(1024)
  #freeCount = 0

  /** The slot of an order, or −1. */
  find(idLow: number, idHigh: number, instrument: number): number {
    const hash = hashOf(idLow, idHigh, instrument)
    for (let cell = hash & this.#mask; ; cell = (cell + 1) & this.#mask) {
      const slot = this.#cells[CELL_WORDS * cell + 1] - 1
      if (slot < 0) return -1
      if (this.#cells[CELL_WORDS * cell] !== hash) continue
      const key = KEY_WORDS * slot
      if (
        this.#keys[key] === (idLow | 0) &&
        this.#keys[key + 1] === (idHigh | 0) &&
        this.#keys[key + 2] === instrument
      ) {
        return slot
      }
    }
  }

  /** A slot for an order that has none: one that was freed, else the next. */
  insert(idLow: number, idHigh: number, instrument: number): number {
    if (++this.#size * 2 > this.#mask) this.#growCells()
    const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#nextSlot()
    const key = KEY_WORDS * slot
    this.#keys[key] = idLow
    this.#keys[key + 1] = idHigh
    this.#keys[key + 2] = instrument
    this.#enter(hashOf(idLow, idHigh, instrument), slot)
    return slot
  }

  /** Frees a slot, and closes the gap in the index so that no tombstone is needed. */
  remove(slot: number): void {
    const cells = this.#cells
    const mask = this.#mask
    const key = KEY_WORDS * slot
    let gap = hashOf(this.#keys[key], this.#keys[key + 1], this.#keys[key + 2]) & mask
    while (cells[CELL_WORDS * gap + 1] !== slot + 1) gap = (gap + 1) & mask
    for (
      let cell = (gap + 1) & mask;
      cells[CELL_WORDS * cell + 1] !== 0;
      cell = (cell + 1) & mask
    ) {
      const home = cells[CELL_WORDS * cell] & mask
      // Move back only what does not pass its own home cell.
      if (((cell - home) & mask) < ((cell - gap) & mask)) continue
      cells[CELL_WORDS * gap] = cells[CELL_WORDS * cell]
      cells[CELL_WORDS * gap + 1] = cells[CELL_WORDS * cell + 1]
      gap = cell
    }
    cells[CELL_WORDS * gap + 1] = 0
    this.#size--
    this.#free[this.#freeCount++] = slot
  }

  #enter(hash: number, slot: number): void {
    let cell = hash & this.#mask
    while (this.#cells[CELL_WORDS * cell + 1] !== 0) cell = (cell + 1) & this.#mask
    this.#cells[CELL_WORDS * cell] = hash
    this.#cells[CELL_WORDS * cell + 1] = slot + 1
  }

  #nextSlot(): number {
    if (this.#used === this.#free.length) {
      this.#keys = grown(this.#keys, 2 * this.#keys.length)
      this.#free = grown(this.#free, 2 * this.#used)
    }
    return this.#used++
  }

  #growCells(): void {
    const old = this.#cells
    this.#cells = new Int32Array(2 * old.length)
    this.#mask = 2 * this.#mask + 1
    for (let cell = 0; cell < old.length; cell += CELL_WORDS) {
      if (old[cell + 1] !== 0) this.#enter(old[cell], old[cell + 1] - 1)
    }
  }
}

/** Murmur3's finaliser over all words: ids differ in few low bits. */
function hashOf(idLow: number, idHigh: number, instrument: number): number {
  let h = idLow ^ Math.imul(idHigh, 0x9e3779b1) ^ Math.imul(instrument, 0x27d4eb2f)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
