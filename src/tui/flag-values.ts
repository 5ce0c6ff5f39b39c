import { Failure } from '../failure.ts'
import { parseDayPosition } from '../player/go-to.ts'
import type { DayDescription } from '../seconds/second.ts'

/**
 * Parses a flag's time of the day to a Unix second.
 *
 * @throws Failure `usage`
 */
export function secondFrom(
  flag: string,
  text: string | undefined,
  { firstEndSecond, lastEndSecond }: DayDescription,
): number | undefined {
  if (text === undefined) return undefined
  const second = parseDayPosition(text, firstEndSecond, lastEndSecond)
  if (second !== undefined) return second
  throw new Failure({
    code: 'usage',
    what: 'the time is invalid',
    where: flag,
    expected: 'HH:MM[:SS] New York time, or a share like 30%',
    found: text,
  })
}

/**
 * Parses columns and rows from "120x40".
 *
 * @throws Failure `usage`
 */
export function sizeFrom(flag: string, text: string): { columns: number; rows: number } {
  const [columns, rows] = (/^(\d{1,4})x(\d{1,4})$/.exec(text) ?? []).slice(1).map(Number)
  if (columns > 0 && rows > 0) return { columns, rows }
  throw new Failure({
    code: 'usage',
    what: 'the size is invalid',
    where: flag,
    expected: 'COLUMNSxROWS, as 120x40',
    found: text,
  })
}
