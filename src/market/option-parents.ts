/** Weeks of a month. */
const MAX_WEEKS = 5

/**
 * The option products on a root's futures. On CME each weekly and monthly series is a product of its
 * own, and so a parent of its own: `ES.OPT` has the quarterly options alone.
 *
 * Source: CME Group, "Weekly options on futures" (product codes by weekday; a digit is the week of
 * the month) and "E-mini S&P 500 options" (end of month: EW), read in 2026.
 */
const PRODUCTS: Readonly<Record<string, readonly string[]>> = {
  ES: ['ES', 'EW', ...weeks('EW', 4), ...weekdays('E')],
  NQ: ['NQ', 'QNE', ...weeks('QN', 5), ...weekdays('Q')],
  MES: ['MES', ...weeks('EX', 4), ...weekdays('X')],
  MNQ: ['MNQ', ...weeks('MQ', 4), ...weekdays('D')],
  YM: ['YM', ...weeks('YM', 5)],
}

/** The parents of all options on a root's futures that are known: "ES.OPT", "E1A.OPT" …; of other roots "CL.OPT" alone. */
export function optionParents(root: string): string[] {
  return (PRODUCTS[root] ?? [root]).map((product) => `${product}.OPT`)
}

/** The series of Fridays: EW1 to EW4. */
function weeks(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, week) => `${prefix}${week + 1}`)
}

/** The series of Monday to Thursday: E1A to E5D. */
function weekdays(prefix: string): string[] {
  return ['A', 'B', 'C', 'D'].flatMap((day) =>
    Array.from({ length: MAX_WEEKS }, (_, week) => `${prefix}${week + 1}${day}`),
  )
}
