import type { Lots } from '../market/branded.ts'
import { grown } from '../table/grown.ts'
import type { BookListener, Ladders, SideIndex } from './book.ts'
import type { Ladder, LevelIndex } from './ladder.ts'
import { MoveLog } from './move-log.ts'

/** Fields of a level. */
const FIELDS = 8

/** Where in a level's fields each lies; all in lots. */
export const FLOW = {
  add: 0,
  pull: 1,
  restedPull: 2,
  fill: 3,
  hiddenFill: 4,
  /** D_{t−1}, which is the depth at this window's start. */
  depth1: 5,
  depth2: 6,
  depth3: 7,
} as const

/**
 * Flow at each level in the present window, and its depth at the ends of the three windows before.
 * Levels are the ladder's and are updated only when touched, so an idle level costs nothing.
 *
 * With D_t the depth at the end of window t: `depth1` = D_{t−1}, `depth2` = D_{t−2}, `depth3` =
 * D_{t−3}. Before the session's first window D is that of the first window's end; in the first
 * window itself `depth1` is the depth at its start.
 */
export class SideFlow {
  /** The fields of each level, adjacent so that they fill one cache line. */
  #values = new Float64Array(64 * FIELDS)
  readonly #ladder: Ladder
  /** The window of a level's last update; −1 before the session. */
  #window = new Int32Array(64).fill(-1)

  constructor(ladder: Ladder) {
    this.#ladder = ladder
  }

  /** A field of a level by its offset in {@link FLOW}, as of the level's last update. */
  get(level: LevelIndex, field: number): Lots {
    return this.#values[level * FIELDS + field]
  }

  /** Adds lots to a field of an updated level. */
  add(level: LevelIndex, field: number, lots: Lots): void {
    this.#values[level * FIELDS + field] += lots
  }

  /** Updates a level to the window. Must be called before its depth changes in that window. */
  update(level: LevelIndex, window: number): void {
    if (level >= this.#window.length) this.#grow()
    const age = this.age(level, window)
    if (age === 0) return
    const depth = this.#ladder.depth[level]
    const values = this.#values
    const at = level * FIELDS
    const depth1 = values[at + FLOW.depth1]
    values[at + FLOW.depth3] = age === 3 ? depth : age === 2 ? depth1 : values[at + FLOW.depth2]
    values[at + FLOW.depth2] = age === 1 ? depth1 : depth
    values[at + FLOW.depth1] = depth
    values[at + FLOW.add] = 0
    values[at + FLOW.pull] = 0
    values[at + FLOW.restedPull] = 0
    values[at + FLOW.fill] = 0
    values[at + FLOW.hiddenFill] = 0
    this.#window[level] = window
  }

  /**
   * Windows since a level's last update: 0 if in this one, 3 if its depth was the same at all three
   * ends. Nothing flowed at a level whose age is not 0, and its depth at this window's start is the
   * present depth.
   */
  age(level: LevelIndex, window: number): number {
    const last = level < this.#window.length ? this.#window[level] : -1
    if (last === window) return 0
    // Untouched since before the session, or touched in its first window only.
    return last <= 0 ? 3 : Math.min(window - last, 3)
  }

  #grow(): void {
    const capacity = this.#ladder.tick.length
    this.#values = grown(this.#values, capacity * FIELDS)
    const larger = new Int32Array(capacity).fill(-1)
    larger.set(this.#window)
    this.#window = larger
  }
}

/**
 * The flows of one second at every level of a book. Fills are not pulls: lots announced by F
 * records are subtracted first, and only the rest was pulled.
 */
export class LevelFlow implements BookListener {
  readonly sides: readonly [SideFlow, SideFlow]
  /** The window's order moves. */
  readonly moves = new MoveLog()
  #window = -1

  constructor(ladders: Ladders) {
    this.sides = [new SideFlow(ladders[0]), new SideFlow(ladders[1])]
  }

  /** The window flows are counted in: 0 for the session's first; −1 before it, when none are. */
  get window(): number {
    return this.#window
  }

  openWindow(window: number): void {
    this.#window = window
    this.moves.clear()
  }

  touch(side: SideIndex, level: LevelIndex): void {
    if (this.#window >= 0) this.sides[side].update(level, this.#window)
  }

  move(
    side: SideIndex,
    from: LevelIndex,
    to: LevelIndex,
    filled: Lots,
    left: Lots,
    size: Lots,
    rested: boolean,
  ): void {
    if (this.#window < 0) return
    this.moves.add(side, from, to, left, size, rested)
    const flow = this.sides[side]
    let pulled = left
    let added = size
    if (from === to || to < 0) {
      pulled = Math.max(left - size, 0)
      added = Math.max(size - left, 0)
    }
    if (from >= 0) {
      flow.add(from, FLOW.fill, filled)
      flow.add(from, FLOW.pull, pulled)
      if (rested) flow.add(from, FLOW.restedPull, pulled)
    }
    if (to >= 0) flow.add(to, FLOW.add, added)
  }

  hiddenFill(side: SideIndex, level: LevelIndex, size: Lots): void {
    if (this.#window >= 0) this.sides[side].add(level, FLOW.hiddenFill, size)
  }
}
