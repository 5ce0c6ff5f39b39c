import { clockSecond } from '../market/exchange-clock.ts'
import { MONTH_LETTERS } from '../market/instruments.ts'
import { PRICE_SCALE, points } from '../market/price.ts'
import { addDays } from '../market/time.ts'
import type { Right } from '../options/black76.ts'
import { Random } from './prng.ts'
import { EXPIRY_ZONE, type SynthProfile } from './profile.ts'
import { type Smile, smileOf } from './smile.ts'

/** Open interest: median lots of a strike, and the factor of round strikes. */
const MEDIAN_INTEREST = 400
const INTEREST_SIGMA = 0.8

/** All options of one expiry. */
export interface Expiry {
  /** "E1BF6": the first Tuesday of January 2026. */
  readonly root: string
  readonly date: string
  /** 16:00 New York of an index, Unix seconds. */
  readonly second: number
  readonly smile: Smile
}

export interface OptionContract {
  readonly id: number
  readonly symbol: string
  readonly expiry: Expiry
  readonly right: Right
  /** The strike in strike steps; multiples of 5 and 20 are round. */
  readonly place: number
  /** Points. */
  readonly strike: number
  /** Lots, as published overnight. */
  readonly openInterest: number
}

export interface ChainOptions {
  readonly profile: SynthProfile
  readonly seed: number
  readonly date: string
  /** Trading days from the date to each expiry; 0 expires the same day. */
  readonly expiries: readonly number[]
  /** Distance that strikes extend on either side of the price, points. */
  readonly reach: number
  /** The future's price at the start, points. */
  readonly price: number
}

/** The option contracts of a trading date: nearest expiry first, then by strike, calls first. */
export function optionChain(options: ChainOptions): OptionContract[] {
  const { profile, seed, date, reach, price } = options
  const apart = points(profile.strikeStep)
  const centre = Math.round(price / apart)
  // Tolerates a rounding error in the reach.
  const steps = Math.floor(reach / apart + 1e-9)
  const contracts: OptionContract[] = []
  for (const days of options.expiries) {
    const expiry = expiryOf(profile, date, days)
    const random = new Random(seed, `${date} ${expiry.date} open interest`)
    for (let step = -steps; step <= steps; step++) {
      const place = centre + step
      const strike = points(place * profile.strikeStep)
      for (const right of [1, -1] as const) {
        contracts.push({
          id: profile.optionIds + contractId(expiry, place, right),
          symbol: `${expiry.root} ${right === 1 ? 'C' : 'P'}${Math.round(strike * profile.symbolScale)}`,
          expiry,
          right,
          place,
          strike,
          openInterest: openInterest(random, place, right, strike, price),
        })
      }
    }
  }
  return contracts
}

/** The weekday a number of trading days later; ignores exchange holidays. */
export function tradingDate(date: string, days: number): string {
  let found = date
  for (let left = days; left > 0; ) {
    found = addDays(found, 1)
    if (isWeekday(found)) left--
  }
  return found
}

export function isWeekday(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return weekday >= 1 && weekday <= 5
}

function expiryOf(profile: SynthProfile, date: string, days: number): Expiry {
  const expires = tradingDate(date, days)
  return {
    root: rootOf(profile, expires),
    date: expires,
    second: clockSecond(expires, profile.expires.hour, profile.expires.minute, EXPIRY_ZONE),
    smile: smileOf(days, profile.volatility),
  }
}

/** CME's roots of ES: E1A … E5D by week and weekday, EW1 … EW4 on Fridays, EW on a month's last day. */
function rootOf({ weekly, monthly }: SynthProfile, date: string): string {
  const [year, month, day] = date.split('-').map(Number)
  const suffix = `${MONTH_LETTERS[month - 1]}${year % 10}`
  const isLast = tradingDate(date, 1).slice(0, 7) !== date.slice(0, 7)
  if (monthly !== undefined && isLast) return `${monthly}${suffix}`
  const week = Math.ceil(day / 7)
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return `${weekly(week, weekday)}${suffix}`
}

/** A contract's id from expiry, strike and right alone, so that it is the same on every day. */
function contractId({ date }: Expiry, place: number, right: Right): number {
  const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000
  return day * 20_000 + place * 2 + (right === 1 ? 0 : 1)
}

/** Walls at round strikes, puts below the price and calls above it. */
function openInterest(
  random: Random,
  place: number,
  right: Right,
  strike: number,
  price: number,
): number {
  let lots = random.lognormal(MEDIAN_INTEREST, INTEREST_SIGMA)
  if (place % 20 === 0) lots *= 6
  else if (place % 5 === 0) lots *= 3
  if (right === 1 ? strike > price : strike < price) lots *= 1.5
  return Math.round(lots)
}

/** A strike in 1e-9 units. */
export function strikePrice(strike: number): number {
  return Math.round(strike * PRICE_SCALE)
}
