import type { SideIndex } from '../book/book.ts'
import { Distances, usualOrders } from './depth-profile.ts'
import type { Market } from './market.ts'
import type { Random } from './prng.ts'
import { Sizes } from './sizes.ts'

/** Share of messages that trade, and share of those that sweep beyond the best price. */
const TRADE_SHARE = 0.046
const SWEEP_SHARE = 0.15
/** Share of trades that take the whole best price. */
const TAKE_OUT_SHARE = 0.085
/** Share of aggressors whose remainder rests. */
const RESTING_REMAINDER = 0.3
/** Probability that a trade has the side of the last one; otherwise the queue imbalance decides. */
const SIGN_MEMORY = 0.7

/** Shares of removing messages that are moves and size reductions; the rest are cancels. */
const MOVE_SHARE = 0.42
const SHRINK_SHARE = 0.05
/** Share of moves within four ticks; the others are unrestricted. */
const NEAR_MOVE_SHARE = 0.53

/** How far the usual length of a best queue follows its share of both best queues' lots, 0 … 2. */
const GIVE_WAY = 1.7

/** Probability that a message closes a gap in the spread, and that the price follows. */
const CLOSE_GAP = 0.115
const PRICE_FOLLOWS = 0.7
/** While a new best price is young, this share of messages joins it. */
const JOIN_SHARE = 0.7
/** After a trade, shares of messages that pull from the hit side and add to the aggressor's. */
const PULL_ANSWER = 0.2
const ADD_ANSWER = 0.12

/** Icebergs: share of new near orders, and ratio of total to displayed lots. */
const ICEBERG_SHARE = 0.01

/** Temporary deviations of the book from the usual, set by episodes. */
export interface Conditions {
  /** Target depth of a tick relative to the usual, above 0. */
  depthAt(side: SideIndex, tick: number): number
  /** Share of new orders that still arrive at a tick. */
  addsAt(side: SideIndex, tick: number): number
}

/**
 * The background order flow: a queue-reactive model (Huang, Lehalle and Rosenbaum, JASA 110, 2015)
 * in the form of an urn. A message picks a level of the book; an order leaves it with probability
 * n/(n + usual), otherwise one arrives. So each queue tends to its usual length, and prices move
 * where a best queue runs out.
 */
export class OrderFlow {
  /** Lean of trades to buys (positive) or sells, −1 … 1. */
  lean = 0
  /** Target depth of the whole book relative to the usual. */
  depth = 1

  readonly #market: Market
  readonly #random: Random
  readonly #conditions: Conditions
  readonly #distances: Distances
  readonly #restingSizes: Sizes
  readonly #marketSizes: Sizes
  #lastSide: SideIndex = 1
  #lastBestAsk = 0
  #lastBestBid = 0
  /** The side that last lost its best price. */
  #depleted: SideIndex = 0
  /** Orders still to join a young best price. */
  #joining = 0
  #joinSide: SideIndex = 0
  #joinTick = 0
  /** Messages that may still react to the last trade. */
  #answers = 0

  constructor(market: Market, random: Random, conditions: Conditions) {
    this.#market = market
    this.#random = random
    this.#conditions = conditions
    this.#distances = new Distances(random)
    this.#restingSizes = Sizes.ofRestingOrders(random)
    this.#marketSizes = Sizes.ofMarketOrders(random)
  }

