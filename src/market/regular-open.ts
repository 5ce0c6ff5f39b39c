import { parseRange } from './session.ts'

/** The opening of a root's regular session on a trading date, in Unix seconds. */
export interface RegularOpen {
  /** 09:30 New York of index futures. */
  readonly openSecond: number
  /** 09:45 of them: the opening range is complete. */
  readonly rangeEndSecond: number
}

/**
 * @param session a clock range with its zone, as `RootRules` have it
 * @param openingRange minutes
 */
export function regularOpen(session: string, openingRange: number, date: string): RegularOpen {
  const openSecond = parseRange(session, date).startSecond
  return { openSecond, rangeEndSecond: openSecond + 60 * openingRange }
}
