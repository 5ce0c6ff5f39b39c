import type { EventKind } from '../../src/events/event-rows.ts'
import type { TruthPattern } from '../../src/synth/truth.ts'

const SECOND = 1_000_000_000n

/** What a row of the table `events` is matched by. */
export interface FoundPatternRow {
  readonly kind: string
  readonly side: string
  readonly low: bigint
  readonly high: bigint
  readonly known: bigint
}

export interface PatternShares {
  readonly planted: number
  readonly found: number
  readonly nearMisses: number
  /** Near-misses that a row of the kind is taken for. */
  readonly marked: number
}

/**
 * Which planted patterns the table has, and which near-misses it marks, by kind. A row matches by
 * kind, side, prices within a tick and time within a second, each one pattern.
 */
export function patternRecall(
  truth: readonly TruthPattern[],
  rows: readonly FoundPatternRow[],
  tickSize: number,
): ReadonlyMap<EventKind, PatternShares> {
  const left = new Set(rows)
  const shares = new Map<EventKind, PatternShares>()
  // Real ones first: a row is not to be taken by a near-miss beside it.
  for (const pattern of truth.toSorted((a, b) => Number(a.near_miss) - Number(b.near_miss))) {
    const row = [...left].find((each) => isMatch(each, pattern, BigInt(tickSize)))
    if (row) left.delete(row)
    const share = shares.get(pattern.kind) ?? { planted: 0, found: 0, nearMisses: 0, marked: 0 }
    const hit = row ? 1 : 0
    shares.set(
      pattern.kind,
      pattern.near_miss
        ? { ...share, nearMisses: share.nearMisses + 1, marked: share.marked + hit }
        : { ...share, planted: share.planted + 1, found: share.found + hit },
    )
  }
  return shares
}

function isMatch(row: FoundPatternRow, pattern: TruthPattern, tickSize: bigint): boolean {
  const isNear = (a: bigint, b: bigint, most: bigint) => a - b <= most && b - a <= most
  return (
    row.kind === pattern.kind &&
    row.side === pattern.side &&
    isNear(row.low, BigInt(pattern.low_price_int), tickSize) &&
    isNear(row.high, BigInt(pattern.high_price_int), tickSize) &&
    isNear(row.known, BigInt(pattern.known_ts_ns), SECOND)
  )
}
