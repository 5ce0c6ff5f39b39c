import { OrderIndex } from '../book/order-index.ts'
import { grown } from '../table/grown.ts'
import type { EventRow, EventRows } from './event-rows.ts'
import type { OrderChange } from './order-change.ts'
import type { Thresholds } from './thresholds.ts'

/**
 * `iceberg`: an order that keeps its id and its price and shows more lots after a fill than the fill
 * left of it. A chain begins with the order's first fill at a price.
 */
export class Icebergs {
  readonly #thresholds: Thresholds
  readonly #rows: EventRows
  /** Order id → chain. */
  readonly #chains = new OrderIndex()
  #side = new Uint8Array(64)
  #tick = new Float64Array(64)
  /** Lots displayed before the first fill. */
  #first = new Float64Array(64)
  #filled = new Float64Array(64)
  #refills = new Uint32Array(64)
  #start = new Float64Array(64)
  #row = new Int32Array(64)
  #free = new Int32Array(64)
  #freeCount = 0
  #used = 0
  /** Ids of the event's orders that left by their fills, as words: they may come back in it. */
  #leftIds = new Uint32Array(128)
  #leftCount = 0

  constructor(thresholds: Thresholds, rows: EventRows) {
    this.#thresholds = thresholds
    this.#rows = rows
  }

  change(change: OrderChange): void {
    const { idLow, idHigh, filled, slot, tick, side, size } = change
    let chain = this.#chains.get(idLow, idHigh)
    if (change.slotBefore < 0) {
      if (chain < 0 || slot < 0) return
      const isBack = this.#side[chain] === side && this.#tick[chain] === tick
      if (isBack) this.#refill(chain, change)
      else this.#drop(idLow, idHigh, chain)
      return
    }
    if (filled > 0) {
      if (chain < 0) chain = this.#begin(change)
      this.#filled[chain] += filled
      this.#judge(chain, change)
    }
    if (chain < 0) return
    if (slot < 0) {
      if (filled >= change.before) this.#leave(idLow, idHigh)
      else this.#drop(idLow, idHigh, chain)
    } else if (tick !== change.tickBefore) this.#drop(idLow, idHigh, chain)
    else if (filled > 0 && size > change.before - filled) this.#refill(chain, change)
  }

  /** Ends the event: orders that left in it and did not come back are gone. */
  endEvent(isThere: (idLow: number, idHigh: number) => boolean): void {
    for (let index = 0; index < this.#leftCount; index++) {
      const idLow = this.#leftIds[2 * index]
      const idHigh = this.#leftIds[2 * index + 1]
      if (isThere(idLow, idHigh)) continue
      const chain = this.#chains.get(idLow, idHigh)
      if (chain >= 0) this.#drop(idLow, idHigh, chain)
    }
    this.#leftCount = 0
  }

  /** The book is cleared. */
  clear(): void {
    this.#chains.clear()
    this.#freeCount = 0
    this.#used = 0
    this.#leftCount = 0
  }

  #begin({ idLow, idHigh, side, tickBefore, before, time }: OrderChange): number {
    const chain = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#next()
    this.#chains.set(idLow, idHigh, chain)
    this.#side[chain] = side
    this.#tick[chain] = tickBefore
    this.#first[chain] = before
    this.#filled[chain] = 0
    this.#refills[chain] = 0
    this.#start[chain] = time
    this.#row[chain] = -1
    return chain
  }

  #refill(chain: number, change: OrderChange): void {
    this.#refills[chain]++
    this.#judge(chain, change)
  }

  #judge(chain: number, { time }: OrderChange): void {
    const hidden = this.#filled[chain] - this.#first[chain]
    const row: EventRow = this.#row[chain]
    const refills = this.#refills[chain]
    if (row >= 0) {
      this.#rows.extend(row, hidden, time)
    } else if (refills >= this.#thresholds.iceberg_refills && hidden > 0) {
      this.#row[chain] = this.#rows.add({
        kind: 'iceberg',
        side: this.#side[chain],
        low: this.#tick[chain],
        high: this.#tick[chain],
        lots: hidden,
        start: this.#start[chain],
        known: time,
        strength: refills,
      })
    }
  }

  #leave(idLow: number, idHigh: number): void {
    if (this.#leftCount * 2 === this.#leftIds.length) {
      this.#leftIds = grown(this.#leftIds, this.#leftIds.length * 2)
    }
    this.#leftIds[2 * this.#leftCount] = idLow
    this.#leftIds[2 * this.#leftCount++ + 1] = idHigh
  }

  #drop(idLow: number, idHigh: number, chain: number): void {
    this.#chains.delete(idLow, idHigh)
    this.#free[this.#freeCount++] = chain
  }

  #next(): number {
    if (this.#used === this.#side.length) {
      const capacity = this.#used * 2
      this.#side = grown(this.#side, capacity)
      this.#tick = grown(this.#tick, capacity)
      this.#first = grown(this.#first, capacity)
      this.#filled = grown(this.#filled, capacity)
      this.#refills = grown(this.#refills, capacity)
      this.#start = grown(this.#start, capacity)
      this.#row = grown(this.#row, capacity)
      this.#free = grown(this.#free, capacity)
    }
    return this.#used++
  }
}
