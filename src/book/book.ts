import type { ArrayOf, Lots } from '../market/branded.ts'
import type { Tick } from '../market/tick.ts'
import { grown } from '../table/grown.ts'
import { Ladder, type LevelIndex } from './ladder.ts'
import { type OrderSlot, Orders } from './orders.ts'
import { OwedFills } from './owed-fills.ts'

/** An order this old at its price counts as resting. */
export const RESTING_AGE_NS = 500_000_000

/** Index of a side: the order of `SIDES`. */
export type SideIndex = 0 | 1

/** Asks and bids, by {@link SideIndex}. */
export type Ladders = readonly [Ladder, Ladder]

export function emptyLadders(): Ladders {
  return [new Ladder(1), new Ladder(-1)]
}

/** Receives the changes at each level. Levels are slots of the side's ladder. */
export interface BookListener {
  /** A level's depth is about to change. */
  touch(side: SideIndex, level: LevelIndex): void
  /**
   * An order moved from one level to another.
   *
   * @param from the level it left; −1 if it is new
   * @param to its level now; −1 if it is gone, `from` if it stayed
   * @param filled lots of it traded at `from` or better, as announced by F records
   * @param left lots it had after the fill, before the move
   * @param size lots it has now
   * @param rested whether it was resting at `from` when it left
   */
  move(
    side: SideIndex,
    from: LevelIndex,
    to: LevelIndex,
    filled: Lots,
    left: Lots,
    size: Lots,
    rested: boolean,
  ): void
  /** Lots traded at a level that were never displayed there. */
  hiddenFill(side: SideIndex, level: LevelIndex, size: Lots): void
}

/**
 * The resting orders of one instrument and the depth they make. Actions have CME's and Databento's
 * meaning: T, F and N do not change the book, C removes `size` lots, M sets the new price and size.
 * Times are nanoseconds from a base that the caller chooses.
 */
export class Book {
  /** Asks and bids, by {@link SideIndex}. */
  readonly ladders: Ladders
  readonly orders = new Orders()

  duplicateAdds = 0
  unknownCancels = 0
  unknownModifies = 0
  sideChanges = 0
  /** Lots traded without a displayed order, side N included. */
  hiddenFillSize: Lots = 0

  readonly #listener: BookListener
  readonly #owed = new OwedFills()
  /** Slots of orders that may become resting. */
  #waiting: ArrayOf<OrderSlot, Int32Array<ArrayBuffer>> = new Int32Array(64)
  #waitingCount = 0
  #isRestoring = false

  constructor(listener: BookListener, ladders: Ladders = emptyLadders()) {
    this.#listener = listener
    this.ladders = ladders
  }

  /** Whether a snapshot is being read: its orders do not count as flow. */
  set isRestoring(restoring: boolean) {
    this.#isRestoring = restoring
  }

  /** Whether both sides have orders and are neither crossed nor locked. */
  get isUncrossed(): boolean {
    const asks = this.ladders[0]
    const bids = this.ladders[1]
    return asks.best >= 0 && bids.best >= 0 && bids.tick[bids.best] < asks.tick[asks.best]
  }

  /** A: adds an order; for a known id the same as {@link modify}. */
  add(idLow: number, idHigh: number, side: SideIndex, tick: Tick, size: Lots, time: number): void {
    const slot = this.orders.find(idLow, idHigh)
    if (slot >= 0) {
      this.duplicateAdds++
      this.#change(slot, idLow, idHigh, side, tick, size, time)
    } else {
      this.#insert(idLow, idHigh, side, tick, size, time)
    }
  }

  /** M: sets price and size; for an unknown id adds an order. */
  modify(
    idLow: number,
    idHigh: number,
    side: SideIndex | -1,
    tick: Tick,
    size: Lots,
    time: number,
  ): void {
    const slot = this.orders.find(idLow, idHigh)
    if (slot >= 0) {
      this.#change(slot, idLow, idHigh, side, tick, size, time)
    } else {
      this.unknownModifies++
      if (side >= 0) this.#insert(idLow, idHigh, side as SideIndex, tick, size, time)
    }
  }

  /** C: removes `size` lots; an order without lots left is deleted. */
  cancel(idLow: number, idHigh: number, size: Lots, time: number): void {
    const slot = this.orders.find(idLow, idHigh)
    if (slot < 0) {
      this.unknownCancels++
      return
    }
    const before = this.orders.size[slot]
    const after = Math.max(before - size, 0)
    const filled = this.#takeFills(slot, idLow, idHigh, before - after)
    this.#resize(slot, after, filled, time)
  }

  /** F: the order is owed a fill. `side` is −1 and `tick` NaN if the record has none. */
  owe(idLow: number, idHigh: number, side: SideIndex | -1, tick: Tick, size: Lots): void {
    this.#owed.add(idLow, idHigh, side, tick, size)
  }

  /** Ends the event: fills still owed were never displayed. */
  endEvent(): void {
    const owed = this.#owed
    if (owed.length === 0) return
    for (let entry = 0; entry < owed.length; entry++) {
      const size = owed.size[entry]
      if (size === 0) continue
      this.hiddenFillSize += size
      const side = owed.side[entry]
      const tick = owed.tick[entry]
      if (side < 0 || Number.isNaN(tick)) continue
      const level = this.ladders[side].at(tick)
      this.#listener.touch(side as SideIndex, level)
      this.#listener.hiddenFill(side as SideIndex, level, size)
    }
    owed.clear()
  }

