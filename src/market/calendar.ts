import { clockSecond } from './exchange-clock.ts'
import { type Holiday, holidayOf, isWeekend } from './holidays.ts'
import { type ProductGroup, productGroup } from './product-groups.ts'
import { addDays } from './time.ts'

/**
 * CME Globex's scheduled hours by product group, with its holidays and half days of 2015–2027.
 *
 * Source: CME Group's holiday calendars (cmegroup.com/tools-information/holiday-calendar.html), as
 * listed by year in pandas_market_calendars 5 (`cme_globex_*`), and CME's notices.
 *
 * Known uncertainties:
 * - Until September 2015 index, energy and metals futures closed 15 minutes later; until July 2015
 *   grains closed at 13:15 Chicago; until 2016 livestock traded longer. Today's hours stand for all.
 * - Energy and metals halt at 12:00 Chicago on holidays until 2021, at 13:30 from 2022, but on
 *   Labor Day of 2022, for which the source has 12:00.
 * - FX and crypto halt on holidays until 2021 and trade on from 2022.
 * - Hours of grains and livestock on July 3, and which holidays grains come back from in the
 *   morning only (here: Independence Day, Thanksgiving, Christmas, New Year).
 * - 2026 and 2027 by the same rules: CME publishes each schedule weeks before. Crypto futures were
 *   announced to trade every day of the week from May 2026: that is not in here.
 * - Days of mourning are known for index futures only.
 */

/** A half-open range of scheduled trading, Unix seconds. */
export interface GlobexHours {
  readonly startSecond: number
  readonly endSecond: number
}

const ZONE = 'America/Chicago'

/** A time of day in Chicago, "16:00"; or no trading. */
type Close = string | 'closed'

interface GroupHours {
  /** Opening time on the day before, or on the day itself with `opensOnTheDay`. */
  readonly open: string
  readonly opensOnTheDay?: true
  readonly close: string
  /** Closing time on a holiday; undefined for the usual one. */
  closesOn(holiday: Holiday, year: number): Close | undefined
  /** Opening time on the day itself after a holiday on the day before. */
  opensAfter?(holiday: Holiday): string | undefined
}

const ENERGY_AND_METALS: GroupHours = {
  open: '17:00',
  close: '16:00',
  closesOn: closeOfEnergyAndMetals,
}

const HOURS: Readonly<Record<ProductGroup, GroupHours>> = {
  equity: {
    open: '17:00',
    close: '16:00',
    closesOn: (holiday) => {
      if (holiday === 'mourning') return '08:30'
      if (holiday === 'good-friday-report') return '08:15'
      if (isHalfDay(holiday) || holiday === 'independence-eve') return '12:15'
      return isClosedEverywhere(holiday) ? 'closed' : '12:00'
    },
  },
  energy: ENERGY_AND_METALS,
  metals: ENERGY_AND_METALS,
  rates: {
    open: '17:00',
    close: '16:00',
    closesOn: (holiday) => {
      if (holiday === 'good-friday-report') return '10:15'
      if (isHalfDay(holiday)) return '12:15'
      if (isClosedEverywhere(holiday)) return 'closed'
      return isFullTrading(holiday) ? undefined : '12:00'
    },
  },
  fx: {
    open: '17:00',
    close: '16:00',
    closesOn: (holiday, year) => {
      if (holiday === 'good-friday-report') return '10:15'
      if (isHalfDay(holiday)) return '12:15'
      if (isClosedEverywhere(holiday)) return 'closed'
      return isFullTrading(holiday) || year >= 2022 ? undefined : '12:00'
    },
  },
  grains: {
    open: '19:00',
    close: '13:20',
    closesOn: (holiday) => {
      if (isHalfDay(holiday) || holiday === 'independence-eve') return '12:05'
      return holiday === 'mourning' ? undefined : 'closed'
    },
    opensAfter: (holiday) => (ENDS_WITHOUT_A_NIGHT.has(holiday) ? '08:30' : undefined),
  },
  livestock: {
    open: '08:30',
    opensOnTheDay: true,
    close: '13:05',
    closesOn: (holiday) => {
      if (isHalfDay(holiday)) return '12:05'
      if (holiday === 'independence-eve') return '12:15'
      return holiday === 'mourning' ? undefined : 'closed'
    },
  },
  crypto: {
    open: '17:00',
    close: '16:00',
    closesOn: (holiday, year) => {
      if (holiday === 'good-friday-report') return year <= 2021 ? '08:15' : '10:15'
      if (holiday === 'thanksgiving-friday') return year >= 2021 ? '12:45' : '12:15'
      if (holiday === 'christmas-eve' || holiday === 'independence-eve') return '12:15'
      if (isClosedEverywhere(holiday)) return 'closed'
      return isFullTrading(holiday) || year >= 2022 ? undefined : '12:00'
    },
  },
}

const ENDS_WITHOUT_A_NIGHT: ReadonlySet<Holiday> = new Set([
  'independence',
  'thanksgiving',
  'christmas',
  'new-year',
])

function closeOfEnergyAndMetals(holiday: Holiday, year: number): Close | undefined {
  if (holiday === 'good-friday-report' || isClosedEverywhere(holiday)) return 'closed'
  if (isHalfDay(holiday)) return '12:45'
  if (isFullTrading(holiday)) return undefined
  const isEarly = year < 2022 || (year === 2022 && holiday === 'labor')
  return isEarly ? '12:00' : '13:30'
}

function isClosedEverywhere(holiday: Holiday): boolean {
  return holiday === 'new-year' || holiday === 'good-friday' || holiday === 'christmas'
}

function isHalfDay(holiday: Holiday): boolean {
  return holiday === 'thanksgiving-friday' || holiday === 'christmas-eve'
}

/** Days on which only stock exchanges change their hours. */
function isFullTrading(holiday: Holiday): boolean {
  return holiday === 'mourning' || holiday === 'independence-eve'
}

/**
 * The exchange's scheduled hours of a trading date, shortened on half days; undefined on a date
 * without a session: a weekend or a full holiday.
 *
 * Index, energy, metals, rates, FX and crypto trade from 18:00 New York of the day before to 17:00,
 * grains from 20:00 to 14:20 (their morning break is within), livestock on the day itself. A root
 * of no group has the hours of index futures without holidays. Outside 2015–2027 only weekends are
 * known.
 *
 * @param root "ES"
 * @param tradingDate "2026-01-06"
 */
export function globexHours(root: string, tradingDate: string): GlobexHours | undefined {
  if (isWeekend(tradingDate)) return undefined
  const group = productGroup(root)
  const hours = HOURS[group ?? 'equity']
  const year = Number(tradingDate.slice(0, 4))
  const before = addDays(tradingDate, -1)
  const holiday = group && holidayOf(tradingDate)
  const holidayBefore = group && holidayOf(before)
  const close = (holiday && hours.closesOn(holiday, year)) ?? hours.close
  if (close === 'closed') return undefined
  const morning = holidayBefore && hours.opensAfter?.(holidayBefore)
  const opensOnTheDay = hours.opensOnTheDay || morning !== undefined
  return {
    startSecond: secondOf(opensOnTheDay ? tradingDate : before, morning ?? hours.open),
    endSecond: secondOf(tradingDate, close),
  }
}

function secondOf(date: string, time: string): number {
  const [hour, minute] = time.split(':').map(Number)
  return clockSecond(date, hour, minute, ZONE)
}
