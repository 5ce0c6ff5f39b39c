import { points, priceFromWords } from '../market/price.ts'
import { secondFromWords } from '../market/time.ts'
import type { RangeSource, SurfaceName } from '../seconds/second.ts'
import { isWideInts, type Table, words } from '../table/table.ts'
import type { SignalColumn } from './columns.ts'

const TIME = 'window_end_ts_ns'

/** Columns of consecutive seconds; a second without a row, or a row without a value, is NaN. */
export interface ColumnValues {
  /** Unix second at which the first ends. */
  readonly firstSecond: number
  readonly seconds: number
  /** By name. */
  readonly columns: ReadonlyMap<string, Float64Array>
}

/** Reads columns of some seconds of a day. A surface that the day has not is missing throughout. */
export async function readColumnValues(
  source: RangeSource,
  columns: readonly SignalColumn[],
  from = source.day.firstEndSecond,
  to = source.day.lastEndSecond,
): Promise<ColumnValues> {
  const seconds = Math.max(to - from + 1, 0)
  const values = new Map(
    columns.map(({ name }) => [name, new Float64Array(seconds).fill(Number.NaN)] as const),
  )
  for (const [surface, own] of bySurface(columns)) {
    const names = [TIME, ...new Set(own.map(({ field }) => field))]
    for (const table of await source.readRange(surface, from, to, names)) {
      for (const column of own) {
        const target = values.get(column.name)
        if (target) fillFrom(table, column, target, from)
      }
    }
  }
  return { firstSecond: from, seconds, columns: values }
}

function bySurface(columns: readonly SignalColumn[]): Map<SurfaceName, SignalColumn[]> {
  return Map.groupBy(columns, ({ surface }) => surface)
}

/**
 * Copies a column of a surface's rows to where their seconds are.
 *
 * @param first Unix second at which the target's first value ends
 */
export function fillFrom(
  table: Table,
  { field }: SignalColumn,
  target: Float64Array,
  first: number,
): void {
  const times = words(table.column(TIME, 'int64'))
  const values = table.filled(field)
  const prices = isWideInts(values) ? words(values) : undefined
  for (let row = 0; row < table.length; row++) {
    const at = secondFromWords(times[2 * row], times[2 * row + 1]) - first
    if (at < 0 || at >= target.length) continue
    target[at] = prices
      ? points(priceFromWords(prices[2 * row], prices[2 * row + 1]))
      : Number(values[row])
  }
}
