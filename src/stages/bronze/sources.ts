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

/** A file that records come from: one being read, or one of rows in the lake. */
export interface Source {
  /** Its name in errors. */
  readonly name: string
  /** Without folders, as a manifest has it. */
  readonly file: string
  /** The kind of its records; "mixed" if it may have any. */
  readonly kind: string
  /** Whether it is a recording of a live session. */
  readonly isLive: boolean
  /**
   * By instrument id, when the file speaks of it; none where the file does not say: its records are
   * then nobody else's.
   */
  readonly periods: ReadonlyMap<number, readonly Period[]>
  /** Periods requested in its header by instrument id; empty if it has no time range. */
  readonly requestedPeriods: ReadonlyMap<number, readonly Period[]>
}

/** Whether two files may share records: same instrument, time, kind, and both live or neither. */
export function mayShareRecords(one: Source, other: Source): boolean {
  if (one.isLive !== other.isLive || !kindsMatch(one.kind, other.kind)) return false
  return (
    haveOverlap(one.periods, other.periods) ||
    // One may have requested records that are missing from the other.
    haveOverlap(one.requestedPeriods, other.requestedPeriods)
  )
}

function haveOverlap(one: Source['periods'], other: Source['periods']): boolean {
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
    for (const [id, stretches] of source.periods) {
      if (stretches.some((stretch) => periodsOverlap(stretch, day))) found.add(id)
    }
  }
  return found
}

/** The instant where one file ends and another begins. */
export interface Boundary {
  /** Whether the first file is the one that ends. */
  readonly isFirstEnding: boolean
}

/**
 * The boundary between two files that share only the instant where one ends and the other begins;
 * undefined if they share more or nothing, or if a header does not bound both.
 */
export function sharedBoundary(
  one: Source,
  other: Source,
  instrumentId: number,
): Boundary | undefined {
  const [stretch, ...more] = one.periods.get(instrumentId) ?? []
  const [against, ...others] = other.periods.get(instrumentId) ?? []
  if (!stretch || !against || more.length + others.length > 0) return undefined
  if (stretch.hasEdges || against.hasEdges) return undefined
  if (stretch.start === against.start && stretch.end === against.end) return undefined
  if (stretch.end - 1n === against.start) return { isFirstEnding: true }
  if (against.end - 1n === stretch.start) return { isFirstEnding: false }
  return undefined
}

function periodsOverlap(one: Period, other: Period): boolean {
  return one.start < other.end && other.start < one.end
}

function kindsMatch(one: string, other: string): boolean {
  return one === other || one === 'mixed' || other === 'mixed'
}
