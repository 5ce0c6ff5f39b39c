import type { DbnVersion } from '../dbn/layout.ts'
import { Failure } from '../failure.ts'
import { parseOutright } from '../market/instruments.ts'
import { PRICE_SCALE, points } from '../market/price.ts'
import { rootOf, rulesOf, sessionName } from '../market/roots.ts'
import { parseSession } from '../market/session.ts'
import { isDate } from '../market/time.ts'
import type { VacuumEffect } from './episode-plan.ts'
import type { JudgeSchema } from './judges.ts'
import { isWeekday, tradingDate } from './option-chain.ts'
import {
  defaultReach,
  frontSymbol,
  SYNTH_ROOTS,
  type SynthProfile,
  synthProfile,
} from './profile.ts'

/** Options of a synthetic market; all but the folder have defaults. */
export interface SynthOptions {
  /** Existing folder; files of the same names are replaced. */
  readonly folder: string
  /** The first trading date. */
  readonly date?: string
  /** Consecutive trading days without weekends; prices continue. */
  readonly days?: number
  /** One of `SYNTH_ROOTS`. */
  readonly root?: string
  /** An outright future of the root; default its front contract. */
  readonly symbol?: string
  /** The future's price at the start, points; at 0 or below there are no options. */
  readonly price?: number
  /** Futures records per day, met within a few per cent. */
  readonly events?: number
  /** `rth`, `globex` or `HH:MM-HH:MM[@zone]`. */
  readonly session?: string
  readonly seed?: number
  readonly version?: DbnVersion
  /** Vacuums an hour, and as many look-alikes. */
  readonly episodesPerHour?: number
  /** What follows a vacuum. */
  readonly effect?: VacuumEffect
  /** Events of each kind an hour, and as many near-misses. */
  readonly patternsPerHour?: number
  /** Trading days to each option expiry; none without options. */
  readonly expiries?: readonly number[]
  /** Distance that strikes extend on either side of the price, points. */
  readonly strikeReach?: number
  /** Orders on each side of each option. */
  readonly optionDepth?: number
  /** Additional schemas of the future; not with `dirt`. */
  readonly schemas?: readonly JudgeSchema[]
  /** Damage the futures feed. */
  readonly dirt?: boolean
  /** Uncompressed bytes of a zstd frame of records. */
  readonly frameBytes?: number
}

export interface ResolvedOptions extends Required<SynthOptions> {
  readonly profile: SynthProfile
  /** Why options that were asked for are not made; undefined where they are. */
  readonly withoutOptions: string | undefined
  /** 1e-9 units. */
  readonly tickSize: number
  readonly instrumentId: number
  readonly dates: readonly string[]
}

const DEFAULTS = {
  date: '2026-01-06',
  days: 1,
  events: 1_000_000,
  session: 'rth',
  seed: 1,
  version: 1 as DbnVersion,
  episodesPerHour: 3,
  effect: 'sometimes' as VacuumEffect,
  patternsPerHour: 0,
  expiries: [0, 3],
  optionDepth: 2,
  schemas: [] as readonly JudgeSchema[],
  dirt: false,
  frameBytes: 4 * 2 ** 20,
}

const ROOT = 'ES'
/** ES's symbol whatever the date. */
const SYMBOL = 'ESH6'
/** First instrument id; every contract month has another. */
const FIRST_ID = 17_000
const MIN_EVENTS = 1000
const MAX_EVENTS = 500_000_000
const MAX_EPISODES_PER_HOUR = 15
const MAX_EFFECT_TICKS = 40
/** Of ten kinds, with near-misses: one a minute. */
const MAX_PATTERNS_PER_HOUR = 3

/**
 * Validates the options and fills in the defaults.
 *
 * @throws Failure `usage` naming the flag
 */
