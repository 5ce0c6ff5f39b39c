import { parseRange } from './session.ts'

/** The opening of a root's regular session on a trading date, in Unix seconds. */
export interface RegularOpen {
  /** 09:30 New York for index futures. */
  readonly openSecond: number
  /** End of the opening range: 09:45 New York for index futures. */
  readonly rangeEndSecond: number
}

/**
 * @param session a clock range with its zone, as in `RootRules`
 * @param openingRange minutes
 */
export function regularOpen(session: string, openingRange: number, date: string): RegularOpen {
  const openSecond = parseRange(session, date).startSecond
  return { openSecond, rangeEndSecond: openSecond + 60 * openingRange }
}
