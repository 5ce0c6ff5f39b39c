import { points } from '../market/price.ts'
import { parseSession } from '../market/session.ts'
import type { RangeSource } from '../seconds/second.ts'
import { type ColumnValues, readColumnValues } from '../signals/column-values.ts'
import type { SignalColumn } from '../signals/columns.ts'
import { shippedColumns } from '../signals/shipped-columns.ts'
import { featureRows } from './feature-rows.ts'
import { FEATURE_COLUMNS } from './features.ts'
import type { SearchedDay } from './search.ts'

/** A day's vectors, and the prices that outcomes are read off. */
export interface VectorDay extends SearchedDay {
  readonly symbol: string
  readonly dt: string
  readonly tickPoints: number
  readonly mid: Float64Array
  readonly callWall: Float64Array
  readonly putWall: Float64Array
}

/** Reads a day and computes its vectors. */
export async function readVectorDay(source: RangeSource): Promise<VectorDay> {
  const { symbol, dt, tickSize, session } = source.day
  const { firstSecond, seconds, columns } = await readColumnValues(source, columnsNeeded())
  const tickPoints = points(tickSize)
  const { startSecond, endSecond } = parseSession(session, dt)
  return {
    ...featureRows(columns, seconds, tickPoints, endSecond - startSecond),
    symbol,
    dt,
    firstSecond,
    tickPoints,
    mid: columnOf(columns, 'mid_price'),
    callWall: columnOf(columns, 'call_wall'),
    putWall: columnOf(columns, 'put_wall'),
  }
}

function columnsNeeded(): SignalColumn[] {
  const { usable } = shippedColumns()
  return FEATURE_COLUMNS.map((name) => {
    const column = usable.get(name)
    // A column that looks ahead, or whose norms may, is none that a vector may have.
    if (!column || column.isCalibrated) throw new Error(`no feature can be made of ${name}`)
    return column
  })
}

function columnOf(columns: ColumnValues['columns'], name: string): Float64Array {
  const column = columns.get(name)
  if (!column) throw new Error(`column ${name} was not read`)
  return column
}
