import type { Book, SideIndex } from '../book/book.ts'
import type { OrderSlot } from '../book/orders.ts'
import type { Lots } from '../market/branded.ts'
import type { Tick } from '../market/tick.ts'
import { grown } from '../table/grown.ts'
import type { EventRows, FoundEvent } from './event-rows.ts'
import type { OrderChange } from './order-change.ts'
import type { SideDepths } from './side-depths.ts'
import type { Thresholds } from './thresholds.ts'

/** A large order near the best, as it was placed. */
interface LargeOrder {
  readonly side: SideIndex
  readonly tick: Tick
  readonly size: Lots
  readonly time: number
  /** Ticks from its side's best. */
  readonly distance: number
}

/**
 * `spoof_like`: a large order near the best that is cancelled whole, without a fill, once the best has
 * come nearer to it. Orders so large are few: each is an object.
 */
export class Spoofs {
  readonly #thresholds: Thresholds
  readonly #rows: EventRows
  readonly #book: Book
  readonly #depths: SideDepths
  /** By order slot. */
  readonly #orders = new Map<OrderSlot, LargeOrder>()
  /** By order slot: 1 of a large one. */
  #isLarge = new Uint8Array(1024)
  /** Slots of the event's orders that may be large, and what was found in it. */
  readonly #placed: OrderSlot[] = []
  readonly #found: FoundEvent[] = []

  constructor(thresholds: Thresholds, rows: EventRows, book: Book, depths: SideDepths) {
    this.#thresholds = thresholds
    this.#rows = rows
    this.#book = book
    this.#depths = depths
  }

  /** @param best of the order's side when the event began; NaN without one */
  change(change: OrderChange, best: Tick): void {
    const { slotBefore, slot, size } = change
    if (slotBefore >= 0 && this.#isLarge[slotBefore] === 1) {
      const order = this.#orders.get(slotBefore)
      this.#forget(slotBefore)
      if (order && slot < 0 && change.filled === 0) this.#judge(order, best, change.time)
    }
    if (slot < 0) return
    const side = change.side === 0 ? 0 : 1
    // False without a median.
    if (size >= this.#thresholds.spoof_depths * this.#depths.median(side)) {
      this.#placed.push(slot)
    }
  }

  endEvent(time: number): void {
    if (this.#found.length + this.#placed.length === 0) return
    for (const found of this.#found) this.#rows.add(found)
    this.#found.length = 0
    for (const slot of this.#placed) this.#place(slot, time)
    this.#placed.length = 0
  }

  /** The book is cleared. */
  clear(): void {
    this.#orders.clear()
    this.#isLarge.fill(0)
    this.#placed.length = 0
  }

  #forget(slot: OrderSlot): void {
    this.#orders.delete(slot)
    this.#isLarge[slot] = 0
  }

  #place(slot: OrderSlot, time: number): void {
    const { orders, ladders } = this.#book
    while (slot >= this.#isLarge.length) this.#isLarge = grown(this.#isLarge, 2 * slot + 2)
    if (this.#isLarge[slot] === 1 || orders.size[slot] === 0) return
    const side = orders.side[slot] === 0 ? 0 : 1
    const ladder = ladders[side]
    const tick = ladder.tick[orders.level[slot]]
    const size = orders.size[slot]
    const distance = Math.abs(tick - ladder.tick[ladder.best])
    const { spoof_depths, spoof_ticks } = this.#thresholds
    if (size < spoof_depths * this.#depths.median(side) || distance > spoof_ticks) return
    this.#orders.set(slot, { side, tick, size, time, distance })
    this.#isLarge[slot] = 1
  }

  /** The order is cancelled whole. */
  #judge({ side, tick, size, time: start, distance }: LargeOrder, best: Tick, time: number): void {
    const { spoof_rest_ns, spoof_max_ns } = this.#thresholds
    const rested = time - start
    const nearer = distance - Math.abs(tick - best)
    // False without a best.
    if (rested < spoof_rest_ns || rested > spoof_max_ns || !(nearer >= 1)) return
    this.#found.push({
      kind: 'spoof_like',
      cause: 'pulled',
      side,
      low: tick,
      high: tick,
      lots: size,
      start,
      known: time,
      strength: nearer,
    })
  }
}
