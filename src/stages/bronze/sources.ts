import { NANOSECONDS_PER_DAY, startOfUtcDate } from '../../market/time.ts'

/** A period of time, u64 nanoseconds; the end is exclusive. */
export interface Period {
  readonly start: bigint
  readonly end: bigint
  /**
   * It is what the records say, not a header: of its first and last instant the file may lack
   * records, as a recording does that was cut.
   */
  readonly hasEdges?: boolean
}

/** By instrument id. */
export type Periods = ReadonlyMap<number, readonly Period[]>

/** The kind of a file's records if it may have any. */
export const MIXED = 'mixed'

/** A file that records come from: one being read, or one of rows in the lake. */
export interface Source {
  /** Its name in errors. */
  readonly name: string
  /** Without folders, as a manifest has it. */
  readonly file: string
  /** The kind of its records, or {@link MIXED}. */
  readonly kind: string
  /** Whether it is a recording of a live session. */
  readonly isLive: boolean
  /**
   * What it covers, by kind of record: a recording may repeat a day's statistics beside orders of a
   * minute. Of an instrument without a period it has its records alone.
   */
  readonly periods: ReadonlyMap<string, Periods>
  /** Periods requested in its header; empty if it has no time range. */
  readonly requestedPeriods: Periods
}

/** Whether two files may share records: same instrument, time, kind, and both live or neither. */
export function mayShareRecords(one: Source, other: Source): boolean {
  if (!mayHoldTheSame(one, other)) return false
  return (
    kindsOfBoth(one, other).some((kind) =>
      haveOverlap(periodsOf(one, kind), periodsOf(other, kind)),
    ) ||
    // One may have requested records that are missing from the other.
    haveOverlap(one.requestedPeriods, other.requestedPeriods)
  )
}

/** Whether the records of two files are of one kind, and both live or neither. */
export function mayHoldTheSame(one: Source, other: Source): boolean {
  return one.isLive === other.isLive && kindsMatch(one.kind, other.kind)
}

/** What a source covers of a kind of record. */
export function periodsOf({ periods }: Source, kind: string): Periods {
  return periods.get(kind) ?? periods.get(MIXED) ?? NO_PERIODS
}

const NO_PERIODS: Periods = new Map()

/** The kinds of record that both sources may have; {@link MIXED} if both may have any. */
export function kindsOfBoth(one: Source, other: Source): string[] {
  return [...one.periods.keys()].flatMap((own) =>
    [...other.periods.keys()]
      .filter((kind) => kindsMatch(own, kind))
      .map((kind) => (own === MIXED ? kind : own)),
  )
}

function haveOverlap(one: Periods, other: Periods): boolean {
  const [fewer, more] = one.size <= other.size ? [one, other] : [other, one]
  for (const [id, stretches] of fewer) {
    for (const stretch of more.get(id) ?? []) {
      if (stretches.some((own) => periodsOverlap(own, stretch))) return true
    }
  }
  return false
}

/**
 * Periods for which both files were requested. A single instant does not count: a file may be split
 * within it.
 */
export function requestedByBoth(one: Source, other: Source, instrumentId: number): Period[] {
  const found: Period[] = []
  for (const own of one.requestedPeriods.get(instrumentId) ?? []) {
    for (const { start, end } of other.requestedPeriods.get(instrumentId) ?? []) {
      const common = {
        start: own.start > start ? own.start : start,
        end: own.end < end ? own.end : end,
      }
      if (common.end - common.start > 1n) found.push(common)
    }
  }
  return found
}

/**
 * Instruments covered by historical files on a UTC date. They replace live recordings, because
 * receipt times differ and the two cannot be merged.
 */
export function historicalIds(
  sources: readonly Source[],
  kind: string,
  dt: string,
): ReadonlySet<number> {
  const start = startOfUtcDate(dt)
  const day = { start, end: start + NANOSECONDS_PER_DAY }
  const found = new Set<number>()
  for (const source of sources) {
    if (source.isLive || !kindsMatch(source.kind, kind)) continue
    for (const [id, stretches] of periodsOf(source, kind)) {
      if (stretches.some((stretch) => periodsOverlap(stretch, day))) found.add(id)
    }
  }
  return found
}

/** The instant where one file ends and another begins. */
export interface Boundary {
  /** u64 nanoseconds. */
  readonly instant: bigint
  /** Whether the first file is the one that ends. */
  readonly isFirstEnding: boolean
  /**
   * Whether both may have records of the instant, and have all of theirs: a header bounds them, and
   * neither was cut.
   */
  readonly isWhole: boolean
}

/**
 * Where one of two files ends and the other begins, for an instrument, from what they cover of one
 * kind: they share that instant only, or by their headers not even that. undefined if they share
 * more, or do not meet.
 */
export function boundaryOf(
  one: Periods,
  other: Periods,
  instrumentId: number,
): Boundary | undefined {
  const own = one.get(instrumentId) ?? []
  const against = other.get(instrumentId) ?? []
  if (own.length === 0 || against.length === 0) return undefined
  const [first, second] = [spanOf(own), spanOf(against)]
  if (first.start === second.start && first.end === second.end) return undefined
  const isFirstEnding = meets(first, second)
  if (!isFirstEnding && !meets(second, first)) return undefined
  const instant = isFirstEnding ? second.start : first.start
  const isShared = (isFirstEnding ? first : second).end - 1n === instant
  const isSingle = own.length === 1 && against.length === 1
  const hasEdges = own[0].hasEdges || against[0].hasEdges
  return { instant, isFirstEnding, isWhole: isShared && isSingle && !hasEdges }
}

function spanOf(periods: readonly Period[]): Period {
  return periods.reduce((span, { start, end }) => ({
    start: start < span.start ? start : span.start,
    end: end > span.end ? end : span.end,
  }))
}

/** Whether one ends in the first instant of the other, or right before it. */
function meets(one: Period, other: Period): boolean {
  return one.end - 1n === other.start || one.end === other.start
}

function periodsOverlap(one: Period, other: Period): boolean {
  return one.start < other.end && other.start < one.end
}

function kindsMatch(one: string, other: string): boolean {
  return one === other || one === MIXED || other === MIXED
}
