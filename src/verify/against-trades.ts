import { grown } from '../table/grown.ts'

/** Queue of unmatched trades, as typed arrays. */
export class TradeQueue {
  /** ns from the day's start. */
  received = new Float64Array(64)
  sequence = new Uint32Array(64)
  /** 1e-9 units; NaN if undefined. */
  price = new Float64Array(64)
  size = new Float64Array(64)
  /** The aggressor's letter. */
  side = new Uint8Array(64)
  /** Index of the first. */
  head = 0
  /** Index behind the last. */
  tail = 0

  get isEmpty(): boolean {
    return this.head === this.tail
  }

  push(received: number, sequence: number, price: number, size: number, side: number): void {
    if (this.isEmpty) {
      this.head = 0
      this.tail = 0
    } else if (this.tail === this.received.length) this.#grow()
    const at = this.tail++
    this.received[at] = received
    this.sequence[at] = sequence
    this.price[at] = price
    this.size[at] = size
    this.side[at] = side
  }

  /** Removes the first trade. */
  shift(): void {
    this.head++
  }

  #grow(): void {
    const capacity = this.tail * 2
    this.received = grown(this.received, capacity)
    this.sequence = grown(this.sequence, capacity)
    this.price = grown(this.price, capacity)
    this.size = grown(this.size, capacity)
    this.side = grown(this.side, capacity)
  }
}