  /** Fills an empty book around a tick, with orders of ages up to a few hours before a time. */
  populate(bestBid: number, furthest: number, latest: number): void {
    const { orders } = this.#market
    const random = this.#random
    for (let distance = furthest; distance >= 0; distance--) {
      for (const side of [1, 0] as const) {
        const usual = usualOrders(distance) * random.between(0.7, 1.3)
        const count = Math.floor(usual + random.uniform())
        const tick = side === 1 ? bestBid - distance : bestBid + 1 + distance
        const age = (5 + distance * 60) * 1e9
        const ages = Array.from({ length: count || 1 }, () => age * random.exponential())
        for (const each of ages.sort((a, b) => b - a)) {
          const entered = Math.floor(latest - Math.min(each, 20 * 3600e9)) - 1
          orders.insert(side, tick, this.#restingSizes.draw(), 0, entered)
        }
      }
    }
  }

  /** Sends one message. */
  step(time: number): void {
    const { best } = this.#market.orders
    if (best[0] > this.#lastBestAsk) this.#depleted = 0
    else if (best[1] < this.#lastBestBid) this.#depleted = 1
    this.#lastBestAsk = best[0]
    this.#lastBestBid = best[1]

    const random = this.#random
    if (best[0] - best[1] > 1 && random.chance(CLOSE_GAP)) this.#closeGap(time)
    else if (this.#joining > 0 && random.chance(JOIN_SHARE)) this.#join(time)
    else if (random.chance(TRADE_SHARE)) this.#trade(time)
    else if (this.#answers > 0) this.#answer(time)
    else this.#quote(time)
  }

  /** Adds or removes an order at a random level. */
  #quote(time: number): void {
    const { orders } = this.#market
    const random = this.#random
    for (;;) {
      const side = (random.bits() & 1) as SideIndex
      const distance = this.#distances.draw()
      const tick = side === 0 ? orders.best[0] + distance : orders.best[1] - distance
      const count = orders.ordersAt(side, tick)
      const balance = distance === 0 ? this.#balance(side) : 1
      const usual =
        usualOrders(distance) * this.depth * balance * this.#conditions.depthAt(side, tick)
      if (random.uniform() * (count + usual) < count) {
        this.#leave(time, side, tick, distance)
        return
      }
      const adds = this.#conditions.addsAt(side, tick)
      if (adds === 1 || random.chance(adds)) {
        this.#come(time, side, tick, distance)
        return
      }
    }
  }

  /**
   * Target length of a best queue relative to the usual: the shorter of the two shrinks further.
   */
  #balance(side: SideIndex): number {
    const { orders } = this.#market
    const own = orders.lotsAt(side, orders.best[side])
    const other = orders.lotsAt((1 - side) as SideIndex, orders.best[1 - side])
    return (GIVE_WAY * own) / (own + other) + (1 - GIVE_WAY / 2)
  }

  #come(time: number, side: SideIndex, tick: number, distance: number): void {
    const size = this.#restingSizes.draw()
    const isIceberg = distance < 6 && this.#random.chance(ICEBERG_SHARE)
    const reserve = isIceberg ? size * (2 + this.#random.below(9)) : 0
    this.#market.add(time, side, tick, size, reserve)
  }

  #leave(time: number, side: SideIndex, tick: number, distance: number): void {
    const random = this.#random
    const { orders } = this.#market
    const slot = this.pick(side, tick)
    const way = random.uniform()
    if (way < MOVE_SHARE) {
      const target = this.#moveTarget(side, tick, distance)
      if (target !== tick) {
        this.#market.move(time, slot, target)
        return
      }
    } else if (way < MOVE_SHARE + SHRINK_SHARE && orders.size[slot] > 1) {
      this.#market.shrink(time, slot, 1 + random.below(orders.size[slot] - 1))
      return
    }
    this.#market.cancel(time, slot)
  }

  #moveTarget(side: SideIndex, tick: number, distance: number): number {
    const random = this.#random
    const { best } = this.#market.orders
    let to: number
    if (random.chance(NEAR_MOVE_SHARE)) {
      const step = 1 + random.below(4)
      to = Math.max(distance + (random.chance(0.5) ? step : -step), 0)
    } else {
      to = this.#distances.draw()
    }
    const target = side === 0 ? best[0] + to : best[1] - to
    return random.uniform() < this.#conditions.addsAt(side, target) ? target : tick
  }

  /**
   * Picks an order of a queue, with a preference for the newest, since most orders are short-lived.
   */
  pick(side: SideIndex, tick: number): number {
    const { orders } = this.#market
    const count = orders.ordersAt(side, tick)
    let back = this.#random.below(this.#random.chance(0.5) ? Math.min(count, 3) : count)
    let slot = orders.lastAt(side, tick)
    while (back-- > 0) slot = orders.previous[slot]
    return slot
  }

  /** Improves the best price; the side depends on whether the price follows. */
  #closeGap(time: number): void {
    const { best } = this.#market.orders
    const follows = this.#random.chance(PRICE_FOLLOWS)
    const side = (follows ? 1 - this.#depleted : this.#depleted) as SideIndex
    const tick = side === 0 ? best[1] + 1 : best[0] - 1
    this.#market.add(time, side, tick, this.#restingSizes.draw())
    this.#joinSide = side
    this.#joinTick = tick
    this.#joining = 3 + this.#random.below(9)
  }

  #join(time: number): void {
    this.#joining--
    const { best } = this.#market.orders
    if (best[this.#joinSide] !== this.#joinTick) {
      this.#joining = 0
      this.#quote(time)
      return
    }
    this.#market.add(time, this.#joinSide, this.#joinTick, this.#restingSizes.draw())
  }

  #trade(time: number): void {
    const side = this.#tradeSide()
    const passive = (1 - side) as SideIndex
    const { orders } = this.#market
    const extra = this.#random.chance(SWEEP_SHARE) ? 1 + this.#random.below(3) : 0
    const limit = orders.best[passive] + (passive === 0 ? extra : -extra)
    const rests = this.#random.chance(RESTING_REMAINDER)
    this.#lastSide = side
    const takesOut = this.#random.chance(TAKE_OUT_SHARE)
    const size = takesOut
      ? orders.lotsAt(passive, orders.best[passive]) + this.#marketSizes.draw()
      : this.#marketSizes.draw()
    this.#market.trade(time, side, size, limit, rests || takesOut)
    this.#answers = 3
  }

  #tradeSide(): SideIndex {
    const { orders } = this.#market
    if (this.#random.chance(SIGN_MEMORY)) return this.#lastSide
    const asks = orders.lotsAt(0, orders.best[0])
    const bids = orders.lotsAt(1, orders.best[1])
    const buys = (bids + 5) / (bids + asks + 10) + this.lean / 2
    return this.#random.uniform() < buys ? 1 : 0
  }

  /** Reacts to a trade: orders are pulled from the hit side or added on the aggressor's. */
  #answer(time: number): void {
    this.#answers--
    const { orders } = this.#market
    const hit = (1 - this.#lastSide) as SideIndex
    const way = this.#random.uniform()
    const isLong = orders.ordersAt(hit, orders.best[hit]) > 1
    if (way < PULL_ANSWER && isLong) {
      this.#market.cancel(time, this.pick(hit, orders.best[hit]))
    } else if (way < PULL_ANSWER + ADD_ANSWER) {
      this.#market.add(time, this.#lastSide, orders.best[this.#lastSide], this.#restingSizes.draw())
    } else {
      this.#quote(time)
    }
  }
}
