import { Failure } from '../failure.ts'
import { isDate } from './time.ts'

/** The dates that a user selects. */
export type DateChoice =
  | { readonly kind: 'list'; readonly dates: readonly string[] }
  | { readonly kind: 'range'; readonly first: string; readonly last: string }

/**
 * Reads `--dates`: "2026-01-06", a list "2026-01-05,2026-01-06" or a range "2026-01-05:2026-01-09",
 * both ends included. Days of a range without data are skipped, and named.
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
    what: 'the dates are invalid',
    where: '--dates',
    expected: 'A, A,B or A:B of dates like 2026-01-06',
    found: text,
  })
}

/**
 * The UTC dates that the sessions of trading dates touch, whose files must be read.
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

/** Whether a date is selected; true without a selection. */
export function isChosen(choice: DateChoice | undefined, date: string): boolean {
  if (!choice) return true
  if (choice.kind === 'list') return choice.dates.includes(date)
  return choice.first <= date && date <= choice.last
}
