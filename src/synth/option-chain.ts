import { clockSecond, EXCHANGE_ZONE } from '../market/exchange-clock.ts'
import { PRICE_SCALE } from '../market/price.ts'
import { addDays } from '../market/time.ts'
import type { Right } from '../options/black76.ts'
import { Random } from './prng.ts'
import { type Smile, smileOf } from './smile.ts'

/** Points between strikes. */
export const STRIKE_STEP = 5
/** CME's code for the tick that is 0.05 up to 5.00 and 0.25 above. */
export const TICK_RULE = 4

const MONTH_LETTERS = 'FGHJKMNQUVXZ'
/** Open interest: lots of a usual strike, and how much more round strikes have. */
const MEDIAN_INTEREST = 400
const INTEREST_SIGMA = 0.8

/** All options of one expiry. */
export interface Expiry {
  /** "E1BF6": the first Tuesday of January 2026. */
  readonly root: string
  readonly date: string
  /** 16:00 New York, Unix seconds. */
  readonly second: number
  readonly smile: Smile
}

export interface OptionContract {
  readonly id: number
  readonly symbol: string
  readonly expiry: Expiry
  readonly right: Right
  /** Points. */
  readonly strike: number
  /** Lots, as published overnight. */
  readonly openInterest: number
}

export interface ChainOptions {
  readonly seed: number
  readonly date: string
  /** Trading days from the date to each expiry; 0 expires the same day. */
  readonly expiries: readonly number[]
  /** Points that strikes reach either side of the price. */
  readonly reach: number
  /** The future's price at the start, points. */
  readonly price: number
}

/** The option contracts of a trading date: nearest expiry first, then by strike, calls first. */
export function optionChain(options: ChainOptions): OptionContract[] {
  const { seed, date, reach, price } = options
  const centre = Math.round(price / STRIKE_STEP) * STRIKE_STEP
  const steps = Math.floor(reach / STRIKE_STEP)
  const contracts: OptionContract[] = []
  for (const days of options.expiries) {
    const expiry = expiryOf(date, days)
    const random = new Random(seed, `${date} ${expiry.date} open interest`)
    for (let step = -steps; step <= steps; step++) {
      const strike = centre + step * STRIKE_STEP
      for (const right of [1, -1] as const) {
        contracts.push({
          id: contractId(expiry, strike, right),
          symbol: `${expiry.root} ${right === 1 ? 'C' : 'P'}${strike}`,
          expiry,
          right,
          strike,
          openInterest: openInterest(random, strike, right, price),
        })
      }
    }
  }
  return contracts
}

/** The next weekday so many trading days on; exchange holidays are not known here. */
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

function expiryOf(date: string, days: number): Expiry {
  const expires = tradingDate(date, days)
  return {
    root: rootOf(expires),
    date: expires,
    second: clockSecond(expires, 16, 0, EXCHANGE_ZONE),
    smile: smileOf(days),
  }
}

/** CME's roots: E1A … E5D by week and weekday, EW1 … EW4 on Fridays, EW on a month's last day. */
function rootOf(date: string): string {
  const [year, month, day] = date.split('-').map(Number)
  const suffix = `${MONTH_LETTERS[month - 1]}${year % 10}`
  if (tradingDate(date, 1).slice(0, 7) !== date.slice(0, 7)) return `EW${suffix}`
  const week = Math.ceil(day / 7)
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return weekday === 5 ? `EW${week}${suffix}` : `E${week}${'ABCD'[weekday - 1]}${suffix}`
}

/** Of expiry, strike and right alone, so a contract keeps its id from day to day. */
function contractId({ date }: Expiry, strike: number, right: Right): number {
  const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000
  return day * 20_000 + (strike / STRIKE_STEP) * 2 + (right === 1 ? 0 : 1)
}

/** Walls at round strikes, puts below the price and calls above it. */
function openInterest(random: Random, strike: number, right: Right, price: number): number {
  let lots = random.lognormal(MEDIAN_INTEREST, INTEREST_SIGMA)
  if (strike % 100 === 0) lots *= 6
  else if (strike % 25 === 0) lots *= 3
  if (right === 1 ? strike > price : strike < price) lots *= 1.5
  return Math.round(lots)
}

/** A strike in 1e-9 units. */
export function strikePrice(strike: number): number {
  return strike * PRICE_SCALE
}
