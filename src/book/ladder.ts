import type { ArrayOf, Branded, Lots } from '../market/branded.ts'
import type { Tick } from '../market/tick.ts'
import { grown } from '../table/grown.ts'
import { TickIndex } from './tick-index.ts'

/** A slot of a ladder; −1 for none. */
export type LevelIndex = Branded<'LevelIndex'>

/** Number of ticks to walk from an emptied best level before scanning all levels instead. */
const MAX_WALK_TICKS = 64

/**
 * One side of the book: levels by slot, one typed array per field. `direction` is +1 if the lowest
 * tick is best (asks) and −1 if the highest is (bids). A level keeps its slot for ever, so other
 * arrays may run parallel to these.
 */
export class Ladder {
  readonly direction: 1 | -1
  /** Price in ticks. */
  tick: ArrayOf<Tick, Int32Array<ArrayBuffer>> = new Int32Array(64)
  /** Lots resting. */
  depth: ArrayOf<Lots, Float64Array<ArrayBuffer>> = new Float64Array(64)
  /** Lots that have rested for at least the resting age. */
  restedDepth: ArrayOf<Lots, Float64Array<ArrayBuffer>> = new Float64Array(64)
  /** Orders resting. */
  orderCount = new Int32Array(64)
  /** Slot of the best level, or −1 for an empty side. */
  best: LevelIndex = -1

  /** Levels ever seen. */
  length = 0
  readonly #index = new TickIndex()

  constructor(direction: 1 | -1) {
    this.direction = direction
  }

  /** The level at a tick, or −1 if there never was one. */
  find(tick: Tick): LevelIndex {
    return this.#index.get(tick)
  }

  /** The level at a tick, created if necessary. */
  at(tick: Tick): LevelIndex {
    const known = this.#index.get(tick)
    if (known >= 0) return known
    if (this.length === this.tick.length) this.#grow()
    const level = this.length++
    this.tick[level] = tick
    this.#index.add(tick, level)
    return level
  }

  /** An order of `size` lots joins a level. */
  join(level: LevelIndex, size: Lots): void {
    this.depth[level] += size
    this.orderCount[level]++
    if (this.best < 0 || this.direction * (this.tick[level] - this.tick[this.best]) < 0) {
      this.best = level
    }
  }

  /** An order with `size` lots left leaves a level. */
  leave(level: LevelIndex, size: Lots): void {
    this.depth[level] -= size
    if (--this.orderCount[level] === 0 && level === this.best) this.best = this.#nextBest()
  }

  clear(): void {
    this.depth.fill(0)
    this.restedDepth.fill(0)
    this.orderCount.fill(0)
    this.best = -1
  }

  /** The best level once the present one has emptied. */
  #nextBest(): LevelIndex {
    const from = this.tick[this.best]
    for (let step = 1; step <= MAX_WALK_TICKS; step++) {
      const level = this.#index.get(from + this.direction * step)
      if (level >= 0 && this.orderCount[level] > 0) return level
    }
    let best = -1
    for (let level = 0; level < this.length; level++) {
      if (this.orderCount[level] === 0) continue
      if (best < 0 || this.direction * (this.tick[level] - this.tick[best]) < 0) best = level
    }
    return best
  }

  #grow(): void {
    const capacity = this.length * 2
    this.tick = grown(this.tick, capacity)
    this.depth = grown(this.depth, capacity)
    this.restedDepth = grown(this.restedDepth, capacity)
    this.orderCount = grown(this.orderCount, capacity)
  }
}
