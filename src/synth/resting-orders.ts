import type { SideIndex } from '../book/book.ts'
import { grown } from '../table/grown.ts'

const TWO_32 = 4_294_967_296
/** Ticks on either side of the origin at which orders may rest. */
const REACH_TICKS = 1 << 15
const SPAN = 2 * REACH_TICKS

/**
 * The orders resting on both sides, in queues by tick: first come, first filled. One slot an order,
 * a typed array a field; a freed slot is used again. Fields are public arrays because the market's
 * inner loops read them; they change identity when the store grows, which only {@link insert} does.
 */
export class RestingOrders {
  /** Best tick of each side, by {@link SideIndex}; asks from above, bids from below. */
  readonly best: Int32Array
  /** The last tick of each side, always empty; the best of a side without orders. */
  readonly furthest: Int32Array
  count = 0

  idLow = new Uint32Array(4096)
  idHigh = new Uint32Array(4096)
  side = new Uint8Array(4096)
  tick = new Int32Array(4096)
  /** Lots shown. */
  size = new Int32Array(4096)
  /** Hidden lots, and the lots displayed at a time. */
  reserve = new Int32Array(4096)
  peak = new Int32Array(4096)
  /** Time of arrival at its price, ns from the tape's base. */
  enteredAt = new Float64Array(4096)
  /** Neighbours in its queue, −1 for none. */
  next = new Int32Array(4096)
  previous = new Int32Array(4096)

  readonly #origin: number
  readonly #head = new Int32Array(2 * SPAN).fill(-1)
  readonly #tail = new Int32Array(2 * SPAN).fill(-1)
  readonly #orders = new Int32Array(2 * SPAN)
  readonly #lots = new Float64Array(2 * SPAN)
  #free = new Int32Array(4096)
  #freeCount = 0
  #used = 0
  #idNextLow: number
  #idNextHigh: number

  /** @param originTick middle of the allowed ticks */
  constructor(originTick: number, firstId: number) {
    this.#origin = originTick - REACH_TICKS
    this.furthest = Int32Array.of(originTick + REACH_TICKS - 1, originTick - REACH_TICKS)
    this.best = this.furthest.slice()
    this.#idNextLow = firstId % TWO_32
    this.#idNextHigh = Math.floor(firstId / TWO_32)
  }

  /** Orders resting at a tick. */
  ordersAt(side: SideIndex, tick: number): number {
    return this.#orders[this.#level(side, tick)]
  }

  /** Lots shown at a tick. */
  lotsAt(side: SideIndex, tick: number): number {
    return this.#lots[this.#level(side, tick)]
  }

  /** Slot of the first order in a tick's queue, or −1. */
  firstAt(side: SideIndex, tick: number): number {
    return this.#head[this.#level(side, tick)]
  }

  /** Slot of the last order in a tick's queue, or −1. */
  lastAt(side: SideIndex, tick: number): number {
    return this.#tail[this.#level(side, tick)]
  }

  /** Adds an order with a new id at the end of its queue. */
  insert(side: SideIndex, tick: number, size: number, reserve: number, time: number): number {
    const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#nextSlot()
    this.idLow[slot] = this.#idNextLow
    this.idHigh[slot] = this.#idNextHigh
    this.#takeId()
    this.side[slot] = side
    this.size[slot] = size
    this.reserve[slot] = reserve
    this.peak[slot] = size
    this.#link(slot, tick, time)
    this.count++
    return slot
  }

  /** Takes an id for an order that never rests. */
  skipId(): { readonly low: number; readonly high: number } {
    const id = { low: this.#idNextLow, high: this.#idNextHigh }
    this.#takeId()
    return id
  }

  remove(slot: number): void {
    this.#unlink(slot)
    this.size[slot] = 0
    this.#free[this.#freeCount++] = slot
    this.count--
  }

  /** Moves an order to the end of its own or another tick's queue. */
  requeue(slot: number, tick: number, size: number, time: number): void {
    this.#unlink(slot)
    this.size[slot] = size
    this.#link(slot, tick, time)
  }

  /** Changes an order's size, keeping its queue position. */
  resize(slot: number, size: number): void {
    this.#lots[this.#level(this.side[slot] as SideIndex, this.tick[slot])] += size - this.size[slot]
    this.size[slot] = size
  }

  #level(side: SideIndex, tick: number): number {
    const place = tick - this.#origin
    if (place < 0 || place >= SPAN) throw new Error(`tick ${tick} is out of the market's reach`)
    return side * SPAN + place
  }

  #takeId(): void {
    if (++this.#idNextLow < TWO_32) return
    this.#idNextLow = 0
    this.#idNextHigh++
  }

  #link(slot: number, tick: number, time: number): void {
    const side = this.side[slot] as SideIndex
    const level = this.#level(side, tick)
    const tail = this.#tail[level]
    this.tick[slot] = tick
    this.enteredAt[slot] = time
    this.previous[slot] = tail
    this.next[slot] = -1
    if (tail < 0) this.#head[level] = slot
    else this.next[tail] = slot
    this.#tail[level] = slot
    this.#orders[level]++
    this.#lots[level] += this.size[slot]
    if (side === 0 ? tick < this.best[0] : tick > this.best[1]) this.best[side] = tick
  }

  #unlink(slot: number): void {
    const side = this.side[slot] as SideIndex
    const level = this.#level(side, this.tick[slot])
    const previous = this.previous[slot]
    const next = this.next[slot]
    if (previous < 0) this.#head[level] = next
    else this.next[previous] = next
    if (next < 0) this.#tail[level] = previous
    else this.previous[next] = previous
    this.#lots[level] -= this.size[slot]
    if (--this.#orders[level] === 0 && this.tick[slot] === this.best[side]) this.#seekBest(side)
  }

  /** Finds the next best tick; the furthest one for a side without orders. */
  #seekBest(side: SideIndex): void {
    const step = side === 0 ? 1 : -1
    const furthest = this.furthest[side]
    let tick = this.best[side] + step
    while (tick !== furthest && this.#orders[this.#level(side, tick)] === 0) tick += step
    this.best[side] = tick
  }

  #nextSlot(): number {
    if (this.#used === this.size.length) this.#grow(this.#used * 2)
    return this.#used++
  }

  #grow(capacity: number): void {
    this.idLow = grown(this.idLow, capacity)
    this.idHigh = grown(this.idHigh, capacity)
    this.side = grown(this.side, capacity)
    this.tick = grown(this.tick, capacity)
    this.size = grown(this.size, capacity)
    this.reserve = grown(this.reserve, capacity)
    this.peak = grown(this.peak, capacity)
    this.enteredAt = grown(this.enteredAt, capacity)
    this.next = grown(this.next, capacity)
    this.previous = grown(this.previous, capacity)
    this.#free = grown(this.#free, capacity)
  }
}
