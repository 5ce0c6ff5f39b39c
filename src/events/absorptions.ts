import type { Ladders, SideIndex } from '../book/book.ts'
import type { LevelIndex } from '../book/ladder.ts'
import type { Lots } from '../market/branded.ts'
import type { EventRow, EventRows } from './event-rows.ts'
import { LevelFills } from './level-fills.ts'
import type { OrderChange } from './order-change.ts'
import type { SideDepths } from './side-depths.ts'
import type { Thresholds } from './thresholds.ts'

/** A level that has taken enough; an event once it has held long enough. */
interface Held {
  readonly side: SideIndex
  readonly level: LevelIndex
  readonly start: number
  /** When it will have held long enough. */
  readonly until: number
  readonly strength: number
  /** Lots filled from `start` on. */
  lots: Lots
  row: EventRow
}

/**
 * `absorption`: the best level takes many fills, is never empty at the end of an event, and then
 * holds. Levels that hold are few: each is an object.
 */
export class Absorptions {
  readonly #thresholds: Thresholds
  readonly #rows: EventRows
  readonly #ladders: Ladders
  readonly #fills: LevelFills
  readonly #depths: SideDepths
  /** In the order of `until`. */
  #held: Held[] = []
  /** Levels that orders of the event left or were filled at. */
  readonly #touchedSides: SideIndex[] = []
  readonly #touchedLevels: LevelIndex[] = []
  readonly #wereFilled: boolean[] = []
  #touchedCount = 0

  constructor(thresholds: Thresholds, rows: EventRows, ladders: Ladders, depths: SideDepths) {
    this.#thresholds = thresholds
    this.#rows = rows
    this.#ladders = ladders
    this.#fills = new LevelFills(thresholds.absorption_window_ns)
    this.#depths = depths
  }

  /** Time passes up to `time`, with the book as it is. */
  advance(time: number): void {
    this.#fills.advance(time)
    for (const held of this.#held) {
      if (held.until > time) break
      if (held.row < 0) this.#report(held)
    }
  }

  change({ slotBefore, side, levelBefore: level, filled, time }: OrderChange): void {
    if (slotBefore < 0) return
    const own = side === 0 ? 0 : 1
    if (filled > 0) this.#fill(own, level, filled, time)
    else if (this.#fills.sum(own, level) === 0 && this.#held.length === 0) return
    const at = this.#touchedCount++
    this.#touchedSides[at] = own
    this.#touchedLevels[at] = level
    this.#wereFilled[at] = filled > 0
  }

  endEvent(time: number): void {
    // Most events touch no such level.
    if (this.#touchedCount === 0) return
    for (let index = 0; index < this.#touchedCount; index++) {
      const side = this.#touchedSides[index]
      const level = this.#touchedLevels[index]
      if (this.#ladders[side].orderCount[level] === 0) this.#empty(side, level)
      else if (this.#wereFilled[index]) this.#judge(side, level, time)
    }
    this.#touchedCount = 0
  }

  /** The book is cleared. */
  clear(): void {
    this.#fills.clear()
    this.#held = []
    this.#touchedCount = 0
  }

  #empty(side: SideIndex, level: LevelIndex): void {
    this.#fills.empty(side, level)
    this.#held = this.#held.filter((held) => held.side !== side || held.level !== level)
  }

  #fill(side: SideIndex, level: LevelIndex, lots: Lots, time: number): void {
    this.#fills.add(side, level, lots, time)
    const held = this.#heldAt(side, level)
    if (!held) return
    held.lots += lots
    if (held.row >= 0) this.#rows.extend(held.row, held.lots, time)
  }

  /** An event has ended in which the level was filled. */
  #judge(side: SideIndex, level: LevelIndex, time: number): void {
    const { absorption_lots, absorption_depths, absorption_hold_ns } = this.#thresholds
    const lots = this.#fills.sum(side, level)
    if (lots < absorption_lots || level !== this.#ladders[side].best || this.#heldAt(side, level))
      return
    const threshold = Math.max(absorption_depths * this.#depths.median(side), absorption_lots)
    // False without a median.
    if (!(lots >= threshold)) return
    this.#held.push({
      side,
      level,
      start: this.#fills.start(side, level),
      until: time + absorption_hold_ns,
      strength: Math.floor((100 * lots) / threshold),
      lots,
      row: -1,
    })
  }

  #heldAt(side: SideIndex, level: LevelIndex): Held | undefined {
    return this.#held.find((held) => held.side === side && held.level === level)
  }

  #report(held: Held): void {
    const { side, level, lots, start, until: known, strength } = held
    const tick = this.#ladders[side].tick[level]
    const prices = { low: tick, high: tick }
    held.row = this.#rows.add({ kind: 'absorption', side, ...prices, lots, start, known, strength })
  }
}
