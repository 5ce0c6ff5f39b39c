import { EXCHANGE_ZONE } from './exchange-clock.ts'
import { parseOutright } from './instruments.ts'
import { PRICE_SCALE } from './price.ts'

/** What a root's contracts have in common, as far as stages ask for it. */
export interface RootRules {
  /** "CL". */
  readonly root: string
  /** Price units (1e-9) of one tick; undefined where nobody says. */
  readonly tickSize: number | undefined
  /** Currency that one contract gains for a price higher by 1; undefined where nobody says. */
  readonly multiplier: number | undefined
  /** The regular session, a clock range with its zone: what `rth` means. */
  readonly session: string
  /** The exchange's clock, an IANA zone: that of the session. */
  readonly zone: string
  /** Minutes from the regular session's start to where its opening range is complete. */
  readonly openingRange: number
  /** How far from spot rows are kept. */
  readonly maxRelTicks: number
  /** Parts of a whole price that its market counts in: 32 of bonds, 8 of grains; 1 of decimals. */
  readonly fraction: number
  /** Which of these the configuration says. */
  readonly configured: ReadonlySet<keyof RootOverride>
}

/** What a configuration may say of a root in place of the table. */
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

interface Row {
  readonly tick: number
  readonly multiplier: number
  readonly session: string
  readonly fraction?: number
}

/** The stock market's hours, which index futures, and all that no row names, go by. */
const STOCKS = `09:30-16:00@${EXCHANGE_ZONE}`
/** What the pits kept, and settlements still go by. */
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
 * par for bonds. Ticks were coarser in the past: ZT until 2019, 6A and 6E of 2015. A day's own
 * definition therefore goes before a tick of the table.
 */
const TABLE: Readonly<Record<string, Row>> = {
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
/** ES: 15 points either side, which holds every band and the whole screen. */
const MAX_REL_TICKS = 60

/** The roots that the table has a row of. */
export const KNOWN_ROOTS: readonly string[] = Object.keys(TABLE)

/** The root of a contract; a symbol that is no contract is its own. */
export function rootOf(symbol: string): string {
  return parseOutright(symbol)?.root ?? symbol
}

/** The rules of a contract's root: what is configured, else the table, else what holds for all. */
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
 * A session's name with `rth` said as the clock range that it means for a symbol's root; `rth`
 * itself where that is the stock market's, 09:30–16:00 New York. Other names stay as they are.
 */
export function sessionName(name: string, { session }: Pick<RootRules, 'session'>): string {
  return name === 'rth' && session !== STOCKS ? session : name
}
