import { Failure } from '../failure.ts'
import { isDate } from './time.ts'

/** Which dates a user asks for. */
export type DateChoice =
  | { readonly kind: 'list'; readonly dates: readonly string[] }
  | { readonly kind: 'range'; readonly first: string; readonly last: string }

/**
 * Reads `--dates`: "2026-01-06", a list "2026-01-05,2026-01-06" or a range "2026-01-05:2026-01-09",
 * both ends included. Of a range those days count that have data.
 *
 * @throws Failure `usage`
 */
export function parseDates(text: string): DateChoice {
  const range = text.split(':')
  if (range.length === 2 && range.every(isDate) && range[0] <= range[1]) {
    return { kind: 'range', first: range[0], last: range[1] }
  }
  const dates = [...new Set(text.split(',').map((date) => date.trim()))].sort()
  if (dates.every(isDate)) return { kind: 'list', dates }
  throw new Failure({
    code: 'usage',
    what: 'the dates cannot be read',
    where: '--dates',
    expected: 'A, A,B or A:B of dates like 2026-01-06',
    found: text,
  })
}

/**
 * The UTC dates that sessions of trading dates touch: those whose files are to be read.
 *
 * @param datesOf the UTC dates that the session of a trading date touches, earliest first
 */
export function utcDatesOf(
  choice: DateChoice | undefined,
  datesOf: (tradingDate: string) => readonly string[],
): DateChoice | undefined {
  if (!choice) return undefined
  if (choice.kind === 'list') {
    return { kind: 'list', dates: [...new Set(choice.dates.flatMap(datesOf))].sort() }
  }
  const first = datesOf(choice.first)[0] ?? choice.first
  return { kind: 'range', first, last: datesOf(choice.last).at(-1) ?? choice.last }
}

/** Is a date among those chosen? Every date is, without a choice. */
export function isChosen(choice: DateChoice | undefined, date: string): boolean {
  if (!choice) return true
  if (choice.kind === 'list') return choice.dates.includes(date)
  return choice.first <= date && date <= choice.last
}
