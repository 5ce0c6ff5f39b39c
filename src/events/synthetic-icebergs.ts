import { grown } from '../table/grown.ts'
import type { EventRows } from './event-rows.ts'
import { FullFills } from './full-fills.ts'
import { isByFills, type OrderChange } from './order-change.ts'
import type { Thresholds } from './thresholds.ts'

/**
 * `iceberg_synthetic`: new orders of one size at one price, each right after the one before was
 * filled whole. Arrays run parallel to the book's order slots.
 */
export class SyntheticIcebergs {
  readonly #thresholds: Thresholds
  readonly #rows: EventRows
  readonly #fills: FullFills
  /** Lots the order displayed when its owner placed it or last changed it. */
  #shown = new Float64Array(64)
  /** Refills up to this order; 0 if it refills none. */
  #refills = new Uint32Array(64)
  /** Lots of the chain's fills before this order. */
  #lots = new Float64Array(64)
  #start = new Float64Array(64)
  #row = new Int32Array(64)

  constructor(thresholds: Thresholds, rows: EventRows) {
    this.#thresholds = thresholds
    this.#rows = rows
    this.#fills = new FullFills(thresholds.synthetic_delay_ns)
  }

  change(change: OrderChange): void {
    const { slotBefore, slot } = change
    if (slotBefore < 0) {
      if (slot >= 0) this.#placed(change)
    } else if (slot < 0) {
      if (isByFills(change)) this.#filled(change)
    } else if (!isByFills(change)) this.#place(slot, change.size)
  }

  /** The book is cleared. */
  clear(): void {
    this.#fills.clear()
  }

  /** An order that a snapshot lists. */
  restore(slot: number, size: number): void {
    this.#place(slot, size)
  }

  #place(slot: number, size: number): void {
    while (slot >= this.#shown.length) this.#grow()
    this.#shown[slot] = size
    this.#refills[slot] = 0
    this.#lots[slot] = 0
    this.#start[slot] = 0
    this.#row[slot] = -1
  }

  #placed({ slot, side, tick, size, time }: OrderChange): void {
    this.#place(slot, size)
    const fills = this.#fills
    const entry = fills.take(side, tick, size, time)
    if (entry < 0) return
    const refills = fills.refills[entry] + 1
    const lots = fills.lots[entry]
    const start = fills.start[entry]
    let row = fills.row[entry]
    if (row < 0 && refills >= this.#thresholds.synthetic_refills) {
      row = this.#rows.add({
        kind: 'iceberg_synthetic',
        side,
        low: tick,
        high: tick,
        lots,
        start,
        known: time,
        strength: refills,
      })
    }
    this.#refills[slot] = refills
    this.#lots[slot] = lots
    this.#start[slot] = start
    this.#row[slot] = row
  }

  #filled({ slotBefore, side, tickBefore, time }: OrderChange): void {
    const fills = this.#fills
    const entry = fills.add()
    const shown = this.#shown[slotBefore]
    const refills = this.#refills[slotBefore]
    const row = this.#row[slotBefore]
    const lots = this.#lots[slotBefore] + shown
    fills.side[entry] = side
    fills.tick[entry] = tickBefore
    fills.size[entry] = shown
    fills.time[entry] = time
    fills.refills[entry] = refills
    fills.lots[entry] = lots
    fills.start[entry] = refills === 0 ? time : this.#start[slotBefore]
    fills.row[entry] = row
    if (row >= 0) this.#rows.extend(row, lots, time)
  }

  #grow(): void {
    const capacity = this.#shown.length * 2
    this.#shown = grown(this.#shown, capacity)
    this.#refills = grown(this.#refills, capacity)
    this.#lots = grown(this.#lots, capacity)
    this.#start = grown(this.#start, capacity)
    this.#row = grown(this.#row, capacity)
  }
}
