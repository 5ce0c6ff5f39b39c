import type { EventCause, EventKind } from '../events/event-rows.ts'
import { Failure } from '../failure.ts'
import { writeText } from '../files/user-files.ts'
import type { EpisodeKind } from './episode-plan.ts'
import type { Planted } from './episodes.ts'
import type { PlantedPattern } from './patterns.ts'

/** A planted episode in `truth.json`. Times are ns since the epoch; 64-bit numbers are strings. */
export interface TruthEpisode {
  readonly kind: EpisodeKind
  /** Side of the affected orders. */
  readonly side: 'A' | 'B'
  readonly start_ts_ns: string
  /** End of the pulling (or filling, drifting, rolling). */
  readonly end_ts_ns: string
  /** The band, both ends included, 1e-9 units. */
  readonly low_price_int: string
  readonly high_price_int: string
  readonly ticks: number
  /** For a vacuum, target share of orders that leave, ticks swept afterwards, and on which side. */
  readonly removal: number
  readonly swept_ticks: number
  readonly swept_side: 'A' | 'B'
}

/** A planted event of the table `events`, or a near-miss: what its rule asks for but one thing. */
export interface TruthPattern {
  readonly kind: EventKind
  readonly near_miss: boolean
  readonly cause: EventCause
  /** Side of the resting orders. */
  readonly side: 'A' | 'B'
  /** When its rule first holds; of a near-miss, would. */
  readonly known_ts_ns: string
  readonly low_price_int: string
  readonly high_price_int: string
}

export interface TruthFile {
  readonly name: string
  readonly schema: string
  readonly records: number
  readonly bytes: number
  readonly sha256: string
}

/** The smile from which the options of an expiry were quoted. */
export interface TruthSmile {
  readonly expiration_ts_ns: string
  /**
   * σ = atm·(1 + 0.3·min(|h − 12.75|/3.25, 1)²) + slope·k + curve·k², clipped to 0.04 … 1.5, with
   * k = ln(K/F), F the future's mid and h New York's hour.
   */
  readonly atm: number
  readonly slope: number
  readonly curve: number
}

export interface TruthOpenInterest {
  readonly symbol: string
  readonly instrument_id: number
  readonly right: 'C' | 'P'
  readonly strike_price_int: string
  readonly expiration_ts_ns: string
  readonly open_interest: number
  /** Contracts that dealers hold from the session's trades, combinations included. */
  readonly traded_inventory: number
}

export interface TruthDay {
  readonly date: string
  readonly session: string
  readonly start_ts_ns: string
  readonly end_ts_ns: string
  readonly episodes: readonly TruthEpisode[]
  /** Left out unless patterns were asked for. */
  readonly patterns?: readonly TruthPattern[]
  readonly smiles: readonly TruthSmile[]
  readonly open_interest: readonly TruthOpenInterest[]
  /** Planted damage by kind. */
  readonly dirt: Readonly<Record<string, number>>
  readonly futures_records: number
  readonly option_records: number
  readonly traded_lots: number
}

/** The sidecar `truth.json`. */
export interface Truth {
  readonly symbol: string
  readonly seed: number
  readonly dbn_version: number
  readonly tick_size: number
  /** Annual interest rate of the option quotes, continuously compounded. */
  readonly rate: number
  readonly days: readonly TruthDay[]
  readonly files: readonly TruthFile[]
}

/** @param base ns since the epoch of the tape's time 0 */
export function describeEpisode(planted: Planted, base: bigint, tickSize: number): TruthEpisode {
  const { plan, side, startTime, endTime, lowTick, highTick } = planted
  return {
    kind: plan.kind,
    side: side === 0 ? 'A' : 'B',
    start_ts_ns: String(base + BigInt(startTime)),
    end_ts_ns: String(base + BigInt(endTime)),
    low_price_int: String(lowTick * tickSize),
    high_price_int: String(highTick * tickSize),
    ticks: highTick - lowTick + 1,
    removal: plan.removal,
    swept_ticks: plan.sweepTicks,
    swept_side: plan.sweepSide === 0 ? 'A' : 'B',
  }
}

/** @param base ns since the epoch of the tape's time 0 */
export function describePattern(
  planted: PlantedPattern,
  base: bigint,
  tickSize: number,
): TruthPattern {
  const { plan, side, time, lowTick, highTick, cause } = planted
  return {
    kind: plan.kind,
    near_miss: plan.isNearMiss,
    cause,
    side: side === 0 ? 'A' : 'B',
    known_ts_ns: String(base + BigInt(time)),
    low_price_int: String(lowTick * tickSize),
    high_price_int: String(highTick * tickSize),
  }
}

export async function writeTruth(path: string, truth: Truth): Promise<void> {
  await writeText(path, `${JSON.stringify(truth, null, 2)}\n`).catch(
    (error: NodeJS.ErrnoException) => {
      throw new Failure({
        code: 'input',
        what: 'the file cannot be written',
        where: path,
        found: error.code ?? error.message,
      })
    },
  )
}