  /** R, or the start of a snapshot: removes all orders and owed fills. */
  clear(): void {
    for (const side of [0, 1] as const) {
      const ladder = this.ladders[side]
      for (let level = 0; level < ladder.length; level++) {
        if (ladder.orderCount[level] > 0) this.#listener.touch(side, level)
      }
      ladder.clear()
    }
    this.orders.clear()
    this.#owed.clear()
    this.#waitingCount = 0
  }

  /** Marks as resting every order that came to its price at or before `latest`. */
  markRested(latest: number): void {
    const { size, enteredAt, waiting, rested, side, level } = this.orders
    const [asks, bids] = this.ladders
    const list = this.#waiting
    let kept = 0
    for (let index = 0; index < this.#waitingCount; index++) {
      const slot = list[index]
      if (size[slot] > 0 && enteredAt[slot] > latest) {
        list[kept++] = slot
        continue
      }
      waiting[slot] = 0
      if (size[slot] === 0) continue
      rested[slot] = 1
      const ladder = side[slot] === 0 ? asks : bids
      ladder.restedDepth[level[slot]] += size[slot]
    }
    this.#waitingCount = kept
  }

  /** Lots of up to `most` that an order's owed fills account for, at its price or a better one. */
  #takeFills(slot: OrderSlot, idLow: number, idHigh: number, limit: Lots): Lots {
    if (this.#owed.length === 0) return 0
    const ladder = this.ladders[this.orders.side[slot]]
    const tick = ladder.tick[this.orders.level[slot]]
    return this.#owed.take(idLow, idHigh, limit, tick, ladder.direction)
  }

  #insert(
    idLow: number,
    idHigh: number,
    side: SideIndex,
    tick: Tick,
    size: Lots,
    time: number,
  ): void {
    if (size === 0) return
    const ladder = this.ladders[side]
    const level = ladder.at(tick)
    this.#listener.touch(side, level)
    const slot = this.orders.insert(idLow, idHigh)
    this.orders.side[slot] = side
    this.#place(slot, level, size, time)
    if (!this.#isRestoring) this.#listener.move(side, -1, level, 0, 0, size, false)
  }

  #change(
    slot: OrderSlot,
    idLow: number,
    idHigh: number,
    side: SideIndex | -1,
    tick: Tick,
    size: Lots,
    time: number,
  ): void {
    const { orders } = this
    const ownSide = orders.side[slot] as SideIndex
    if (side !== ownSide) this.sideChanges++
    const filled = this.#takeFills(slot, idLow, idHigh, orders.size[slot])
    const ladder = this.ladders[ownSide]
    const from = orders.level[slot]
    if (size === 0 || ladder.tick[from] === tick) {
      this.#resize(slot, size, filled, time)
      return
    }
    const to = ladder.at(tick)
    this.#listener.touch(ownSide, from)
    this.#listener.touch(ownSide, to)
    const before = orders.size[slot]
    const rested = time - orders.enteredAt[slot] >= RESTING_AGE_NS
    if (orders.rested[slot]) ladder.restedDepth[from] -= before
    // Joining first keeps `best` from being sought past the level the order is going to.
    this.#place(slot, to, size, time)
    ladder.leave(from, before)
    if (!this.#isRestoring) {
      this.#listener.move(ownSide, from, to, filled, before - filled, size, rested)
    }
  }

  /** Changes an order's size at the same price, or removes it if the size is 0. */
  #resize(slot: OrderSlot, size: Lots, filled: Lots, time: number): void {
    const { orders } = this
    const side = orders.side[slot] as SideIndex
    const level = orders.level[slot]
    const ladder = this.ladders[side]
    const before = orders.size[slot]
    this.#listener.touch(side, level)
    const rested = time - orders.enteredAt[slot] >= RESTING_AGE_NS
    if (orders.rested[slot]) ladder.restedDepth[level] += size - before
    if (size === 0) {
      orders.remove(slot)
      ladder.leave(level, before)
    } else {
      orders.size[slot] = size
      ladder.depth[level] += size - before
    }
    if (!this.#isRestoring) {
      this.#listener.move(
        side,
        level,
        size === 0 ? -1 : level,
        filled,
        before - filled,
        size,
        rested,
      )
    }
  }

  /** Places an order at a level at `time`, which restarts its age. */
  #place(slot: OrderSlot, level: LevelIndex, size: Lots, time: number): void {
    const { orders } = this
    orders.level[slot] = level
    orders.size[slot] = size
    orders.enteredAt[slot] = time
    orders.rested[slot] = 0
    this.ladders[orders.side[slot]].join(level, size)
    if (orders.waiting[slot]) return
    orders.waiting[slot] = 1
    if (this.#waitingCount === this.#waiting.length) {
      this.#waiting = grown(this.#waiting, this.#waitingCount * 2)
    }
    this.#waiting[this.#waitingCount++] = slot
  }
}
