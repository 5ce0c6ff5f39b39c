import type { SurfaceName } from '../seconds/second.ts'
import type { Table } from '../table/table.ts'

const SECONDS_PER_YEAR = 31_536_000

/** What of the smile screens show; sent to those who name the surface. */
export const SMILE_COLUMNS = {
  smile: [
    'window_end_ts_ns',
    'years',
    'sigma_atm',
    'sigma_call_25',
    'sigma_put_25',
    'parity_basis_points',
    'expected_move_points',
    'realized_vol',
  ],
} as const

/** The smile of an expiration in a second; NaN where unknown. */
export interface ExpirationSmile {
  /** Seconds until the expiration. */
  readonly seconds: number
  /** Per year, as fractions. */
  readonly atm: number
  readonly call25: number
  readonly put25: number
  /** Points. */
  readonly basis: number
  readonly expectedMove: number
}

/** The smiles of a second, nearest expiration first. */
export interface SmileMoment {
  readonly expirations: readonly ExpirationSmile[]
  /** What the future has moved so far, per year. */
  readonly realized: number
}

/** Undefined where the day has no smiles, or all options have expired. */
export function smileMomentOf(surfaces: ReadonlyMap<SurfaceName, Table>): SmileMoment | undefined {
  const table = surfaces.get('smile')
  if (!table || table.length === 0) return undefined
  const value = (name: string, row: number) => table.column(name, 'float64')[row]
  const expirations = Array.from({ length: table.length }, (_, row) => ({
    seconds: Math.round(value('years', row) * SECONDS_PER_YEAR),
    atm: value('sigma_atm', row),
    call25: value('sigma_call_25', row),
    put25: value('sigma_put_25', row),
    basis: value('parity_basis_points', row),
    expectedMove: value('expected_move_points', row),
  }))
  return { expirations, realized: value('realized_vol', 0) }
}
