import type { SideIndex } from '../book/book.ts'
import type { LevelIndex } from '../book/ladder.ts'
import type { Lots } from '../market/branded.ts'
import { grown } from '../table/grown.ts'

/** Fills of each level within a time window, since the level was last empty. */
export class LevelFills {
  readonly #window: number
  /** By side and level. */
  #sums = [new Float64Array(64), new Float64Array(64)]
  /** How often a level was emptied: fills of an earlier life do not count. */
  #lives = [new Uint32Array(64), new Uint32Array(64)]
  /** The fills, oldest first, from `head` to `tail`. */
  #side = new Uint8Array(64)
  #level = new Int32Array(64)
  #life = new Uint32Array(64)
  #lots = new Float64Array(64)
  #time = new Float64Array(64)
  #head = 0
  #tail = 0

  /** @param window ns */
  constructor(window: number) {
    this.#window = window
  }

  /** Forgets fills older than the window. Times never go back. */
  advance(time: number): void {
    for (; this.#head < this.#tail && time - this.#time[this.#head] > this.#window; this.#head++) {
      const entry = this.#head
      const side = this.#side[entry]
      const level = this.#level[entry]
      if (this.#life[entry] === this.#lives[side][level]) {
        this.#sums[side][level] -= this.#lots[entry]
      }
    }
  }

  add(side: SideIndex, level: LevelIndex, lots: Lots, time: number): void {
    this.#reserve(side, level)
    if (this.#tail === this.#time.length) this.#makeRoom()
    const entry = this.#tail++
    this.#side[entry] = side
    this.#level[entry] = level
    this.#life[entry] = this.#lives[side][level]
    this.#lots[entry] = lots
    this.#time[entry] = time
    this.#sums[side][level] += lots
  }

  /** Lots of the level within the window. */
  sum(side: SideIndex, level: LevelIndex): Lots {
    return level < this.#sums[side].length ? this.#sums[side][level] : 0
  }

  /** Time of the level's oldest fill within the window; NaN without one. */
  start(side: SideIndex, level: LevelIndex): number {
    for (let entry = this.#head; entry < this.#tail; entry++) {
      if (this.#level[entry] !== level || this.#side[entry] !== side) continue
      if (this.#life[entry] === this.#lives[side][level]) return this.#time[entry]
    }
    return Number.NaN
  }

  /** The level is empty. */
  empty(side: SideIndex, level: LevelIndex): void {
    this.#reserve(side, level)
    this.#lives[side][level]++
    this.#sums[side][level] = 0
  }

  /** All levels are empty. */
  clear(): void {
    for (const side of [0, 1] as const) {
      for (let level = 0; level < this.#lives[side].length; level++) this.#lives[side][level]++
      this.#sums[side].fill(0)
    }
    this.#head = 0
    this.#tail = 0
  }

  #reserve(side: SideIndex, level: LevelIndex): void {
    let capacity = this.#sums[side].length
    if (level < capacity) return
    while (level >= capacity) capacity *= 2
    this.#sums[side] = grown(this.#sums[side], capacity)
    this.#lives[side] = grown(this.#lives[side], capacity)
  }

  /** Moves the fills to the front, into larger arrays where they fill more than half. */
  #makeRoom(): void {
    const head = this.#head
    const used = this.#tail - head
    const isFull = used * 2 > this.#time.length
    const shifted = <A extends Parameters<typeof grown>[0]>(array: A): A => {
      array.copyWithin(0, head, head + used)
      return isFull ? grown(array, array.length * 2) : array
    }
    this.#side = shifted(this.#side)
    this.#level = shifted(this.#level)
    this.#life = shifted(this.#life)
    this.#lots = shifted(this.#lots)
    this.#time = shifted(this.#time)
    this.#head = 0
    this.#tail = used
  }
}
