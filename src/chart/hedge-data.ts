import { Failure } from '../failure.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { PRESSURE_TICKS } from '../player/pressure-scale.ts'
import type { SecondSource } from '../seconds/second.ts'
import type { Table } from '../table/table.ts'

/** Moves that hedge_pressure_1s has depth of. */
const DEPTH_TICKS = [4, 8, 20, 40, 60] as const

/** The profile drawn is the last of so many seconds: one without a spot has none. */
const RECENT_SECONDS = 60

/** Futures that dealers must trade at a price, or lots that stand up to there. */
export interface HedgePoint {
  /** Points. */
  readonly price: number
  readonly lots: number
}

/** What dealers must trade: at a chart's end by price, and over its time beside the depth. */
export interface ChartHedge {
  /** Ascending; above 0 dealers buy. */
  readonly curve: readonly HedgePoint[]
  /** Lots displayed up to there: asks above the price, bids below it. */
  readonly depth: readonly HedgePoint[]
  /** Unix seconds at which seconds end, and the pressure of each. */
  readonly seconds: Float64Array
  readonly up: Float64Array
  readonly down: Float64Array
}

/**
 * Reads the hedge profile of the last second and the pressure of a range.
 *
 * @throws Failure `input` if the day has none
 */
export async function readHedge(
  source: SecondSource,
  from: number,
  to: number,
): Promise<ChartHedge> {
  const { symbol, dt, surfaces } = source.day
  if (!surfaces.includes('hedge_profile') || !surfaces.includes('hedge_pressure')) {
    throw new Failure({
      code: 'input',
      what: 'the day has no hedge profile',
      where: `${symbol} ${dt}`,
      fix: `choose another --layer, or make it with: spymaster pipeline run --symbol ${symbol} --dates ${dt}`,
    })
  }
  const tables = await source.readRange('hedge_pressure', from + 1, to)
  const rows = tables.flatMap(rowsOf).filter(({ second }) => second > from && second <= to)
  const pick = (name: string) => Float64Array.from(rows, ({ table, row }) => real(table, name, row))
  const recent = await source.readRange('hedge_profile', to - RECENT_SECONDS, to)
  const profile = recent.flatMap(rowsOf).filter(({ second }) => second <= to)
  const newest = profile.at(-1)?.second
  const curve = profile.filter(({ second }) => second === newest).map(pointOf)
  const last = rows.at(-1)
  const price = curve.find(({ ticks }) => ticks === 0)?.price ?? Number.NaN
  const next = curve.find(({ ticks }) => ticks === 1)?.price ?? Number.NaN
  const depthAt = (ticks: number, side: 'ask' | 'bid') => ({
    price: price + (side === 'ask' ? ticks : -ticks) * (next - price),
    lots: last ? real(last.table, `${side}_depth_qty_${ticks}`, last.row) : Number.NaN,
  })
  const depth = DEPTH_TICKS.flatMap((ticks) => [depthAt(ticks, 'ask'), depthAt(ticks, 'bid')])
  return {
    curve,
    depth: depth.filter(({ lots }) => !Number.isNaN(lots)).sort((a, b) => a.price - b.price),
    seconds: Float64Array.from(rows, ({ second }) => second),
    up: pick(`pressure_up_${PRESSURE_TICKS}`),
    down: pick(`pressure_down_${PRESSURE_TICKS}`),
  }
}

interface CurvePoint extends HedgePoint {
  readonly ticks: number
}

interface SecondRow {
  readonly table: Table
  readonly row: number
  /** Unix second at which it ends. */
  readonly second: number
}

function rowsOf(table: Table): SecondRow[] {
  const ends = table.column('window_end_ts_ns', 'int64').subarray(0, table.length)
  return Array.from(ends, (end, row) => ({
    table,
    row,
    second: Number(end / NANOSECONDS_PER_SECOND),
  }))
}

function pointOf({ table, row }: SecondRow): CurvePoint {
  return {
    ticks: table.column('delta_ticks', 'int32')[row],
    price: real(table, 'price_points', row),
    lots: real(table, 'hedge', row),
  }
}

function real(table: Table, name: string, row: number): number {
  return table.column(name, 'float64')[row]
}
