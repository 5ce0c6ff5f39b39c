import type { DayDescription } from '../seconds/second.ts'
import type { HeatColumn } from './heat-column.ts'

/** The reason why no strike has an exposure, in short lines; none where one has. */
export function emptyGexNote(
  day: Pick<DayDescription, 'surfaces' | 'lastExpirySecond'>,
  newest: Pick<HeatColumn, 'last' | 'spot' | 'strike' | 'gexAbs'> | undefined,
): readonly string[] {
  if (!day.surfaces.includes('gex')) return ['no options', 'in this day']
  if (!newest || newest.strike.length === 0) return ['no GEX in', 'this second']
  if (newest.gexAbs.some((exposure) => exposure !== 0)) return []
  if (newest.spot <= 0) return ['no gamma at 0', 'or below it']
  const { lastExpirySecond = Number.POSITIVE_INFINITY } = day
  if (newest.last >= lastExpirySecond) return ['all options', 'have expired']
  return ['open interest', 'not yet', 'published']
}
