import type { Ladders, SideIndex } from '../book/book.ts'
import type { Lots } from '../market/branded.ts'
import { TypicalDepth } from './typical-depth.ts'

const SECOND_NS = 1e9

/** D of both sides: the median lots of their levels near the best, sampled each whole second. */
export class SideDepths {
  readonly #seconds: number
  readonly #ladders: Ladders
  readonly #typical: readonly [TypicalDepth, TypicalDepth]
  /** Of each side, NaN where it is to be computed anew; a side without samples has NaN too. */
  readonly #medians = new Float64Array(2).fill(Number.NaN)
  /** The next whole second to take a sample at, from the session's start; NaN before an event. */
  #nextSecond = Number.NaN

  /** @param seconds samples that are kept */
  constructor(seconds: number, ladders: Ladders) {
    this.#seconds = seconds
    this.#ladders = ladders
    this.#typical = [new TypicalDepth(seconds), new TypicalDepth(seconds)]
  }

  /** Time passes up to `time`, with the book as it is. */
  advance(time: number): void {
    const second = Math.floor(time / SECOND_NS)
    if (Number.isNaN(this.#nextSecond)) this.#nextSecond = second + 1
    if (second < this.#nextSecond) return
    const first = Math.max(this.#nextSecond, second - this.#seconds + 1)
    for (let at = first; at <= second; at++) {
      this.#typical[0].sample(this.#ladders[0])
      this.#typical[1].sample(this.#ladders[1])
    }
    this.#nextSecond = second + 1
    this.#medians.fill(Number.NaN)
  }

  /** NaN without a sample. */
  median(side: SideIndex): Lots {
    if (Number.isNaN(this.#medians[side])) this.#medians[side] = this.#typical[side].median
    return this.#medians[side]
  }
}
