import { EXCHANGE_ZONE } from './exchange-clock.ts'
import { parseOutright } from './instruments.ts'
import { PRICE_SCALE } from './price.ts'

/** Properties shared by all contracts of a root. */
export interface RootRules {
  /** "CL". */
  readonly root: string
  /** Price units (1e-9) of one tick; undefined if unknown. */
  readonly tickSize: number | undefined
  /** Currency value of one point of one contract; undefined if unknown. */
  readonly multiplier: number | undefined
  /** The regular session (`rth`), a clock range with its zone. */
  readonly session: string
  /** The session's IANA time zone. */
  readonly zone: string
  /** Length of the opening range in minutes from the start of the regular session. */
  readonly openingRange: number
  /** Largest distance from spot in ticks for which rows are kept. */
  readonly maxRelTicks: number
  /**
   * Fractions of a point in which prices are quoted: 32 for bonds, 8 for grains, 1 for decimals.
   */
  readonly fraction: number
  /** The properties set by the configuration. */
  readonly configured: ReadonlySet<keyof RootOverride>
}

/** Properties of a root that a configuration may override. */
export interface RootOverride {
  /** In points: 0.01. */
  readonly tick?: number
  readonly multiplier?: number
  /** "09:00-14:30@America/New_York". */
  readonly session?: string
  /** Minutes. */
  readonly opening_range?: number
  readonly max_rel_ticks?: number
}

/** By root. */
export type RootOverrides = Readonly<Record<string, RootOverride>>

interface RootRow {
  readonly tick: number
  readonly multiplier: number
  readonly session: string
  readonly fraction?: number
}

/** Stock market hours, for index futures and for every root without a session of its own. */
const STOCKS = `09:30-16:00@${EXCHANGE_ZONE}`
/** Former pit hours, on which settlements are still based. */
const ENERGY = '09:00-14:30@America/New_York'
const GOLD = '08:20-13:30@America/New_York'
const SILVER = '08:25-13:25@America/New_York'
const COPPER = '08:10-13:00@America/New_York'
const RATES = '07:20-14:00@America/Chicago'
const GRAINS = '08:30-13:20@America/Chicago'
const LIVESTOCK = '08:30-13:05@America/Chicago'

/**
 * CME Group's contract specifications (cmegroup.com, the contract specs page of each product), as
 * of 2026: prices in the units of its market data, so cents for grains and livestock and percent of
 * par for bonds. Some ticks were coarser in the past (ZT until 2019, 6A and 6E in 2015), so a day's
 * own definition overrides the table's tick.
 */
const TABLE: Readonly<Record<string, RootRow>> = {
  ES: { tick: 0.25, multiplier: 50, session: STOCKS },
  MES: { tick: 0.25, multiplier: 5, session: STOCKS },
  NQ: { tick: 0.25, multiplier: 20, session: STOCKS },
  MNQ: { tick: 0.25, multiplier: 2, session: STOCKS },
  RTY: { tick: 0.1, multiplier: 50, session: STOCKS },
  M2K: { tick: 0.1, multiplier: 5, session: STOCKS },
  YM: { tick: 1, multiplier: 5, session: STOCKS },
  MYM: { tick: 1, multiplier: 0.5, session: STOCKS },
  CL: { tick: 0.01, multiplier: 1000, session: ENERGY },
  MCL: { tick: 0.01, multiplier: 100, session: ENERGY },
  NG: { tick: 0.001, multiplier: 10_000, session: ENERGY },
  GC: { tick: 0.1, multiplier: 100, session: GOLD },
  MGC: { tick: 0.1, multiplier: 10, session: GOLD },
  SI: { tick: 0.005, multiplier: 5000, session: SILVER },
  HG: { tick: 0.0005, multiplier: 25_000, session: COPPER },
  ZT: { tick: 1 / 256, multiplier: 2000, session: RATES, fraction: 32 },
  ZF: { tick: 1 / 128, multiplier: 1000, session: RATES, fraction: 32 },
  ZN: { tick: 1 / 64, multiplier: 1000, session: RATES, fraction: 32 },
  TN: { tick: 1 / 64, multiplier: 1000, session: RATES, fraction: 32 },
  ZB: { tick: 1 / 32, multiplier: 1000, session: RATES, fraction: 32 },
  UB: { tick: 1 / 32, multiplier: 1000, session: RATES, fraction: 32 },
  '6A': { tick: 0.00005, multiplier: 100_000, session: RATES },
  '6B': { tick: 0.0001, multiplier: 62_500, session: RATES },
  '6C': { tick: 0.00005, multiplier: 100_000, session: RATES },
  '6E': { tick: 0.00005, multiplier: 125_000, session: RATES },
  '6J': { tick: 0.0000005, multiplier: 12_500_000, session: RATES },
  '6L': { tick: 0.00005, multiplier: 100_000, session: RATES },
  BTC: { tick: 5, multiplier: 5, session: STOCKS },
  MBT: { tick: 5, multiplier: 0.1, session: STOCKS },
  ETH: { tick: 0.5, multiplier: 50, session: STOCKS },
  MET: { tick: 0.5, multiplier: 0.1, session: STOCKS },
  HE: { tick: 0.025, multiplier: 400, session: LIVESTOCK },
  LE: { tick: 0.025, multiplier: 400, session: LIVESTOCK },
  ZC: { tick: 0.25, multiplier: 50, session: GRAINS, fraction: 8 },
  ZS: { tick: 0.25, multiplier: 50, session: GRAINS, fraction: 8 },
  ZW: { tick: 0.25, multiplier: 50, session: GRAINS, fraction: 8 },
}

const OPENING_RANGE = 15
/** For ES 15 points on either side, which covers every band and the whole screen. */
const MAX_REL_TICKS = 60

/** The roots of the table. */
export const KNOWN_ROOTS: readonly string[] = Object.keys(TABLE)

/** The root of a contract; any other symbol is returned as it is. */
export function rootOf(symbol: string): string {
  return parseOutright(symbol)?.root ?? symbol
}

/** The rules of a contract's root: from the configuration, else the table, else the defaults. */
export function rulesOf(symbol: string, overrides: RootOverrides = {}): RootRules {
  const root = rootOf(symbol)
  const row = Object.hasOwn(TABLE, root) ? TABLE[root] : undefined
  const own = Object.hasOwn(overrides, root) ? overrides[root] : {}
  const session = own.session ?? row?.session ?? STOCKS
  const tick = own.tick ?? row?.tick
  return {
    root,
    tickSize: tick === undefined ? undefined : Math.round(tick * PRICE_SCALE),
    multiplier: own.multiplier ?? row?.multiplier,
    session,
    zone: session.split('@')[1] ?? EXCHANGE_ZONE,
    openingRange: own.opening_range ?? OPENING_RANGE,
    maxRelTicks: own.max_rel_ticks ?? MAX_REL_TICKS,
    fraction: row?.fraction ?? 1,
    configured: new Set(Object.keys(own) as (keyof RootOverride)[]),
  }
}

/**
 * Replaces the session name `rth` by the clock range of a root's regular session, unless that is
 * the stock market's, 09:30–16:00 New York. Other names stay as they are.
 */
export function sessionName(name: string, { session }: Pick<RootRules, 'session'>): string {
  return name === 'rth' && session !== STOCKS ? session : name
}
