import type { Second } from '../seconds/second.ts'
import { fillFrom } from './column-values.ts'
import { evaluate } from './evaluate.ts'
import { MAX_PREVIOUS_SECONDS } from './expression.ts'
import type { Signal } from './signal.ts'

/** Seconds kept between moves of the window to the front of its arrays. */
const SPARE_SECONDS = 1024

/**
 * Evaluates a signal second by second, as they come: the same values as {@link evaluate} gives of
 * the whole day.
 *
 *     const alert = new LiveSignal(parseSignal(text, columns), quantiles)
 *     const edges = new EdgeDetector(60)
 *     for each second: if (edges.push(second.endSecond, alert.push(second))) ring()
 */
export class LiveSignal {
  readonly signal: Signal
  readonly #quantiles: ReadonlyMap<string, number>
  readonly #columns: ReadonlyMap<string, Float64Array>
  /** Seconds in the columns; the last is the latest. */
  #length = 0
  #latest = Number.NaN

  /** @param quantiles of earlier sessions, see `earlierQuantiles` */
  constructor(signal: Signal, quantiles: ReadonlyMap<string, number>) {
    this.signal = signal
    this.#quantiles = quantiles
    this.#columns = new Map(
      signal.columns.map(({ name }) => [
        name,
        new Float64Array(MAX_PREVIOUS_SECONDS + SPARE_SECONDS),
      ]),
    )
  }

  /**
   * Takes the next second, with the surfaces that the signal needs. Seconds that were left out are
   * missing; one that is not later than the last begins anew, as after a jump back.
   *
   * @returns 1, 0, or NaN if the value is missing
   */
  push(second: Second): number {
    const { endSecond, surfaces } = second
    const step = endSecond - this.#latest
    if (!(step > 0 && step <= MAX_PREVIOUS_SECONDS)) this.#length = 0
    else for (let missed = 1; missed < step; missed++) this.#appendMissing()
    this.#appendMissing()
    this.#latest = endSecond
    const at = this.#length - 1
    for (const column of this.signal.columns) {
      const table = surfaces.get(column.surface)
      const values = this.#columns.get(column.name)
      if (table && values) fillFrom(table, column, values.subarray(at, at + 1), endSecond)
    }
    const inputs = { columns: this.#columns, quantiles: this.#quantiles }
    const [value] = evaluate(this.signal.expression, inputs, at, at + 1)
    return value
  }

  #appendMissing(): void {
    const capacity = MAX_PREVIOUS_SECONDS + SPARE_SECONDS
    if (this.#length === capacity) {
      for (const values of this.#columns.values())
        values.copyWithin(0, capacity - MAX_PREVIOUS_SECONDS)
      this.#length = MAX_PREVIOUS_SECONDS
    }
    for (const values of this.#columns.values()) values[this.#length] = Number.NaN
    this.#length++
  }
}
