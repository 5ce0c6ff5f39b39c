import type { SurfaceName } from '../seconds/second.ts'
import type { Batch } from './batch.ts'

/** One batch as its arrival shows a stream's health. */
export interface Beat {
  /** From 1. */
  readonly number: number
  readonly endSecond: number
  /** Seconds since the batch before; NaN for the first. */
  readonly delta: number
  readonly rows: ReadonlyMap<SurfaceName, number>
  readonly bytes: ReadonlyMap<SurfaceName, number>
  /** Batches lost since the connection was made. */
  readonly dropped: number
}

/** Keeps time of a stream's batches. */
export class StreamWatch {
  #count = 0
  #last = Number.NaN

  /** @param at when its last byte came, milliseconds of a monotonic clock */
  beat({ endSecond, surfaces, bytes, dropped }: Batch, at: number): Beat {
    const delta = (at - this.#last) / 1000
    this.#last = at
    const rows = new Map(Array.from(surfaces, ([name, { length }]) => [name, length]))
    return { number: ++this.#count, endSecond, delta, rows, bytes, dropped }
  }
}

/** A beat as a line: `[3] window 1767709803000000000 delta 1.000s snap 1 wall 120`. */
export function formatBeat({ number, endSecond, delta, rows, dropped }: Beat): string {
  const counts = Array.from(rows, ([name, count]) => `${name} ${count}`)
  const words = [
    `[${number}] window ${endSecond}000000000`,
    Number.isNaN(delta) ? 'first' : `delta ${delta.toFixed(3)}s`,
    ...counts,
  ]
  if (dropped > 0) words.push(`dropped ${dropped}`)
  return words.join(' ')
}
