import { PRICE_SCALE } from '../market/price.ts'
import type { DayDescription, SurfaceName } from '../seconds/second.ts'
import type { Table } from '../table/table.ts'

const TIME = 'window_end_ts_ns'

/** What of the dealers' surfaces screens are made of; sent to those who name the surfaces. */
export const DEALER_COLUMNS = {
  hedge_profile: [TIME, 'delta_ticks', 'price_points', 'hedge'],
  hedge_pressure: [TIME, 'pressure_up_8', 'pressure_down_8'],
  dealer_flow: [TIME, 'strike_points', 'gex_flow', 'flow_complete'],
  charm_clock: [TIME, 'horizon', 'horizon_seconds', 'hedge'],
} as const

export type DealerSurface = keyof typeof DEALER_COLUMNS

export const DEALER_SURFACES = Object.keys(DEALER_COLUMNS) as readonly DealerSurface[]

/** Futures that dealers buy (+) or sell (−) if the future goes to a price. */
export interface HedgeCurve {
  /** The future's price in this second, fractional ticks. */
  readonly forward: number
  /** Ascending, fractional ticks. */
  readonly ticks: Float64Array
  readonly lots: Float64Array
}

/** Hedging over the depth in its way, 8 ticks up and down; above 0 it pushes a move on. */
export interface Pressure {
  readonly up: number
  readonly down: number
}

/** Futures that dealers buy (+) or sell (−) because a time passes. */
export interface CharmHedge {
  readonly horizon: 'expiry' | 'minute' | 'quarter_hour'
  readonly seconds: number
  readonly lots: number
}

/** Gamma exposure of what was traded since 18:00, by strike. */
export interface FlowExposure {
  /** Strikes in ticks, ascending. */
  readonly strike: Float64Array
  readonly gex: Float64Array
  /** Does it continue the open interest without a gap? */
  readonly isComplete: boolean
}

/** What dealers in options must trade, in one second; undefined where the day has no such surface. */
export interface DealerMoment {
  readonly curve: HedgeCurve | undefined
  readonly pressure: Pressure | undefined
  readonly charm: readonly CharmHedge[]
  readonly flow: FlowExposure | undefined
}

const HORIZONS = ['expiry', 'minute', 'quarter_hour'] as const

/** A second's rows; undefined where none of the surfaces has any. */
export function dealerMomentOf(
  surfaces: ReadonlyMap<SurfaceName, Table>,
  { tickSize }: Pick<DayDescription, 'tickSize'>,
): DealerMoment | undefined {
  const rowsOf = (surface: DealerSurface) => {
    const table = surfaces.get(surface)
    return table && table.length > 0 ? table : undefined
  }
  const [profile, pressure] = [rowsOf('hedge_profile'), rowsOf('hedge_pressure')]
  const [flow, charm] = [rowsOf('dealer_flow'), rowsOf('charm_clock')]
  if (!profile && !pressure && !flow && !charm) return undefined
  const ticksPerPoint = PRICE_SCALE / tickSize
  return {
    curve: profile && curveOf(profile, ticksPerPoint),
    pressure: pressure && {
      up: pressure.column('pressure_up_8', 'float64')[0],
      down: pressure.column('pressure_down_8', 'float64')[0],
    },
    charm: charm ? charmOf(charm) : [],
    flow: flow && {
      strike: ticksOf(flow, 'strike_points', ticksPerPoint),
      gex: flow.column('gex_flow', 'float64').slice(0, flow.length),
      isComplete: flow.column('flow_complete', 'boolean')[0] === 1,
    },
  }
}

function curveOf(table: Table, ticksPerPoint: number): HedgeCurve {
  const ticks = ticksOf(table, 'price_points', ticksPerPoint)
  const middle = table.column('delta_ticks', 'int32').subarray(0, table.length).indexOf(0)
  const lots = table.column('hedge', 'float64').slice(0, table.length)
  return { forward: ticks[middle] ?? Number.NaN, ticks, lots }
}

function charmOf(table: Table): CharmHedge[] {
  const horizons = table.column('horizon', 'letter')
  const seconds = table.column('horizon_seconds', 'float64')
  const lots = table.column('hedge', 'float64')
  return Array.from({ length: table.length }, (_, row) => ({
    horizon: HORIZONS[horizons[row]],
    seconds: seconds[row],
    lots: lots[row],
  }))
}

function ticksOf(table: Table, column: string, ticksPerPoint: number): Float64Array {
  const points = table.column(column, 'float64').subarray(0, table.length)
  return points.map((price) => price * ticksPerPoint)
}
