import { points, priceFromWords } from '../../market/price.ts'
import type { SurfaceName } from '../../seconds/second.ts'
import { words } from '../../table/table.ts'
import type { Batch, StreamEvent } from '../../wire/batch.ts'
import { type Beat, formatBeat, StreamWatch } from '../../wire/stream-watch.ts'

/** Batches that lines and means look back on. */
const KEPT = 120

/** One surface, as of the last batch and on average. */
export interface SurfaceHealth {
  readonly surface: SurfaceName
  readonly rows: number
  readonly meanRows: number
  readonly bytes: number
  readonly meanBytes: number
}

/** What is known of a stream's health. Draws nothing; a screen is a picture of it. */
export class StreamHealth {
  readonly #watch = new StreamWatch()
  /** The latest last. */
  readonly beats: Beat[] = []
  /** Spot of each beat, points; NaN where it has none. */
  readonly spots: number[] = []
  batches = 0
  errors = 0
  hasEnded = false

  /**
   * Takes in what a stream says.
   *
   * @param at milliseconds of a monotonic clock
   * @returns it as a line of a log
   */
  take(event: StreamEvent, at: number): string {
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

  /** Seconds between the batches that are kept; none before the second. */
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

  #beat(batch: Batch, at: number): string {
    const beat = this.#watch.beat(batch, at)
    this.batches++
    this.beats.push(beat)
    this.spots.push(spotOf(batch))
    if (this.beats.length > KEPT) {
      this.beats.shift()
      this.spots.shift()
    }
    return formatBeat(beat)
  }
}

function spotOf({ surfaces }: Batch): number {
  const snap = surfaces.get('snap')
  if (!snap || snap.length === 0) return Number.NaN
  const [low, high] = words(snap.column('spot_ref_price_int', 'int64'))
  return points(priceFromWords(low, high))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
