import { addDays } from './time.ts'

/** Holidays on which an exchange changes its hours. */
export type Holiday =
  | 'new-year'
  | 'martin-luther-king'
  | 'presidents'
  | 'good-friday'
  /** A Good Friday with an employment report: some markets trade until its publication. */
  | 'good-friday-report'
  | 'memorial'
  | 'juneteenth'
  | 'independence-eve'
  | 'independence'
  | 'labor'
  | 'thanksgiving'
  | 'thanksgiving-friday'
  | 'christmas-eve'
  | 'christmas'
  /** A national day of mourning for a president. */
  | 'mourning'

/** Years with known holidays, both included. */
export const CALENDAR_YEARS = { first: 2015, last: 2027 } as const

const MONDAY = 1
const THURSDAY = 4
const SATURDAY = 6

/** Good Fridays, with those of an employment report. */
const GOOD_FRIDAYS: ReadonlyMap<string, Holiday> = new Map([
  ['2015-04-03', 'good-friday-report'],
  ['2016-03-25', 'good-friday'],
  ['2017-04-14', 'good-friday'],
  ['2018-03-30', 'good-friday'],
  ['2019-04-19', 'good-friday'],
  ['2020-04-10', 'good-friday'],
  ['2021-04-02', 'good-friday-report'],
  ['2022-04-15', 'good-friday'],
  ['2023-04-07', 'good-friday-report'],
  ['2024-03-29', 'good-friday'],
  ['2025-04-18', 'good-friday'],
  ['2026-04-03', 'good-friday-report'],
  ['2027-03-26', 'good-friday'],
])

const DAYS_OF_MOURNING = ['2018-12-05', '2025-01-09']

/** The first year in which CME observed Juneteenth. */
const FIRST_JUNETEENTH = 2022

/**
 * The holiday that the exchange observes on a date; undefined on any other date and outside {@link
 * CALENDAR_YEARS}.
 *
 * A holiday of a fixed date on a Sunday is observed on Monday, one on a Saturday on Friday. New
 * Year's Day on a Saturday is not observed, since that Friday is in the old year.
 */
export function holidayOf(date: string): Holiday | undefined {
  const year = Number(date.slice(0, 4))
  if (year < CALENDAR_YEARS.first || year > CALENDAR_YEARS.last) return undefined
  return byDate(year).get(date)
}

const YEARS = new Map<number, ReadonlyMap<string, Holiday>>()

function byDate(year: number): ReadonlyMap<string, Holiday> {
  const known = YEARS.get(year)
  if (known) return known
  const holidays = new Map<string, Holiday>([
    ...DAYS_OF_MOURNING.map((date) => [date, 'mourning'] as const),
    ...GOOD_FRIDAYS,
    [nthWeekday(year, 1, MONDAY, 3), 'martin-luther-king'],
    [nthWeekday(year, 2, MONDAY, 3), 'presidents'],
    [lastMonday(year, 5), 'memorial'],
    [nthWeekday(year, 9, MONDAY, 1), 'labor'],
  ])
  const thanksgiving = nthWeekday(year, 11, THURSDAY, 4)
  holidays.set(thanksgiving, 'thanksgiving')
  holidays.set(addDays(thanksgiving, 1), 'thanksgiving-friday')
  if (year >= FIRST_JUNETEENTH) holidays.set(observed(`${year}-06-19`), 'juneteenth')
  // An eve counts only where both it and the holiday are weekdays.
  setEve(holidays, `${year}-07-04`, 'independence-eve')
  setEve(holidays, `${year}-12-25`, 'christmas-eve')
  holidays.set(observed(`${year}-07-04`), 'independence')
  holidays.set(observed(`${year}-12-25`), 'christmas')
  if (weekday(`${year}-01-01`) !== SATURDAY) holidays.set(observed(`${year}-01-01`), 'new-year')
  YEARS.set(year, holidays)
  return holidays
}

function setEve(holidays: Map<string, Holiday>, holiday: string, eve: Holiday): void {
  if (isWeekend(holiday) || isWeekend(addDays(holiday, -1))) return
  holidays.set(addDays(holiday, -1), eve)
}

function observed(date: string): string {
  if (weekday(date) === SATURDAY) return addDays(date, -1)
  return weekday(date) === 0 ? addDays(date, 1) : date
}

/** The nth given weekday of a month. */
function nthWeekday(year: number, month: number, day: number, nth: number): string {
  const first = `${year}-${String(month).padStart(2, '0')}-01`
  return addDays(first, ((day - weekday(first) + 7) % 7) + 7 * (nth - 1))
}

function lastMonday(year: number, month: number): string {
  const fifth = nthWeekday(year, month, MONDAY, 5)
  return Number(fifth.slice(5, 7)) === month ? fifth : addDays(fifth, -7)
}

/** 0 for Sunday to 6 for Saturday. */
function weekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay()
}

export function isWeekend(date: string): boolean {
  return weekday(date) % 6 === 0
}
