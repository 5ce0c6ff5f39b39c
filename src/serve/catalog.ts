import { describePartitions } from '../lake/partition/describe-partitions.ts'
import type { Lake } from '../lake/paths.ts'
import type { DayHub } from '../seconds/day-hub.ts'
import { SURFACE_DATASETS, SURFACE_NAMES, type SurfaceName } from '../seconds/second.ts'

/** A day that can be streamed. */
export interface CatalogDay {
  readonly symbol: string
  readonly dt: string
  readonly surfaces: readonly SurfaceName[]
  /** It is still growing; left out of a finished day. */
  readonly open?: true
}

export interface Catalog {
  readonly days: readonly CatalogDay[]
}

/** The days of a lake that have seconds and those that are open, by symbol and date. */
export async function readCatalog(lake: Lake, hub: DayHub): Promise<Catalog> {
  const days = new Map<string, CatalogDay & { surfaces: SurfaceName[] }>()
  for (const name of SURFACE_NAMES) {
    const dataset = SURFACE_DATASETS[name]
    for (const { symbol, dt, fault } of await describePartitions(lake, { dataset })) {
      if (fault !== undefined) continue
      const key = `${symbol} ${dt}`
      const day = days.get(key) ?? { symbol, dt, surfaces: [] }
      day.surfaces.push(name)
      days.set(key, day)
    }
  }
  for (const { symbol, dt, surfaces, isOpen } of hub.openDays) {
    const day = { symbol, dt, surfaces: [...surfaces] }
    days.set(`${symbol} ${dt}`, isOpen ? { ...day, open: true } : day)
  }
  const watchable = [...days].filter(([, { surfaces }]) => surfaces.includes('snap'))
  return { days: watchable.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day) }
}
