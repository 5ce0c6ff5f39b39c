import type { SideIndex } from '../book/book.ts'
import type { EventCause } from '../events/event-rows.ts'
import type { Market } from './market.ts'
import type { Random } from './prng.ts'
import type { TradeRange } from './trade-range.ts'

/** What a script plants with. */
export interface PatternGround {
  readonly market: Market
  readonly random: Random
  readonly range: TradeRange
  /** The time of the next message, not before one that is given. */
  readonly at: (time: number) => number
}

/** What a script has planted. */
export interface FoundPattern {
  readonly time: number
  readonly lowTick: number
  readonly highTick: number
  readonly cause?: EventCause
  /** The plan's, if left out. */
  readonly side?: SideIndex
}

/** Yields the time at which to go on, or what is planted; is told the time that has come. */
export type PatternScript = Generator<number | FoundPattern, void, number>
