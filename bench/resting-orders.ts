/** Ticks that can hold orders: ES from 0 to 16,383.75 points. */
const TICKS = 65_536
const NONE = -1

/**
 * The orders that rest in a made market: a slot each, with a queue a tick, oldest first. Both sides
 * share the queues, as in a market that is never crossed.
 */
export class RestingOrders {
  /** Exact: ids stay far below 2^53. */
  readonly id: Float64Array
  /** 0 ask, 1 bid. */
  readonly side: Uint8Array
  readonly tick: Int32Array
  /** Lots left. */
  readonly size: Uint32Array
  readonly #older: Int32Array
  readonly #younger: Int32Array
  readonly #oldest = new Int32Array(TICKS).fill(NONE)
  readonly #youngest = new Int32Array(TICKS).fill(NONE)
  /** Slots in use, in no order, then the free ones. */
  readonly #slots: Int32Array
  /** Where a slot stands among `#slots`. */
  readonly #places: Int32Array
  readonly #counts: [asks: number, bids: number] = [0, 0]

  /** @param capacity most orders at any time */
  constructor(capacity: number) {
    this.id = new Float64Array(capacity)
    this.side = new Uint8Array(capacity)
    this.tick = new Int32Array(capacity)
    this.size = new Uint32Array(capacity)
    this.#older = new Int32Array(capacity)
    this.#younger = new Int32Array(capacity)
    this.#slots = Int32Array.from({ length: capacity }, (_, slot) => slot)
    this.#places = this.#slots.slice()
  }

  get count(): number {
    return this.#counts[0] + this.#counts[1]
  }

  /** Orders of a side. */
  countOf(side: number): number {
    return this.#counts[side] as number
  }

  /** The slot of the nth order, in an order that means nothing: for drawing one at random. */
  slotAt(n: number): number {
    return this.#slots[n]
  }

  /** The order that has waited longest at a tick, or −1. */
  oldestAt(tick: number): number {
    return this.#oldest[tick]
  }

  /** The order that came after this one to its tick, or −1. */
  youngerThan(slot: number): number {
    return this.#younger[slot]
  }

  /** @returns the new order's slot */
  enter(id: number, side: number, tick: number, size: number): number {
    const slot = this.#slots[this.count]
    if (slot === undefined) throw new Error(`more than ${this.id.length} orders rest`)
    this.#counts[side as 0 | 1]++
    this.id[slot] = id
    this.side[slot] = side
    this.size[slot] = size
    this.#join(slot, tick)
    return slot
  }

  leave(slot: number): void {
    this.#part(slot)
    const last = this.count - 1
    const place = this.#places[slot]
    const moved = this.#slots[last]
    this.#slots[place] = moved
    this.#places[moved] = place
    this.#slots[last] = slot
    this.#places[slot] = last
    this.#counts[this.side[slot] as 0 | 1]--
  }

  /** To another tick, behind those who wait there. */
  move(slot: number, tick: number): void {
    this.#part(slot)
    this.#join(slot, tick)
  }

  #join(slot: number, tick: number): void {
    const youngest = this.#youngest[tick]
    this.tick[slot] = tick
    this.#older[slot] = youngest
    this.#younger[slot] = NONE
    if (youngest === NONE) this.#oldest[tick] = slot
    else this.#younger[youngest] = slot
    this.#youngest[tick] = slot
  }

  #part(slot: number): void {
    const tick = this.tick[slot]
    const older = this.#older[slot]
    const younger = this.#younger[slot]
    if (older === NONE) this.#oldest[tick] = younger
    else this.#younger[older] = younger
    if (younger === NONE) this.#youngest[tick] = older
    else this.#older[younger] = older
  }
}
