import type { SideIndex } from '../book/book.ts'
import type { EventCause } from '../events/event-rows.ts'
import type { Market } from './market.ts'
import type { PatternPlan } from './pattern-plan.ts'
import type { PatternGround, PatternScript } from './pattern-script.ts'
import { PATTERN_SCRIPTS } from './pattern-scripts.ts'
import type { Random } from './prng.ts'
import { TradeRange } from './trade-range.ts'

/** A pattern that was planted, or a near-miss. Times are ns from the tape's base. */
export interface PlantedPattern {
  readonly plan: PatternPlan
  /** When its rule first holds. */
  readonly time: number
  readonly lowTick: number
  readonly highTick: number
  readonly cause: EventCause
  readonly side: SideIndex
}

/**
 * Plants the patterns of a day among the background flow, one at a time. A script that is disturbed,
 * as by the background taking its order, leaves nothing in the truth.
 */
export class Patterns {
  readonly planted: PlantedPattern[] = []
  readonly #plans: readonly PatternPlan[]
  readonly #ground: PatternGround
  #next = 0
  #plan: PatternPlan | undefined
  #script: PatternScript | undefined
  #resumeAt = 0

  /** @param at the time of the next message, not before one that is given */
  constructor(
    plans: readonly PatternPlan[],
    market: Market,
    random: Random,
    at: (time: number) => number,
  ) {
    this.#plans = plans
    this.#ground = { market, random, range: new TradeRange(market), at }
  }

  /** A second begins. */
  startSecond(): void {
    if (this.#plans.length > 0) this.#ground.range.startSecond()
  }

  /**
   * Advances to a time; called every few hundredths of a second.
   *
   * @param isFree nothing else is being planted
   */
  reach(time: number, isFree: boolean): void {
    if (!this.#script) {
      const plan = this.#plans[this.#next]
      if (!plan || !isFree || time < plan.startTime) return
      this.#next++
      this.#plan = plan
      this.#script = PATTERN_SCRIPTS[plan.kind](this.#ground, plan, time)
      this.#resumeAt = time
    }
    if (time < this.#resumeAt) return
    const { value, done } = this.#script.next(time)
    if (done) this.#script = undefined
    else if (typeof value === 'number') this.#resumeAt = value
    else if (this.#plan) {
      this.planted.push({ plan: this.#plan, side: this.#plan.side, cause: 'none', ...value })
      // What is left to do is tidying up.
      this.#resumeAt = time
    }
  }
}
