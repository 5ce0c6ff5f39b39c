import type { SideIndex } from '../book/book.ts'
import type { RestingOrders } from './resting-orders.ts'

/** Maximum number of levels in vendor records. */
export const MAX_LEVELS = 10

/** The best levels of both sides of the simulated market at one moment. */
export class MarketLevels {
  /** By side and rank, asks first: `side * MAX_LEVELS + rank`. */
  readonly tick = new Int32Array(2 * MAX_LEVELS)
  /** Lots; 0 for an absent level. */
  readonly lots = new Int32Array(2 * MAX_LEVELS)
  readonly orders = new Int32Array(2 * MAX_LEVELS)

  /** Reads the current levels. */
  read(market: RestingOrders): void {
    this.#readSide(market, 0)
    this.#readSide(market, 1)
  }

  /** Number of equal ranks from the best on; {@link MAX_LEVELS} if all are equal. */
  sameRanks(other: MarketLevels): number {
    for (let rank = 0; rank < MAX_LEVELS; rank++) {
      for (let at = rank; at < 2 * MAX_LEVELS; at += MAX_LEVELS) {
        const isSame =
          this.tick[at] === other.tick[at] &&
          this.lots[at] === other.lots[at] &&
          this.orders[at] === other.orders[at]
        if (!isSame) return rank
      }
    }
    return MAX_LEVELS
  }

  /** The first rank of a side at a tick or worse. */
  rankOf(side: SideIndex, tick: number): number {
    const worse = side === 0 ? 1 : -1
    for (let rank = 0; rank < MAX_LEVELS; rank++) {
      const at = side * MAX_LEVELS + rank
      if (this.lots[at] === 0 || (this.tick[at] - tick) * worse >= 0) return rank
    }
    return MAX_LEVELS
  }

  #readSide(market: RestingOrders, side: SideIndex): void {
    const furthest = market.furthest[side]
    const worse = side === 0 ? 1 : -1
    let tick = market.best[side]
    for (let rank = 0; rank < MAX_LEVELS; rank++) {
      while (tick !== furthest && market.ordersAt(side, tick) === 0) tick += worse
      const isThere = tick !== furthest
      const at = side * MAX_LEVELS + rank
      this.lots[at] = isThere ? market.lotsAt(side, tick) : 0
      this.orders[at] = isThere ? market.ordersAt(side, tick) : 0
      this.tick[at] = isThere ? tick : 0
      if (isThere) tick += worse
    }
  }
}
