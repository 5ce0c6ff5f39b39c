import { ACTION, FLAG } from '../book/codes.ts'
import { ASK, BID } from '../market/side.ts'
import type { FuturesDay } from './futures-day.ts'
import type { Random } from './prng.ts'

/** Share of records with an unknown order id. */
const UNKNOWN_SHARE = 0.0005
/** Late records per second, and how much earlier they are stamped. */
const LATE_RATE = 0.01
const LATE_BY = 1_700_000_000
const GAP_SECONDS = 3
/** From the end of the gap to the snapshot that recovers the book. */
const SUSPECT_SECONDS = 6
/** First of the ids that no order has. */
const FIRST_UNKNOWN_ID = 9_000_000_000_000
const TWO_32 = 4_294_967_296
/** Distance of harmless orders from the best prices, ticks. */
const FAR_TICKS = 300

/**
 * Damage as in real feeds: records of unknown orders, late records, one second with a crossed book,
 * and a gap of three seconds that ends in suspect records and a new snapshot.
 */
export class Dirt {
  readonly counts = { unknown_ids: 0, late_records: 0, crossed_seconds: 0, gap_seconds: 0 }
  readonly #day: FuturesDay
  readonly #random: Random
  readonly #gapStart: number
  readonly #crossedSecond: number
  #nextId = FIRST_UNKNOWN_ID
  #recordsBefore: number
  #crossing: { readonly id: number; readonly price: number } | undefined

  /** @param startSecond, endSecond the session, seconds from the tape's base */
  constructor(day: FuturesDay, random: Random, startSecond: number, endSecond: number) {
    this.#day = day
    this.#random = random
    this.#crossedSecond = Math.floor(startSecond + (endSecond - startSecond) * 0.35)
    this.#gapStart = Math.floor(startSecond + (endSecond - startSecond) * 0.6)
    this.#recordsBefore = day.market.tape.written
  }

  /** Must be called before a second is run. */
  before(second: number): void {
    const { tape } = this.#day.market
    const sinceGap = second - this.#gapStart
    if (sinceGap >= 0 && sinceGap < GAP_SECONDS) {
      tape.isMuted = true
      this.counts.gap_seconds++
    } else if (sinceGap === GAP_SECONDS) {
      tape.isMuted = false
      tape.extraFlags = FLAG.maybeBadBook
    } else if (sinceGap === GAP_SECONDS + SUSPECT_SECONDS) {
      tape.extraFlags = 0
      this.#day.writeSnapshot(second * 1e9)
    }
    if (second === this.#crossedSecond) this.#cross(second)
    if (second === this.#crossedSecond + 1) this.#uncross(second)
  }

  /** Must be called after a second is run. */
  after(second: number): void {
    const { tape } = this.#day.market
    const records = tape.written - this.#recordsBefore
    this.#recordsBefore = tape.written
    if (tape.isMuted || tape.extraFlags !== 0) return
    const end = second * 1e9 + 999_999_000
    if (this.#random.chance(LATE_RATE)) this.#late(end)
    for (let left = records * UNKNOWN_SHARE; left > 0; left--) {
      if (this.#random.chance(Math.min(left, 1))) this.#unknown(end)
    }
  }

  #unknown(time: number): void {
    const { best } = this.#day.market.orders
    const action = this.#random.chance(0.7) ? ACTION.cancel : ACTION.modify
    this.#write(time, action, BID, this.#nextId++, best[1] - FAR_TICKS, 1)
    this.counts.unknown_ids++
  }

  /** A late order, cancelled at once so that it changes nothing. */
  #late(time: number): void {
    const { best } = this.#day.market.orders
    const id = this.#nextId++
    this.#write(time - LATE_BY, ACTION.add, BID, id, best[1] - FAR_TICKS, 1)
    this.#write(time, ACTION.cancel, BID, id, best[1] - FAR_TICKS, 1)
    this.counts.late_records++
  }

  #cross(second: number): void {
    const { best } = this.#day.market.orders
    const id = this.#nextId++
    const price = best[1] - 1
    this.#write(second * 1e9, ACTION.add, ASK, id, price, 1)
    this.#crossing = { id, price }
    this.counts.crossed_seconds++
  }

  #uncross(second: number): void {
    const crossing = this.#crossing
    if (crossing) this.#write(second * 1e9, ACTION.cancel, ASK, crossing.id, crossing.price, 1)
    this.#crossing = undefined
  }

  #write(time: number, action: number, side: number, id: number, tick: number, size: number): void {
    const { tape, instrument } = this.#day.market
    const price = tick * instrument.tickSize
    tape.open(time)
    tape.record(instrument.id, action, side, id % TWO_32, Math.floor(id / TWO_32), price, size)
    tape.end()
  }
}
