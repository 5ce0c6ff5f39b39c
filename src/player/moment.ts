import { PRICE_SCALE } from '../market/price.ts'
import type { DayDescription, RangeSource, Second, SurfaceName } from '../seconds/second.ts'
import type { Table } from '../table/table.ts'

/** What the panels say of one second; what the day has no surface for, or the second no row, is undefined. */
export interface Moment {
  readonly second: number
  readonly gauges: Gauges | undefined
  readonly radar: Radar | undefined
  readonly gex: GexLevels | undefined
}

/** How easily price may move, 0..1. */
export interface Gauges {
  readonly above: number
  readonly below: number
  readonly total: number
}

export interface Radar {
  readonly approach: 'up' | 'down' | 'none'
  /** f5: both sides step back. f6: both sides thin out. */
  readonly expansion: number
  readonly decay: number
  /** u17: what must happen for price to rise. */
  readonly upward: number
}

/** Levels in ticks, NaN where there is none. */
export interface GexLevels {
  readonly total: number
  readonly callWall: number
  readonly putWall: number
  readonly zeroGamma: number
  /** Share of open interest whose volatility is quoted or held, 0..1. */
  readonly coverage: number
}

const TIME = 'window_end_ts_ns'
const APPROACHES = ['up', 'down', 'none'] as const

/** What of each surface the panels say. */
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

/** Reads what the panels say of a second. */
export async function readMoment(source: RangeSource, second: number): Promise<Moment> {
  const surfaces = new Map<SurfaceName, Table>()
  const read = async (surface: keyof typeof MOMENT_COLUMNS) => {
    const columns = MOMENT_COLUMNS[surface]
    const tables = await source.readRange(surface, second, second, columns)
    const table = tables.find(({ length }) => length > 0)
    if (table) surfaces.set(surface, table)
  }
  await Promise.all([read('physics'), read('radar'), read('gex_levels')])
  return momentOf({ endSecond: second, surfaces }, source.day)
}

/** What the panels say of a second whose rows are there. */
export function momentOf({ endSecond, surfaces }: Second, { tickSize }: DayDescription): Moment {
  const rowOf = (surface: keyof typeof MOMENT_COLUMNS) => {
    const table = surfaces.get(surface)
    return table && table.length > 0 ? table : undefined
  }
  const [bands, radar, gex] = [rowOf('physics'), rowOf('radar'), rowOf('gex_levels')]
  const ticksPerPoint = PRICE_SCALE / tickSize
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
  }
}

function real(table: Table, name: string): number {
  return table.column(name, 'float64')[0]
}
