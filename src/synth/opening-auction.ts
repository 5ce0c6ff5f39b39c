import type { SideIndex } from '../book/book.ts'
import { ACTION, FLAG } from '../book/codes.ts'
import { ASK, BID, NO_SIDE } from '../market/side.ts'
import type { Market } from './market.ts'
import type { Random } from './prng.ts'

/** Length of the pre-open, and its number of orders. */
export const PRE_OPEN_SECONDS = 900
const PRE_OPEN_ORDERS = 700
/** How far pre-open orders cross the last price, in ticks. */
const ACROSS_TICKS = 6
const BEHIND_TICKS = 24
/** Share of pre-open orders cancelled before the open. */
const CANCEL_SHARE = 0.25
/** Delay of the cancel, short enough that nothing comes between, ns. */
const CANCEL_AFTER = 1000

/** The pre-open: orders arrive on both sides and cross without trading. */
export class PreOpen {
  readonly #market: Market
  readonly #random: Random
  readonly #middle: number

  /** @param middle tick around which orders are placed */
  constructor(market: Market, random: Random, middle: number) {
    this.#market = market
    this.#random = random
    this.#middle = middle
  }

  /** One second of it. */
  runSecond(time: number): void {
    const random = this.#random
    const gap = PRE_OPEN_SECONDS / PRE_OPEN_ORDERS
    for (let at = random.exponential() * gap; at < 1; at += random.exponential() * gap) {
      const side = random.below(2) as SideIndex
      const distance = random.below(ACROSS_TICKS + BEHIND_TICKS) - ACROSS_TICKS
      const tick = this.#middle + (side === 0 ? distance : -distance)
      const now = time + Math.floor(at * 1e9)
      const slot = this.#market.add(now, side, tick, 1 + random.below(4))
      if (random.chance(CANCEL_SHARE)) this.#market.cancel(now + CANCEL_AFTER, slot)
    }
  }
}

/**
 * The opening auction: all crossing orders trade at the price of the largest volume. Records as
 * from CME: one T and the F of every filled order without a side, then C or M of each at its own
 * price.
 *
 * @returns lots traded
 */
export function openingAuction(market: Market, time: number): number {
  const { orders, tape, instrument } = market
  const { tick: price, lots } = clearing(market)
  if (lots === 0) return 0
  const filled = [...takeUp(market, 1, lots), ...takeUp(market, 0, lots)]
  tape.open(time)
  tape.record(instrument.id, ACTION.trade, NO_SIDE, 0, 0, price * instrument.tickSize, lots)
  for (const { slot, size } of filled) {
    const low = orders.idLow[slot]
    const high = orders.idHigh[slot]
    tape.record(instrument.id, ACTION.fill, NO_SIDE, low, high, price * instrument.tickSize, size)
  }
  tape.packet()
  for (const { slot, size } of filled) {
    const left = orders.size[slot] - size
    const letter = orders.side[slot] === 0 ? ASK : BID
    tape.record(
      instrument.id,
      left === 0 ? ACTION.cancel : ACTION.modify,
      letter,
      orders.idLow[slot],
      orders.idHigh[slot],
      orders.tick[slot] * instrument.tickSize,
      left === 0 ? size : left,
    )
    if (left === 0) orders.remove(slot)
    else orders.resize(slot, left)
  }
  // CME's event spans several instruments, so only Databento's F_LAST marks the end of ours.
  tape.end(FLAG.last)
  market.volume += lots
  market.lastTick = price
  return lots
}

/** The clearing tick: the largest volume, then the smallest remainder. */
function clearing({ orders }: Market): { tick: number; lots: number } {
  const [lowestAsk, highestBid] = orders.best
  let bids = 0
  for (let tick = lowestAsk; tick <= highestBid; tick++) bids += orders.lotsAt(1, tick)
  let asks = 0
  let found = { tick: lowestAsk, lots: 0, surplus: 0 }
  for (let tick = lowestAsk; tick <= highestBid; tick++) {
    asks += orders.lotsAt(0, tick)
    const lots = Math.min(asks, bids)
    const surplus = Math.abs(asks - bids)
    if (lots > found.lots || (lots === found.lots && surplus < found.surplus)) {
      found = { tick, lots, surplus }
    }
    bids -= orders.lotsAt(1, tick)
  }
  return found
}

/** Orders of a side in priority order that add up to a number of lots. */
function takeUp(
  { orders }: Market,
  side: SideIndex,
  lots: number,
): { slot: number; size: number }[] {
  const taken: { slot: number; size: number }[] = []
  const worse = side === 0 ? 1 : -1
  let left = lots
  for (let tick = orders.best[side]; left > 0; tick += worse) {
    let slot = orders.firstAt(side, tick)
    for (; slot >= 0 && left > 0; slot = orders.next[slot]) {
      const size = Math.min(left, orders.size[slot])
      taken.push({ slot, size })
      left -= size
    }
  }
  return taken
}
