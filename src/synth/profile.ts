import { EXCHANGE_ZONE } from '../market/exchange-clock.ts'
import { MONTH_LETTERS } from '../market/instruments.ts'
import { PRICE_SCALE, points } from '../market/price.ts'
import { rulesOf } from '../market/roots.ts'
import { addDays } from '../market/time.ts'
import type { TickRule } from '../options/tick-rule.ts'

/** Market properties of a synthetic root; sizes, depth and moves in ticks are those of ES. */
export interface SynthProfile {
  readonly root: string
  /** 1e-9 units. */
  readonly tickSize: number
  readonly multiplier: number
  /** Default price of the future, points. */
  readonly price: number
  /** 1e-9 units between strikes. */
  readonly strikeStep: number
  /** Of option prices. */
  readonly optionTick: TickRule
  /** CME's code of a variable tick; undefined where the definition has the tick itself. */
  readonly tickRule: number | undefined
  /** At-the-money volatility, times that of ES. */
  readonly volatility: number
  /** Expiry time of options, New York. */
  readonly expires: { readonly hour: number; readonly minute: number }
  /** The strike in an option's symbol, times this: 7350 of 73.50. */
  readonly symbolScale: number
  /** Product code of weeklies, by week and weekday (1 Monday). */
  readonly weekly: (week: number, weekday: number) => string
  /** Of options that expire on a month's last day; undefined where those are weeklies too. */
  readonly monthly: string | undefined
  /** Added to all ids, so that no two roots share one. */
  readonly futureIds: number
  readonly optionIds: number
  /** Other values of definitions. */
  readonly definition: {
    /** Factor from the exchange's prices, 1e-9 units. */
    readonly displayFactor: number
    /** Units of measure per contract: 100,000 of par for ZN. */
    readonly quantity: number
    readonly unit: string
    readonly exchange: string
    /** CME's number of the asset class. */
    readonly product: number
  }
}

/** Multiples of ES's. */
const CENT = 10_000_000

type ProfileRow = Pick<
  SynthProfile,
  'price' | 'strikeStep' | 'volatility' | 'symbolScale' | 'weekly' | 'definition'
> & {
  readonly optionTick: number
  readonly isVariable?: true
  readonly monthly?: string
  readonly expiresHour: number
  readonly expiresMinute?: number
}

/** "E1B": an index's weeklies but on Fridays. */
const indexWeekly = (letter: string, friday: string) => (week: number, weekday: number) =>
  weekday === 5 ? `${friday}${week}` : `${letter}${week}${'ABCD'[weekday - 1]}`
const lettersFirst = (letters: readonly string[]) => (week: number, weekday: number) =>
  `${letters[weekday - 1]}${week}`

