import { points, priceFromWords } from '../../market/price.ts'
import type { SurfaceName } from '../../seconds/second.ts'
import { words } from '../../table/table.ts'
import { ArrivalTracker, type BatchArrival, formatArrival } from '../../wire/arrival-tracker.ts'
import type { StreamBatch, StreamEvent } from '../../wire/batch.ts'

/** Number of batches in lines and means. */
const MAX_BEATS = 120

/** Batches later than this are late. */
const LATE_MS = 250

export type StreamVerdict = 'waiting' | 'good' | 'late' | 'dropping' | 'ended'

/** One surface in the last batch and on average. */
export interface SurfaceHealth {
  readonly surface: SurfaceName
  readonly rows: number
  readonly meanRows: number
  readonly bytes: number
  readonly meanBytes: number
}

/** Tracks a stream's health; independent of the screen that shows it. */
export class StreamHealth {
  readonly #watch = new ArrivalTracker()
  readonly #speed: number
  /** The first batch: when it came, and its second. */
  #first: { readonly at: number; readonly second: number } | undefined
  /** Oldest first. */
  readonly beats: BatchArrival[] = []
  /** Spot of each beat in points; NaN if undefined. */
  readonly spots: number[] = []
  batches = 0
  errors = 0
  hasEnded = false

  /** @param speed seconds of the day per second */
  constructor(speed = 1) {
    this.#speed = speed
  }

  /**
   * Adds an event of the stream.
   *
   * @param at milliseconds of a monotonic clock
   * @returns its log line
   */
  add(event: StreamEvent, at: number): string {
    if (event.type === 'batch') return this.#beat(event, at)
    if (event.type === 'error') {
      this.errors++
      return `error: ${event.message}`
    }
    this.hasEnded ||= event.type === 'stream_end'
    return event.type === 'stream_end' ? 'the day has ended' : event.type
  }

  get dropped(): number {
    return this.beats.at(-1)?.dropped ?? 0
  }

  /** Milliseconds by which each batch kept was later than the first, at the stream's speed. */
  readonly lateness: number[] = []

  /** Quantiles of the lateness in milliseconds: the median, and what 5 and 1 in 100 exceed. */
  get latenessQuantiles(): { readonly p50: number; readonly p95: number; readonly p99: number } {
    const sorted = this.lateness.toSorted((one, other) => one - other)
    const at = (share: number) =>
      sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? 0
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
  }

  /** In a word: what a trader needs to know of the stream. */
  get verdict(): StreamVerdict {
    if (this.hasEnded) return 'ended'
    if (this.batches === 0) return 'waiting'
    if (this.beats.some(({ dropped }, at) => dropped > (this.beats[at - 1]?.dropped ?? dropped))) {
      return 'dropping'
    }
    return this.latenessQuantiles.p95 > LATE_MS ? 'late' : 'good'
  }

  /** Seconds between the batches kept; the first has none. */
  get deltas(): number[] {
    return this.beats.map(({ delta }) => delta).filter((delta) => !Number.isNaN(delta))
  }

  get surfaces(): SurfaceHealth[] {
    const last = this.beats.at(-1)
    if (!last) return []
    return Array.from(last.rows, ([surface, rows]) => ({
      surface,
      rows,
      meanRows: mean(this.beats.map((beat) => beat.rows.get(surface) ?? 0)),
      bytes: last.bytes.get(surface) ?? 0,
      meanBytes: mean(this.beats.map((beat) => beat.bytes.get(surface) ?? 0)),
    }))
  }

  #beat(batch: StreamBatch, at: number): string {
    const beat = this.#watch.add(batch, at)
    this.#first ??= { at, second: batch.endSecond }
    const due = this.#first.at + ((batch.endSecond - this.#first.second) / this.#speed) * 1000
    this.lateness.push(Math.max(at - due, 0))
    this.batches++
    this.beats.push(beat)
    this.spots.push(spotOf(batch))
    if (this.beats.length > MAX_BEATS) {
      this.beats.shift()
      this.lateness.shift()
      this.spots.shift()
    }
    return formatArrival(beat)
  }
}

function spotOf({ surfaces }: StreamBatch): number {
  const snap = surfaces.get('snap')
  if (!snap || snap.length === 0) return Number.NaN
  const [low, high] = words(snap.column('spot_ref_price_int', 'int64'))
  return points(priceFromWords(low, high))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
