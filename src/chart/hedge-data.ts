import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import { readPartition } from '../lake/partition/read.ts'
import { readTable } from '../lake/partition/read-table.ts'
import { readStored } from '../lake/partition/stored.ts'
import type { Lake } from '../lake/paths.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { PRESSURE_TICKS } from '../player/pressure-scale.ts'
import type { DayDescription } from '../seconds/second.ts'

/** Moves that hedge_pressure_1s has depth of. */
const DEPTH_TICKS = [4, 8, 20, 40, 60] as const

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
  lake: Lake,
  { symbol, dt }: DayDescription,
  from: number,
  to: number,
): Promise<ChartHedge> {
  const profile = { dataset: DATASETS.hedgeProfile, symbol, dt } as const
  const pressure = { dataset: DATASETS.hedgePressure, symbol, dt } as const
  if (!(await readStored(lake, profile)) || !(await readStored(lake, pressure))) {
    throw new Failure({
      code: 'input',
      what: 'the day has no hedge profile',
      where: `${symbol} ${dt}`,
      fix: `choose another --layer, or make it with: spymaster pipeline run --symbol ${symbol} --dates ${dt}`,
    })
  }
  const { columns, length } = await readTable(lake, pressure)
  const rows = Array.from({ length }, (_, row) => row).filter((row) => {
    const second = secondOf(columns.window_end_ts_ns[row])
    return second > from && second <= to
  })
  const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row])
  const curve = await curveAt(lake, symbol, dt, to)
  const last = rows.at(-1)
  const price = curve.find(({ ticks }) => ticks === 0)?.price ?? Number.NaN
  const next = curve.find(({ ticks }) => ticks === 1)?.price ?? Number.NaN
  const depth =
    last === undefined
      ? []
      : DEPTH_TICKS.flatMap((ticks) => [
          { price: price + ticks * (next - price), lots: columns[`ask_depth_qty_${ticks}`][last] },
          { price: price - ticks * (next - price), lots: columns[`bid_depth_qty_${ticks}`][last] },
        ])
  return {
    curve,
    depth: depth.filter(({ lots }) => !Number.isNaN(lots)).sort((a, b) => a.price - b.price),
    seconds: Float64Array.from(rows, (row) => secondOf(columns.window_end_ts_ns[row])),
    up: pick(columns[`pressure_up_${PRESSURE_TICKS}`]),
    down: pick(columns[`pressure_down_${PRESSURE_TICKS}`]),
  }
}

interface CurvePoint extends HedgePoint {
  readonly ticks: number
}

/** The profile of the last second that ends by then. */
async function curveAt(lake: Lake, symbol: string, dt: string, to: number): Promise<CurvePoint[]> {
  const reader = await readPartition(lake, { dataset: DATASETS.hedgeProfile, symbol, dt } as const)
  const end = BigInt(to) * NANOSECONDS_PER_SECOND
  try {
    const group = reader.rowGroups.findLastIndex(({ ranges }) => {
      const least = ranges.window_end_ts_ns?.minimum
      return typeof least === 'bigint' && least <= end
    })
    if (group < 0) return []
    const { columns, length } = await reader.read(group)
    const ends = columns.window_end_ts_ns
    let last = length - 1
    while (last >= 0 && ends[last] > end) last--
    const points: CurvePoint[] = []
    for (let row = last; row >= 0 && ends[row] === ends[last]; row--) {
      points.push({
        ticks: columns.delta_ticks[row],
        price: columns.price_points[row],
        lots: columns.hedge[row],
      })
    }
    return points.reverse()
  } finally {
    await reader.close()
  }
}

function secondOf(end: bigint): number {
  return Number(end / NANOSECONDS_PER_SECOND)
}