/** Prices of early 2026, rounded. */
const ROWS: Readonly<Record<string, ProfileRow>> = {
  ES: {
    price: 6900,
    strikeStep: 5 * PRICE_SCALE,
    optionTick: 50_000_000,
    isVariable: true,
    volatility: 1,
    expiresHour: 16,
    symbolScale: 1,
    weekly: indexWeekly('E', 'EW'),
    monthly: 'EW',
    definition: { displayFactor: CENT, quantity: 50, unit: 'IPNT', exchange: 'XCME', product: 5 },
  },
  NQ: {
    price: 25_300,
    strikeStep: 10 * PRICE_SCALE,
    optionTick: 50_000_000,
    isVariable: true,
    volatility: 1.4,
    expiresHour: 16,
    symbolScale: 1,
    weekly: indexWeekly('Q', 'QN'),
    monthly: 'QNE',
    definition: { displayFactor: CENT, quantity: 20, unit: 'IPNT', exchange: 'XCME', product: 5 },
  },
  CL: {
    price: 73.5,
    strikeStep: PRICE_SCALE / 4,
    optionTick: CENT,
    volatility: 3,
    expiresHour: 14,
    expiresMinute: 30,
    symbolScale: 100,
    weekly: lettersFirst(['ML', 'NL', 'WL', 'XL', 'LO']),
    definition: { displayFactor: CENT, quantity: 1000, unit: 'BBL', exchange: 'XNYM', product: 14 },
  },
  ZN: {
    price: 112.5,
    strikeStep: PRICE_SCALE / 4,
    optionTick: PRICE_SCALE / 64,
    volatility: 0.6,
    expiresHour: 15,
    symbolScale: 100,
    weekly: lettersFirst(['VY', 'GY', 'WY', 'HY', 'ZN']),
    definition: {
      displayFactor: PRICE_SCALE,
      quantity: 100_000,
      unit: 'USD',
      exchange: 'XCBT',
      product: 6,
    },
  },
  '6E': {
    price: 1.175,
    strikeStep: PRICE_SCALE / 400,
    optionTick: 50_000,
    volatility: 0.6,
    expiresHour: 15,
    symbolScale: 10_000,
    weekly: lettersFirst(['MO', 'TU', 'WE', 'SU', 'EU']),
    definition: {
      displayFactor: 100_000,
      quantity: 125_000,
      unit: 'EUR',
      exchange: 'XCME',
      product: 4,
    },
  },
}

/** The supported roots. */
export const SYNTH_ROOTS: readonly string[] = Object.keys(ROWS)

/** The profile of a root; undefined if not in {@link SYNTH_ROOTS}. */
export function synthProfile(root: string): SynthProfile | undefined {
  const row = Object.hasOwn(ROWS, root) ? ROWS[root] : undefined
  const { tickSize, multiplier } = rulesOf(root)
  if (!row || tickSize === undefined || multiplier === undefined) return undefined
  const { optionTick: fine, isVariable, expiresHour, expiresMinute = 0, monthly, ...rest } = row
  const place = SYNTH_ROOTS.indexOf(root)
  return {
    ...rest,
    root,
    tickSize,
    multiplier,
    monthly,
    optionTick: isVariable
      ? { fine, coarse: 5 * fine, threshold: 5 * PRICE_SCALE }
      : { fine, coarse: fine, threshold: 0 },
    tickRule: isVariable ? VARIABLE_TICK : undefined,
    expires: { hour: expiresHour, minute: expiresMinute },
    futureIds: 2000 * place,
    optionIds: 510_000_000 * place,
  }
}

/** CME's code for the tick that is 0.05 up to 5.00 and 0.25 above. */
const VARIABLE_TICK = 4

/** How far ES's own strikes reach, in strikes. */
const REACH = 24

/** Default distance of strikes on either side, points. */
export function defaultReach({ strikeStep }: SynthProfile): number {
  return points(REACH * strikeStep)
}

/** Days before the last trading day at which trading rolls to the next contract. */
const ROLL_DAYS = 8

/** The front contract of a date: the nearest quarter, for crude the nearest month. */
export function frontSymbol(root: string, date: string): string {
  const rolled = addDays(date, ROLL_DAYS)
  let [year, month] = rolled.split('-').map(Number)
  for (;;) {
    const isListed = root === 'CL' || month % 3 === 0
    if (isListed && lastTradingDate(root, year, month) > rolled) break
    month = (month % 12) + 1
    if (month === 1) year++
  }
  return `${root}${MONTH_LETTERS[month - 1]}${year % 10}`
}

/** Approximate last trading date: the third Friday, for crude the 20th of the month before. */
export function lastTradingDate(root: string, year: number, month: number): string {
  const date = (utc: number) => new Date(utc).toISOString().slice(0, 10)
  if (root === 'CL') return date(Date.UTC(year, month - 2, 20))
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay()
  return date(Date.UTC(year, month - 1, 15 + ((5 - first + 7) % 7)))
}

/** The zone of {@link SynthProfile.expires}. */
export const EXPIRY_ZONE = EXCHANGE_ZONE