export function resolveOptions(options: SynthOptions): ResolvedOptions {
  const given = { ...DEFAULTS, ...stated(options) }
  const { date, days, events, seed, expiries } = given
  const refuse = (flag: string, what: string, expected: string, found: unknown): never => {
    throw new Failure({ code: 'usage', what, where: flag, expected, found: String(found) })
  }
  const isWhole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most

  if (!isDate(date) || !isWeekday(date)) {
    refuse('--date', 'the date is no trading date', 'a weekday like 2026-01-06', date)
  }
  if (!isWhole(days, 1, 60)) refuse('--days', 'so many days cannot be made', '1 to 60', days)
  if (!isWhole(events, MIN_EVENTS, MAX_EVENTS)) {
    refuse('--events', 'so many events cannot be made', `${MIN_EVENTS} to ${MAX_EVENTS}`, events)
  }
  if (!Number.isSafeInteger(seed)) refuse('--seed', 'the seed is no whole number', 'like 1', seed)
  const { effect, episodesPerHour } = given
  if (!isWhole(episodesPerHour, 0, MAX_EPISODES_PER_HOUR)) {
    const expected = `0 to ${MAX_EPISODES_PER_HOUR}`
    refuse('--vacuums', 'so many vacuums an hour cannot be made', expected, episodesPerHour)
  }
  const { patternsPerHour } = given
  if (!isWhole(patternsPerHour, 0, MAX_PATTERNS_PER_HOUR)) {
    const expected = `0 to ${MAX_PATTERNS_PER_HOUR}`
    refuse('--patterns', 'so many patterns an hour cannot be planted', expected, patternsPerHour)
  }
  if (typeof effect === 'number' && !(effect >= 0 && effect <= MAX_EFFECT_TICKS)) {
    const expected = `none, or 0 to ${MAX_EFFECT_TICKS} ticks`
    refuse('--effect', 'such an effect cannot be made', expected, effect)
  }
  const root = given.root ?? (given.symbol === undefined ? ROOT : rootOf(given.symbol))
  const profile = synthProfile(root)
  if (!profile) {
    const [flag, found] =
      given.root === undefined ? (['--symbol', given.symbol] as const) : (['--root', root] as const)
    return refuse(
      flag,
      'no market of that root can be made',
      `one of ${SYNTH_ROOTS.join(', ')}`,
      found,
    )
  }
  const symbol = given.symbol ?? (root === ROOT ? SYMBOL : frontSymbol(root, date))
  const outright = parseOutright(symbol)
  if (outright?.root !== root) {
    return refuse(
      '--symbol',
      `the symbol is no ${root} future`,
      `like ${frontSymbol(root, date)}`,
      symbol,
    )
  }
  const { tickSize, strikeStep } = profile
  const price = given.price ?? profile.price
  const strikeReach = given.strikeReach ?? defaultReach(profile)
  const session = sessionName(given.session, rulesOf(root))
  if (session === 'file') {
    refuse(
      '--session',
      'a file has no session before it is made',
      'rth, globex or HH:MM-HH:MM',
      session,
    )
  }
  // Keeps the lowest strike and the day's moves above 0; for ES from 100 points.
  const lowest = points(20 * strikeStep)
  const furthestPrice = 1000 * lowest
  if (!(Math.abs(price) <= furthestPrice)) {
    const expected = `${-furthestPrice} to ${furthestPrice} points`
    refuse('--price', 'the price is out of reach', expected, price)
  }
  const wantsOptions = expiries.length > 0
  if (wantsOptions && price > 0 && price < lowest) {
    const expected = `at least ${lowest} points, or --no-options`
    refuse('--price', 'options have no strikes so near to 0', expected, price)
  }
  const isRepeated = new Set(expiries).size < expiries.length
  if (isRepeated || !expiries.every((each) => isWhole(each, 0, 250))) {
    refuse('--expiries', 'such expiries cannot be made', 'trading days like 0,3', expiries.join())
  }
  const [nearest, furthest] = [points(strikeStep), points(200 * strikeStep)]
  const isBelow = price <= 0 || strikeReach < price || !wantsOptions
  const isFar = !(strikeReach >= nearest && strikeReach <= furthest) || !isBelow
  if (isFar || (root === ROOT && !Number.isInteger(strikeReach))) {
    const expected = `${nearest} to ${furthest} points, and less than the price`
    refuse('--strikes', 'strikes cannot reach so far', expected, strikeReach)
  }
  if (given.dirt && given.schemas.length > 0) {
    refuse(
      '--schemas',
      'damage is of the orders only, and these files would not have it',
      'no --dirt',
      given.schemas.join(),
    )
  }
  const dates = Array.from({ length: days }, (_, day) => tradingDate(date, day))
  for (const each of dates) parseSession(session, each)
  const onGrid = Math.round((price * PRICE_SCALE) / tickSize) * tickSize
  return {
    ...given,
    expiries: price > 0 ? expiries : [],
    withoutOptions:
      wantsOptions && price <= 0
        ? `no options are made on a price of ${price}: Black-76 takes its logarithm`
        : undefined,
    root,
    profile,
    symbol,
    session,
    strikeReach,
    price: onGrid / PRICE_SCALE,
    tickSize,
    instrumentId: profile.futureIds + FIRST_ID + 100 * outright.month + Number(outright.year),
    dates,
  }
}

/** The options without undefined values. */
function stated(options: SynthOptions): SynthOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as SynthOptions
}
