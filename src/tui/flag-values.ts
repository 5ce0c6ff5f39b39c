import { Failure } from '../failure.ts'
import { parseGoTo } from '../player/go-to.ts'
import type { DayDescription } from '../seconds/second.ts'

/**
 * The second of the day that a flag names.
 *
 * @throws Failure `usage`
 */
export function secondFrom(
  flag: string,
  text: string | undefined,
  { firstEndSecond, lastEndSecond }: DayDescription,
): number | undefined {
  if (text === undefined) return undefined
  const second = parseGoTo(text, firstEndSecond, lastEndSecond)
  if (second !== undefined) return second
  throw new Failure({
    code: 'usage',
    what: 'the time cannot be read',
    where: flag,
    expected: 'HH:MM[:SS] of the exchange, or a share like 30%',
    found: text,
  })
}

/**
 * Columns and rows of "120x40".
 *
 * @throws Failure `usage`
 */
export function sizeFrom(flag: string, text: string): { columns: number; rows: number } {
  const [columns, rows] = (/^(\d{1,4})x(\d{1,4})$/.exec(text) ?? []).slice(1).map(Number)
  if (columns > 0 && rows > 0) return { columns, rows }
  throw new Failure({
    code: 'usage',
    what: 'the size cannot be read',
    where: flag,
    expected: 'COLUMNSxROWS, as 120x40',
    found: text,
  })
}
