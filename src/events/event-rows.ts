import type { ArrayOf, Lots } from '../market/branded.ts'
import type { Tick } from '../market/tick.ts'
import { grown } from '../table/grown.ts'

/** The kinds of events; rows store the index. */
export const KINDS = [
  'sweep',
  'sweep_run',
  'stop_run',
  'iceberg',
  'iceberg_synthetic',
  'absorption',
  'wall_gone',
  'pull',
  'spoof_like',
  'gap',
] as const
export type EventKind = (typeof KINDS)[number]

/** What took the lots of a wall or a side; rows store the index. */
export const CAUSES = ['none', 'pulled', 'eaten', 'mixed'] as const
export type EventCause = (typeof CAUSES)[number]

/** A row of {@link EventRows}; −1 for none. */
export type EventRow = number

/** What is known of an event when its rule first holds. Times are ns from the session's start. */
export interface FoundEvent {
  readonly kind: EventKind
  /** `none` if left out. */
  readonly cause?: EventCause
  /** Side of the resting orders: 0 ask, 1 bid. */
  readonly side: number
  readonly low: Tick
  readonly high: Tick
  readonly lots: Lots
  readonly start: number
  readonly known: number
  /** Prices, aggressors, refills, ticks or a percentage, by kind. */
  readonly strength: number
}

/**
 * A session's events in order of `known`. Later records change `end` and `totalLots` of a row, and
 * nothing else.
 */
export class EventRows {
  length = 0
  kind = new Uint8Array(64)
  cause = new Uint8Array(64)
  side = new Uint8Array(64)
  low: ArrayOf<Tick, Float64Array<ArrayBuffer>> = new Float64Array(64)
  high: ArrayOf<Tick, Float64Array<ArrayBuffer>> = new Float64Array(64)
  lots: ArrayOf<Lots, Float64Array<ArrayBuffer>> = new Float64Array(64)
  totalLots: ArrayOf<Lots, Float64Array<ArrayBuffer>> = new Float64Array(64)
  start = new Float64Array(64)
  known = new Float64Array(64)
  end = new Float64Array(64)
  strength = new Float64Array(64)

  add(event: FoundEvent): EventRow {
    if (this.length === this.kind.length) this.#grow()
    const row = this.length++
    this.kind[row] = KINDS.indexOf(event.kind)
    this.cause[row] = CAUSES.indexOf(event.cause ?? 'none')
    this.side[row] = event.side
    this.low[row] = event.low
    this.high[row] = event.high
    this.lots[row] = event.lots
    this.totalLots[row] = event.lots
    this.start[row] = event.start
    this.known[row] = event.known
    this.end[row] = event.known
    this.strength[row] = event.strength
    return row
  }

  /** The event goes on: its lots by `end` are `totalLots`. */
  extend(row: EventRow, totalLots: Lots, end: number): void {
    this.totalLots[row] = totalLots
    this.end[row] = end
  }

  #grow(): void {
    const capacity = this.length * 2
    this.kind = grown(this.kind, capacity)
    this.cause = grown(this.cause, capacity)
    this.side = grown(this.side, capacity)
    this.low = grown(this.low, capacity)
    this.high = grown(this.high, capacity)
    this.lots = grown(this.lots, capacity)
    this.totalLots = grown(this.totalLots, capacity)
    this.start = grown(this.start, capacity)
    this.known = grown(this.known, capacity)
    this.end = grown(this.end, capacity)
    this.strength = grown(this.strength, capacity)
  }
}
