import { globexHours } from '../market/calendar.ts'
import type { DateChoice } from '../market/dates.ts'
import { rootOf } from '../market/roots.ts'
import { addDays } from '../market/time.ts'
import { shortened } from '../stages/bronze/ingest.ts'
import type { Target } from '../stages/stage.ts'

/**
 * Trading dates of a requested range of which the lake has no orders, as a sentence; undefined if
 * there are none. Dates of a list are errors instead.
 */
export function emptyDates(
  dates: DateChoice | undefined,
  targets: readonly Target[],
): string | undefined {
  if (dates?.kind !== 'range' || targets.length === 0) return undefined
  const roots = [...new Set(targets.map(({ symbol }) => rootOf(symbol)))]
  const known = new Set(targets.map(({ dt }) => dt))
  const empty: string[] = []
  for (let date = dates.first; date <= dates.last; date = addDays(date, 1)) {
    if (!known.has(date) && roots.some((root) => globexHours(root, date))) empty.push(date)
  }
  if (empty.length === 0) return undefined
  return `no orders of ${shortened(empty)} are in the lake: these dates of the range are left out`
}
