import { PRICE_SCALE } from '../market/price.ts'
import type { DayDescription, RangeSource, Second, SurfaceName } from '../seconds/second.ts'
import type { Table } from '../table/table.ts'
import {
  DEALER_COLUMNS,
  DEALER_SURFACES,
  type DealerMoment,
  dealerMomentOf,
} from './dealer-moment.ts'
import { SMILE_COLUMNS, type SmileMoment, smileMomentOf } from './smile-moment.ts'

/**
 * The panels' values of one second; undefined where the day has no such surface or the second no
 * row.
 */
export interface Moment {
  readonly second: number
  readonly gauges: BandScores | undefined
  readonly radar: RadarScores | undefined
  readonly gex: GexLevelTicks | undefined
  readonly dealers: DealerMoment | undefined
  readonly smile: SmileMoment | undefined
}

/** How easily price can move above and below spot, 0..1. */
export interface BandScores {
  readonly above: number
  readonly below: number
  readonly total: number
}

export interface RadarScores {
  readonly approach: 'up' | 'down' | 'none'
  /** f5: both sides retreat. f6: both sides thin out. */
  readonly expansion: number
  readonly decay: number
  /** u17: total upward signal. */
  readonly upward: number
}

/** Levels in ticks; NaN if undefined. */
export interface GexLevelTicks {
  readonly total: number
  readonly callWall: number
  readonly putWall: number
  readonly zeroGamma: number
  /** Share of open interest with a quoted or held volatility, 0..1. */
  readonly coverage: number
}

const TIME = 'window_end_ts_ns'
const APPROACHES = ['up', 'down', 'none'] as const

/** The columns that the panels show, by surface. */
export const MOMENT_COLUMNS = {
  physics: [TIME, 'above_score', 'below_score', 'vacuum_total_score'],
  radar: [
    TIME,
    'approach_dir',
    'f5_vacuum_expansion_log',
    'f6_vacuum_decay_log',
    'u17_up_total_log',
  ],
  gex_levels: [TIME, 'total_gex', 'call_wall', 'put_wall', 'zero_gamma', 'coverage'],
} as const

const MOMENT_SURFACES = Object.keys(MOMENT_COLUMNS) as readonly (keyof typeof MOMENT_COLUMNS)[]

/** Reads the panels' values of a second. */
export async function readMoment(source: RangeSource, second: number): Promise<Moment> {
  const surfaces = new Map<SurfaceName, Table>()
  const read = async (surface: SurfaceName, columns: readonly string[]) => {
    const tables = await source.readRange(surface, second, second, columns)
    const table = tables.find(({ length }) => length > 0)
    if (table) surfaces.set(surface, table)
  }
  const { surfaces: known } = source.day
  await Promise.all([
    ...MOMENT_SURFACES.map((surface) => read(surface, MOMENT_COLUMNS[surface])),
    ...DEALER_SURFACES.filter((surface) => known.includes(surface)).map((surface) =>
      read(surface, DEALER_COLUMNS[surface]),
    ),
    ...(known.includes('smile') ? [read('smile', SMILE_COLUMNS.smile)] : []),
  ])
  return momentOf({ endSecond: second, surfaces }, source.day)
}

/** The panels' values of a second that has been received. */
export function momentOf({ endSecond, surfaces }: Second, day: DayDescription): Moment {
  const rowOf = (surface: keyof typeof MOMENT_COLUMNS) => {
    const table = surfaces.get(surface)
    return table && table.length > 0 ? table : undefined
  }
  const [bands, radar, gex] = [rowOf('physics'), rowOf('radar'), rowOf('gex_levels')]
  const ticksPerPoint = PRICE_SCALE / day.tickSize
  const ticks = (table: Table, name: string) => real(table, name) * ticksPerPoint
  return {
    second: endSecond,
    gauges: bands && {
      above: real(bands, 'above_score'),
      below: real(bands, 'below_score'),
      total: real(bands, 'vacuum_total_score'),
    },
    radar: radar && {
      approach: APPROACHES[radar.column('approach_dir', 'letter')[0]],
      expansion: real(radar, 'f5_vacuum_expansion_log'),
      decay: real(radar, 'f6_vacuum_decay_log'),
      upward: real(radar, 'u17_up_total_log'),
    },
    gex: gex && {
      total: real(gex, 'total_gex'),
      callWall: ticks(gex, 'call_wall'),
      putWall: ticks(gex, 'put_wall'),
      zeroGamma: ticks(gex, 'zero_gamma'),
      coverage: real(gex, 'coverage'),
    },
    dealers: dealerMomentOf(surfaces, day),
    smile: smileMomentOf(surfaces),
  }
}

function real(table: Table, name: string): number {
  return table.column(name, 'float64')[0]
}
