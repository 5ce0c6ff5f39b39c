import { DATASETS } from '../contracts/registry.ts'
import { stageDayOf } from '../lake/partition/keys.ts'
import { tableOf } from '../lake/partition/manifest.ts'
import { readStageManifest } from '../lake/partition/stored.ts'
import type { Lake } from '../lake/paths.ts'
import { points } from '../market/price.ts'
import { isDate } from '../market/time.ts'
import { LakeSeconds } from '../seconds/lake-seconds.ts'
import type { DayDescription } from '../seconds/second.ts'
import { readColumnValues } from '../signals/column-values.ts'
import type { SignalColumn } from '../signals/columns.ts'
import { earlierQuantiles } from '../signals/earlier-quantiles.ts'
import { evaluate } from '../signals/evaluate.ts'
import { assertNoLookAhead } from '../signals/look-ahead.ts'
import { shippedColumns } from '../signals/shipped-columns.ts'
import type { Signal } from '../signals/signal.ts'
import type { SessionSeries } from './session-series.ts'

const QUOTES = ['best_bid_price_points', 'best_ask_price_points', 'book_valid'] as const

/**
 * Reads a session for each of some signals: their values, and the quotes while the book is valid.
 *
 * @throws Failure `input` if the lake has no seconds of the day, or a signal looks ahead on it
 */
export async function readSession(
  lake: Lake,
  { symbol, dt }: { readonly symbol: string; readonly dt: string },
  signals: readonly Signal[],
): Promise<SessionSeries[]> {
  const source = await LakeSeconds.ofFinalTables(lake, symbol, dt)
  try {
    const day = { ...source.day, calibrationDate: await calibrationDate(lake, source.day) }
    for (const signal of signals) assertNoLookAhead(signal, day)
    const quantiles = await earlierQuantiles(lake, day, signals)
    const columns = new Map<string, SignalColumn>()
    for (const column of signals.flatMap((signal) => signal.columns))
      columns.set(column.name, column)
    for (const name of QUOTES) columns.set(name, quoteColumn(name))
    const {
      firstSecond,
      seconds,
      columns: values,
    } = await readColumnValues(source, [...columns.values()])
    const [bid, ask, valid] = QUOTES.map((name) => values.get(name) ?? new Float64Array())
    const whileValid = (price: number, second: number) => (valid[second] === 1 ? price : Number.NaN)
    const quotes = { bid: bid.map(whileValid), ask: ask.map(whileValid) }
    return signals.map(({ expression }) => ({
      symbol,
      dt,
      firstSecond,
      tickPoints: points(day.tickSize),
      signal: evaluate(expression, { columns: values, quantiles }, 0, seconds),
      ...quotes,
    }))
  } finally {
    await source.close()
  }
}

function quoteColumn(name: string): SignalColumn {
  const column = shippedColumns().usable.get(name)
  if (!column) throw new Error(`the contracts have no column ${name}`)
  return column
}

/** The session that the user chose to calibrate a day by; undefined if none was chosen. */
async function calibrationDate(
  lake: Lake,
  { symbol, dt, calibrationMode }: DayDescription,
): Promise<string | undefined> {
  if (calibrationMode !== 'chosen') return undefined
  const partition = { dataset: DATASETS.calibration, symbol, dt }
  const stored = await readStageManifest(lake, stageDayOf(lake, partition))
  if (!stored || !tableOf(stored.manifest, DATASETS.calibration)) return undefined
  const choice = String(stored.manifest.stage.parameters.calibration)
  return isDate(choice) ? choice : undefined
}
