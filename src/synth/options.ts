import type { DbnVersion } from '../dbn/layout.ts'
import { Failure } from '../failure.ts'
import { parseOutright, tickSizeOfRoot } from '../market/instruments.ts'
import { PRICE_SCALE } from '../market/price.ts'
import { parseSession } from '../market/session.ts'
import { isDate } from '../market/time.ts'
import type { JudgeSchema } from './judges.ts'
import { isWeekday, tradingDate } from './option-chain.ts'

/** What to generate; everything but the folder has a default. */
export interface SynthOptions {
  /** Must exist; files of the same names are replaced. */
  readonly folder: string
  /** The first trading date. */
  readonly date?: string
  /** Consecutive trading days; weekends are skipped, prices carry on. */
  readonly days?: number
  /** An outright E-mini S&P 500 future. */
  readonly symbol?: string
  /** The future's price at the start, points. */
  readonly price?: number
  /** Futures records wanted a day; met within a few per cent. */
  readonly events?: number
  /** `rth`, `globex` or `HH:MM-HH:MM[@zone]`. */
  readonly session?: string
  readonly seed?: number
  readonly version?: DbnVersion
  /** Vacuums an hour, and as many look-alikes. */
  readonly episodesPerHour?: number
  /** Trading days to each option expiry; none without options. */
  readonly expiries?: readonly number[]
  /** Points that strikes reach either side of the price. */
  readonly strikeReach?: number
  /** Orders on each side of each option. */
  readonly optionDepth?: number
  /** Schemas that the future is written in besides its orders; not with damage. */
  readonly schemas?: readonly JudgeSchema[]
  /** Damage the futures feed. */
  readonly dirt?: boolean
  /** Uncompressed bytes of a zstd frame of records. */
  readonly frameBytes?: number
}

export interface SettledOptions extends Required<SynthOptions> {
  /** 1e-9 units. */
  readonly tickSize: number
  readonly instrumentId: number
  readonly dates: readonly string[]
}

const DEFAULTS = {
  date: '2026-01-06',
  days: 1,
  symbol: 'ESH6',
  price: 6900,
  events: 1_000_000,
  session: 'rth',
  seed: 1,
  version: 1 as DbnVersion,
  episodesPerHour: 3,
  expiries: [0, 3],
  strikeReach: 120,
  optionDepth: 2,
  schemas: [] as readonly JudgeSchema[],
  dirt: false,
  frameBytes: 4 * 2 ** 20,
}

/** Sizes, depths and the names of options are this market's. */
const ROOT = 'ES'
/** Ids of our own: every contract month has another. */
const FIRST_ID = 17_000
const LEAST_EVENTS = 1000
const MOST_EVENTS = 500_000_000

/**
 * Checks what was asked for and fills in the rest.
 *
 * @throws Failure `usage` naming the flag
 */
export function settleOptions(options: SynthOptions): SettledOptions {
  const settled = { ...DEFAULTS, ...options }
  const { date, days, symbol, events, session, seed, price, expiries, strikeReach } = settled
  const refuse = (flag: string, what: string, expected: string, found: unknown): never => {
    throw new Failure({ code: 'usage', what, where: flag, expected, found: String(found) })
  }
  const isWhole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most

  if (!isDate(date) || !isWeekday(date)) {
    refuse('--date', 'the date is no trading date', 'a weekday like 2026-01-06', date)
  }
  if (!isWhole(days, 1, 60)) refuse('--days', 'so many days cannot be made', '1 to 60', days)
  if (!isWhole(events, LEAST_EVENTS, MOST_EVENTS)) {
    refuse('--events', 'so many events cannot be made', `${LEAST_EVENTS} to ${MOST_EVENTS}`, events)
  }
  if (!Number.isSafeInteger(seed)) refuse('--seed', 'the seed is no whole number', 'like 1', seed)
  const outright = parseOutright(symbol)
  const tickSize = tickSizeOfRoot(symbol)
  if (outright?.root !== ROOT || tickSize === undefined) {
    return refuse('--symbol', 'the symbol is no E-mini S&P 500 future', 'like ESH6', symbol)
  }
  if (session === 'file') {
    refuse(
      '--session',
      'a file has no session before it is made',
      'rth, globex or HH:MM-HH:MM',
      session,
    )
  }
  if (!(price >= 100 && price <= 100_000)) {
    refuse('--price', 'the price is out of reach', '100 to 100000 points', price)
  }
  const isRepeated = new Set(expiries).size < expiries.length
  if (isRepeated || !expiries.every((each) => isWhole(each, 0, 250))) {
    refuse('--expiries', 'such expiries cannot be made', 'trading days like 0,3', expiries.join())
  }
  if (!isWhole(strikeReach, 5, 1000)) {
    refuse('--strikes', 'strikes cannot reach so far', '5 to 1000 points', strikeReach)
  }
  if (settled.dirt && settled.schemas.length > 0) {
    refuse(
      '--schemas',
      'damage is of the orders only, and these files would not have it',
      'no --dirt',
      settled.schemas.join(),
    )
  }
  const dates = Array.from({ length: days }, (_, day) => tradingDate(date, day))
  for (const each of dates) parseSession(session, each)
  const onGrid = Math.round((price * PRICE_SCALE) / tickSize) * tickSize
  return {
    ...settled,
    price: onGrid / PRICE_SCALE,
    tickSize,
    instrumentId: FIRST_ID + 100 * outright.month + Number(outright.year),
    dates,
  }
}
