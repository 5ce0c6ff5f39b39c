import type { SideIndex } from '../book/book.ts'
import type { Market } from './market.ts'

/** A side is looked at so far from its best, ticks. */
const REACH = 20
/** How far away a level with orders is sought, ticks. */
const FAR = 60

/** An order, known again by its id: slots are used again. */
interface KnownOrder {
  /** Does it rest at a tick, with so many lots if given? */
  isThere(tick: number, size?: number): boolean
}

/** One side of a market's book, as scripts see it. */
export class OrderBookView {
  readonly side: SideIndex
  /** The aggressor's side that takes this one's orders. */
  readonly taker: SideIndex
  readonly #market: Market
  readonly #worse: 1 | -1

  constructor(market: Market, side: SideIndex) {
    this.#market = market
    this.side = side
    this.taker = (1 - side) as SideIndex
    this.#worse = side === 0 ? 1 : -1
  }

  get best(): number {
    return this.#market.orders.best[this.side]
  }

  /** The tick so many behind the best. */
  behind(ticks: number): number {
    return this.behindOf(this.best, ticks)
  }

  behindOf(tick: number, ticks: number): number {
    return tick + this.#worse * ticks
  }

  /** Ticks from the best. */
  distance(tick: number): number {
    return this.#worse * (tick - this.best)
  }

  /** May an order rest there without trading? */
  isOutside(tick: number): boolean {
    return this.#worse * (tick - this.#market.orders.best[this.taker]) > 0
  }

  /** The first ticks with orders, from the best on. */
  ticks(count: number): number[] {
    const found: number[] = []
    for (let behind = 0; behind < FAR && found.length < count; behind++) {
      const tick = this.behind(behind)
      if (this.#market.orders.ordersAt(this.side, tick) > 0) found.push(tick)
    }
    return found
  }

  /** All ticks with orders up to one. */
  ticksTo(last: number): number[] {
    return this.ticks(FAR).filter((tick) => this.#worse * (last - tick) >= 0)
  }

  /** Lots at a tick, hidden ones included. */
  lotsAt(tick: number): number {
    const { size, reserve } = this.#market.orders
    return this.slotsAt(tick).reduce((sum, slot) => sum + size[slot] + reserve[slot], 0)
  }

  slotsAt(tick: number): number[] {
    const { orders } = this.#market
    const slots: number[] = []
    for (let slot = orders.firstAt(this.side, tick); slot >= 0; slot = orders.next[slot])
      slots.push(slot)
    return slots
  }

  /** Median lots of the levels near the best. */
  get typical(): number {
    const { orders } = this.#market
    const lots = Array.from({ length: REACH + 1 }, (_, behind) =>
      orders.lotsAt(this.side, this.behind(behind)),
    )
    const sorted = lots.filter((each) => each > 0).sort((a, b) => a - b)
    return sorted[sorted.length >> 1] ?? 1
  }

  identify(slot: number): KnownOrder {
    const { orders } = this.#market
    const [low, high] = [orders.idLow[slot], orders.idHigh[slot]]
    return {
      isThere: (tick, size) =>
        orders.size[slot] > 0 &&
        orders.idLow[slot] === low &&
        orders.idHigh[slot] === high &&
        orders.tick[slot] === tick &&
        (size === undefined || orders.size[slot] === size),
    }
  }
}
