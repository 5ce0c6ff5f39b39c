import type { SurfaceName } from '../seconds/second.ts'
import type { StreamBatch } from './batch.ts'

/** Arrival statistics of one batch. */
export interface BatchArrival {
  /** From 1. */
  readonly number: number
  readonly endSecond: number
  /** Seconds since the batch before; NaN for the first. */
  readonly delta: number
  readonly rows: ReadonlyMap<SurfaceName, number>
  readonly bytes: ReadonlyMap<SurfaceName, number>
  /** Batches dropped since the connection was made. */
  readonly dropped: number
}

/** Measures the arrival of a stream's batches. */
export class ArrivalTracker {
  #count = 0
  #last = Number.NaN

  /** @param at arrival of its last byte, milliseconds of a monotonic clock */
  add({ endSecond, surfaces, bytes, dropped }: StreamBatch, at: number): BatchArrival {
    const delta = (at - this.#last) / 1000
    this.#last = at
    const rows = new Map(Array.from(surfaces, ([name, { length }]) => [name, length]))
    return { number: ++this.#count, endSecond, delta, rows, bytes, dropped }
  }
}

/** Formats a beat: `[3] window 1767709803000000000 delta 1.000s snap 1 wall 120`. */
export function formatArrival({ number, endSecond, delta, rows, dropped }: BatchArrival): string {
  const counts = Array.from(rows, ([name, count]) => `${name} ${count}`)
  const words = [
    `[${number}] window ${endSecond}000000000`,
    Number.isNaN(delta) ? 'first' : `delta ${delta.toFixed(3)}s`,
    ...counts,
  ]
  if (dropped > 0) words.push(`dropped ${dropped}`)
  return words.join(' ')
}
