import { grown } from '../table/grown.ts'

/** Orders that were filled whole within the last moment, oldest first, waiting for a refill. */
export class FullFills {
  readonly #delay: number
  side = new Uint8Array(64)
  tick = new Float64Array(64)
  /** Lots the order had displayed. */
  size = new Float64Array(64)
  time = new Float64Array(64)
  /** Refills so far, its own included. */
  refills = new Uint32Array(64)
  /** Lots of the chain's fills, its own included. */
  lots = new Float64Array(64)
  start = new Float64Array(64)
  row = new Int32Array(64)
  #isTaken = new Uint8Array(64)
  #head = 0
  #tail = 0

  /** @param delay longest wait, ns */
  constructor(delay: number) {
    this.#delay = delay
  }

  /** A new entry; the caller fills its fields. */
  add(): number {
    if (this.#tail === this.side.length) this.#makeRoom()
    this.#isTaken[this.#tail] = 0
    return this.#tail++
  }

  /** Takes the oldest fill of that side, price and size not older than the delay; −1 if none. */
  take(side: number, tick: number, size: number, time: number): number {
    while (this.#head < this.#tail && time - this.time[this.#head] > this.#delay) this.#head++
    for (let entry = this.#head; entry < this.#tail; entry++) {
      if (this.#isTaken[entry] !== 0 || this.size[entry] !== size) continue
      if (this.tick[entry] !== tick || this.side[entry] !== side) continue
      this.#isTaken[entry] = 1
      return entry
    }
    return -1
  }

  clear(): void {
    this.#head = 0
    this.#tail = 0
  }

  /** Moves the entries to the front, into larger arrays where they fill more than half. */
  #makeRoom(): void {
    const head = this.#head
    const used = this.#tail - head
    const isFull = used * 2 > this.side.length
    const shifted = <A extends Parameters<typeof grown>[0]>(array: A): A => {
      array.copyWithin(0, head, head + used)
      return isFull ? grown(array, array.length * 2) : array
    }
    this.side = shifted(this.side)
    this.tick = shifted(this.tick)
    this.size = shifted(this.size)
    this.time = shifted(this.time)
    this.refills = shifted(this.refills)
    this.lots = shifted(this.lots)
    this.start = shifted(this.start)
    this.row = shifted(this.row)
    this.#isTaken = shifted(this.#isTaken)
    this.#head = 0
    this.#tail = used
  }
}
