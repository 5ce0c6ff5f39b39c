import type { Ladders, SideIndex } from '../book/book.ts'
import type { LevelIndex } from '../book/ladder.ts'
import type { Lots } from '../market/branded.ts'
import { grown } from '../table/grown.ts'
import type { EventCause, EventRows } from './event-rows.ts'
import { filledLots, type OrderChange, pulledLots } from './order-change.ts'
import type { SideDepths } from './side-depths.ts'
import type { Thresholds } from './thresholds.ts'

/** A wall's depth at the end of an event, and what had left it by then. */
interface Point {
  readonly time: number
  readonly depth: Lots
  readonly pulled: Lots
  readonly filled: Lots
}

/** A level that is large. */
interface Wall {
  /** Lots that make it one. */
  readonly needed: Lots
  /** Since when it has had them at the end of every event. */
  start: number
  /** The first of the present events at whose end it has fewer; NaN while it has them. */
  below: number
  /** Since `start`, by what took them. */
  pulled: Lots
  filled: Lots
  /** Those of the window, and the one before it, oldest first. */
  points: Point[]
}

/**
 * `wall_gone`: a level that has been large for long loses most of its lots at once. Levels so large
 * are few: each is an object.
 */
export class Walls {
  readonly #thresholds: Thresholds
  readonly #rows: EventRows
  readonly #ladders: Ladders
  readonly #depths: SideDepths
  /** By 2 · level + side. */
  readonly #walls = new Map<number, Wall>()
  /** By the same keys: 1 of a wall. */
  #isWall = new Uint8Array(128)
  /** Walls and large levels that the event changes, each once, as keys of the walls. */
  readonly #touched: number[] = []

  constructor(thresholds: Thresholds, rows: EventRows, ladders: Ladders, depths: SideDepths) {
    this.#thresholds = thresholds
    this.#rows = rows
    this.#ladders = ladders
    this.#depths = depths
  }

  change(change: OrderChange): void {
    const side = change.side === 0 ? 0 : 1
    const { levelBefore, level } = change
    if (levelBefore >= 0 && this.#touch(side, levelBefore)) {
      const wall = this.#walls.get(2 * levelBefore + side)
      if (wall) {
        wall.pulled += pulledLots(change)
        wall.filled += filledLots(change)
      }
    }
    if (level >= 0 && level !== levelBefore) this.#touch(side, level)
  }

  endEvent(time: number): void {
    // Most events touch no such level.
    if (this.#touched.length === 0) return
    for (const key of this.#touched) this.#judge(key, time)
    this.#touched.length = 0
  }

  /** The book is cleared. */
  clear(): void {
    for (const key of this.#walls.keys()) this.#isWall[key] = 0
    this.#walls.clear()
    this.#touched.length = 0
  }

  /** @returns false of a level that is no wall and not large enough to become one */
  #touch(side: SideIndex, level: LevelIndex): boolean {
    const key = 2 * level + side
    while (key >= this.#isWall.length) this.#isWall = grown(this.#isWall, 2 * this.#isWall.length)
    const isLarge = this.#ladders[side].depth[level] >= this.#neededAt(side)
    if (this.#isWall[key] === 0 && !isLarge) return false
    if (!this.#touched.includes(key)) this.#touched.push(key)
    return true
  }

  /** NaN without a median. */
  #neededAt(side: SideIndex): Lots {
    return this.#thresholds.wall_depths * this.#depths.median(side)
  }

  #remove(key: number): void {
    this.#walls.delete(key)
    this.#isWall[key] = 0
  }

  #judge(key: number, time: number): void {
    const side = (key & 1) as SideIndex
    const level = key >> 1
    const depth = this.#ladders[side].depth[level]
    const wall = this.#walls.get(key)
    if (!wall) {
      this.#begin(key, depth, time)
      return
    }
    const { wall_rest_ns, wall_window_ns, wall_loss_percent } = this.#thresholds
    const point = { time, depth, pulled: wall.pulled, filled: wall.filled }
    wall.points.push(point)
    while (wall.points.length > 1 && wall.points[1].time < time - wall_window_ns)
      wall.points.shift()
    if (depth >= wall.needed) {
      if (!Number.isNaN(wall.below)) wall.start = time
      wall.below = Number.NaN
    } else if (Number.isNaN(wall.below)) wall.below = time
    const peak = wall.points.reduce((most, each) => (each.depth >= most.depth ? each : most))
    const isLost =
      100 * depth <= (100 - wall_loss_percent) * peak.depth && peak.depth >= wall.needed
    const stoodUntil = Number.isNaN(wall.below) ? time : wall.below
    if (isLost && stoodUntil - wall.start >= wall_rest_ns) {
      this.#report(side, level, wall, peak, point)
      this.#remove(key)
    } else if (time - wall.below > wall_window_ns) this.#remove(key)
  }

  #begin(key: number, depth: Lots, time: number): void {
    // False without a median.
    const needed = this.#neededAt((key & 1) as SideIndex)
    if (!(depth >= needed)) return
    const point = { time, depth, pulled: 0, filled: 0 }
    const wall = { needed, start: time, below: Number.NaN, pulled: 0, filled: 0, points: [point] }
    this.#walls.set(key, wall)
    this.#isWall[key] = 1
  }

  #report(side: SideIndex, level: LevelIndex, wall: Wall, peak: Point, now: Point): void {
    const loss = peak.depth - now.depth
    const share = (this.#thresholds.wall_share_percent * loss) / 100
    let cause: EventCause = 'mixed'
    if (now.pulled - peak.pulled >= share) cause = 'pulled'
    else if (now.filled - peak.filled >= share) cause = 'eaten'
    const tick = this.#ladders[side].tick[level]
    this.#rows.add({
      kind: 'wall_gone',
      cause,
      side,
      low: tick,
      high: tick,
      lots: loss,
      start: wall.start,
      known: now.time,
      strength: Math.floor((100 * loss) / peak.depth),
    })
  }
}
