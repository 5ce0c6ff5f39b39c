import type { LakeSeconds } from '../seconds/lake-seconds.ts'
import type { OpenDay } from '../seconds/open-day.ts'
import type { SurfaceName } from '../seconds/second.ts'
import type { Table } from '../table/table.ts'

/** Rows of one second that are not what they were live. */
export interface ChangedSecond {
  readonly surface: SurfaceName
  readonly second: number
  readonly rows: number
}

export interface Changes {
  /** Rows compared. */
  readonly compared: number
  /** Rows that differ. */
  readonly rows: number
  /** Where, in order. */
  readonly seconds: readonly ChangedSecond[]
  /** Idle seconds at the end of the session, which the lake does not have. */
  readonly trailingSeconds: number
  /** Surfaces that were not compared: what they are scored by was not known live. */
  readonly left: readonly SurfaceName[]
}

/** Surfaces whose rows depend on a calibration. */
const SCORED: readonly SurfaceName[] = ['vacuum', 'physics', 'hedge_pressure']

/** What late records, or a calibration that was not there, made different of a live day in the lake. */
export async function changedRows(live: OpenDay, stored: LakeSeconds): Promise<Changes> {
  const { calibrationMode, firstEndSecond, lastEndSecond, surfaces } = live.day
  const last = Math.min(lastEndSecond, stored.day.lastEndSecond)
  const left = calibrationMode === undefined ? SCORED : []
  const seconds: ChangedSecond[] = []
  let compared = 0
  for (let second = firstEndSecond; second <= last; second++) {
    const [was, is] = [await live.read(second, surfaces), await stored.read(second, surfaces)]
    for (const [surface, table] of is.surfaces) {
      const before = was.surfaces.get(surface)
      if (!before || left.includes(surface)) continue
      compared += Math.max(table.length, before.length)
      const rows = differing(before, table)
      if (rows > 0) seconds.push({ surface, second, rows })
    }
  }
  return {
    compared,
    rows: seconds.reduce((sum, each) => sum + each.rows, 0),
    seconds,
    trailingSeconds: lastEndSecond - last,
    left,
  }
}

function differing(one: Table, other: Table): number {
  const shared = Math.min(one.length, other.length)
  const columns = one.contract.fields.map(({ name }) => [one.filled(name), other.filled(name)])
  let rows = Math.max(one.length, other.length) - shared
  for (let row = 0; row < shared; row++) {
    if (columns.some(([a, b]) => !Object.is(a[row], b[row]))) rows++
  }
  return rows
}
