import type { RangeSource } from '../seconds/second.ts'
import type { RungAlert } from './day-events.ts'

/** Finds the alerts of a day piece by piece, as it grows. */
export interface AlertFeed {
  /** The alerts of the seconds that have not been searched, up to one. */
  upTo(source: RangeSource, last: number): Promise<readonly RungAlert[]>
}
