/**
 * An independent, simple implementation of the book with Maps, bigints and an object per order.
 * Tests and `verify --rebuild` compare the fast book with it, so it shares no code with that.
 */

export type ReferenceSide = 'A' | 'B'

export interface ReferenceOrder {
  side: ReferenceSide
  /** Price units, on the grid. */
  price: bigint
  size: number
  enteredAt: bigint
}

interface OwedFill {
  id: bigint
  side: ReferenceSide | undefined
  price: bigint | undefined
  left: number
}

/** Lots that flowed at one price in one second. */
export interface ReferenceFlow {
  add: number
  pull: number
  restedPull: number
  fill: number
  hiddenFill: number
}

/** One order's move: where it stood and stands, undefined where it did not or does not. */
export interface ReferenceMove {
  side: ReferenceSide
  from: bigint | undefined
  to: bigint | undefined
  /** Lots before the move, after the fill was taken off. */
  left: number
  /** Lots after it. */
  size: number
  rested: boolean
}

const RESTED = 500_000_000n

/** A map a side, by price. */
export type BySide<T> = Record<ReferenceSide, Map<bigint, T>>

export function bySide<T>(): BySide<T> {
  return { A: new Map(), B: new Map() }
}

export class ReferenceBook {
  readonly orders = new Map<bigint, ReferenceOrder>()
  /** Lots by price; a price without depth has no entry. */
  readonly depth: BySide<number> = bySide()
  /** Flows of the second by price. */
  flows: BySide<ReferenceFlow> = bySide()
  /** Order moves of the second, in order. */
  moves: ReferenceMove[] = []
  readonly counts = {
    duplicate_add: 0,
    modify_unknown: 0,
    cancel_unknown: 0,
    side_change: 0,
    hidden_fill_qty: 0,
  }
  #owed: OwedFill[] = []
  #best: Record<ReferenceSide, bigint | undefined> = { A: undefined, B: undefined }

  /** The best price of a side, recomputed only after the known one has emptied. */
  best(side: ReferenceSide): bigint | undefined {
    const known = this.#best[side]
    if (known !== undefined) return known
    for (const price of this.depth[side].keys()) this.#improveBest(side, price)
    return this.#best[side]
  }

  clear(): void {
    this.orders.clear()
    this.depth.A.clear()
    this.depth.B.clear()
    this.#best = { A: undefined, B: undefined }
    this.#owed = []
  }

  add(id: bigint, order: ReferenceOrder, countsAsFlow: boolean): void {
    if (this.orders.has(id)) {
      this.counts.duplicate_add++
      this.#change(id, order, countsAsFlow)
    } else this.#insert(id, order, countsAsFlow)
  }

  modify(
    id: bigint,
    order: Omit<ReferenceOrder, 'side'> & { side: ReferenceSide | undefined },
    countsAsFlow: boolean,
  ): void {
    if (this.orders.has(id)) {
      this.#change(id, order, countsAsFlow)
      return
    }
    this.counts.modify_unknown++
    const { side } = order
    if (side) this.#insert(id, { ...order, side }, countsAsFlow)
  }

  cancel(id: bigint, size: number, time: bigint, countsAsFlow: boolean): void {
    const order = this.orders.get(id)
    if (!order) {
      this.counts.cancel_unknown++
      return
    }
    const left = Math.max(order.size - size, 0)
    const filled = this.#consume(id, order.size - left, order)
    this.#leaveAndReturn(id, order, filled, { price: order.price, size: left }, time, countsAsFlow)
  }

  owe(id: bigint, side: ReferenceSide | undefined, price: bigint | undefined, size: number): void {
    this.#owed.push({ id, side, price, left: size })
  }

  /** A second begins: nothing has flowed in it. */
  startSecond(): void {
    this.flows = bySide()
    this.moves = []
  }

  endEvent(): void {
    for (const { side, price, left } of this.#owed) {
      this.counts.hidden_fill_qty += left
      if (side && price !== undefined && left > 0) this.#flow(side, price).hiddenFill += left
    }
    this.#owed = []
  }

  #insert(id: bigint, order: ReferenceOrder, countsAsFlow: boolean): void {
    if (order.size === 0) return
    this.orders.set(id, { ...order })
    this.#addDepth(order.side, order.price, order.size)
    if (!countsAsFlow) return
    this.#flow(order.side, order.price).add += order.size
    const { side, price, size } = order
    this.moves.push({ side, from: undefined, to: price, left: 0, size, rested: false })
  }

  #change(
    id: bigint,
    next: { side: ReferenceSide | undefined; price: bigint; size: number; enteredAt: bigint },
    countsAsFlow: boolean,
  ): void {
    const order = this.orders.get(id) as ReferenceOrder
    if (next.side !== order.side) this.counts.side_change++
    const filled = this.#consume(id, order.size, order)
    const price = next.size === 0 ? order.price : next.price
    this.#leaveAndReturn(
      id,
      order,
      filled,
      { price, size: next.size },
      next.enteredAt,
      countsAsFlow,
    )
  }

  #leaveAndReturn(
    id: bigint,
    order: ReferenceOrder,
    filled: number,
    next: { price: bigint; size: number },
    time: bigint,
    countsAsFlow: boolean,
  ): void {
    const left = order.size - filled
    const rested = time - order.enteredAt >= RESTED
    const moved = next.price !== order.price
    const pulled = moved ? left : Math.max(left - next.size, 0)
    const added = moved ? next.size : Math.max(next.size - left, 0)
    if (countsAsFlow) {
      const from = this.#flow(order.side, order.price)
      from.fill += filled
      from.pull += pulled
      if (rested) from.restedPull += pulled
      this.#flow(order.side, next.price).add += added
      const to = next.size === 0 ? undefined : next.price
      const { side, price } = order
      this.moves.push({ side, from: price, to, left, size: next.size, rested })
    }
    this.#addDepth(order.side, order.price, -order.size)
    this.#addDepth(order.side, next.price, next.size)
    if (next.size === 0) this.orders.delete(id)
    order.size = next.size
    order.price = next.price
    if (moved) order.enteredAt = time
  }

  /** Takes owed fills off; those at a price worse than the order's own count as pulled, not filled. */
  #consume(id: bigint, most: number, { side, price }: ReferenceOrder): number {
    let taken = 0
    let filled = 0
    for (const owed of this.#owed) {
      if (owed.id !== id) continue
      const some = Math.min(owed.left, most - taken)
      owed.left -= some
      taken += some
      const isWorse =
        owed.price !== undefined && (side === 'A' ? owed.price < price : owed.price > price)
      if (!isWorse) filled += some
    }
    return filled
  }

  #addDepth(side: ReferenceSide, price: bigint, change: number): void {
    const levels = this.depth[side]
    const depth = (levels.get(price) ?? 0) + change
    if (depth > 0) {
      levels.set(price, depth)
      if (this.#best[side] !== undefined) this.#improveBest(side, price)
    } else {
      levels.delete(price)
      if (this.#best[side] === price) this.#best[side] = undefined
    }
  }

  #improveBest(side: ReferenceSide, price: bigint): void {
    const best = this.#best[side]
    if (best === undefined || (side === 'A' ? price < best : price > best)) this.#best[side] = price
  }

  #flow(side: ReferenceSide, price: bigint): ReferenceFlow {
    let flow = this.flows[side].get(price)
    if (!flow) {
      flow = { add: 0, pull: 0, restedPull: 0, fill: 0, hiddenFill: 0 }
      this.flows[side].set(price, flow)
    }
    return flow
  }
}
