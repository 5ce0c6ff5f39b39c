import { NANOSECONDS_PER_DAY, startOfUtcDate } from '../../market/time.ts'

/** A stretch of time, u64 nanoseconds; the end exclusive. */
export interface Stretch {
  readonly start: bigint
  readonly end: bigint
  /**
   * It is what the records say, not a header: of its first and last instant the file may lack
   * records, as a recording does that was cut.
   */
  readonly hasEdges?: boolean
}

/** A file that records come from: one that is read now, or one that the lake's rows are of. */
export interface Source {
  /** As a refusal names it. */
  readonly name: string
  /** Without folders, as a manifest has it. */
  readonly file: string
  /** Of its records; "mixed" where it may have any. */
  readonly kind: string
  /** Is it a recording of a live session? */
  readonly isLive: boolean
  /**
   * By instrument id, when the file speaks of it; none where the file does not say: its records are
   * then nobody else's.
   */
  readonly stretches: ReadonlyMap<number, readonly Stretch[]>
  /** The same as its header asks for it; none where that has no bounds. */
  readonly asked: ReadonlyMap<number, readonly Stretch[]>
}

/** May two files have the same records: of one instrument, time and kind, both live or neither? */
export function overlap(one: Source, other: Source): boolean {
  if (one.isLive !== other.isLive || !mayBothHold(one.kind, other.kind)) return false
  return (
    haveCommon(one.stretches, other.stretches) ||
    // What the one lacks of what it was asked for, the other may have.
    haveCommon(one.asked, other.asked)
  )
}

function haveCommon(one: Source['stretches'], other: Source['stretches']): boolean {
  const [fewer, more] = one.size <= other.size ? [one, other] : [other, one]
  for (const [id, stretches] of fewer) {
    for (const stretch of more.get(id) ?? []) {
      if (stretches.some((own) => meet(own, stretch))) return true
    }
  }
  return false
}

/**
 * When two files were both asked for an instrument. A single instant is none: files that were split
 * in the midst of it share no more.
 */
export function askedOfBoth(one: Source, other: Source, instrumentId: number): Stretch[] {
  const found: Stretch[] = []
  for (const own of one.asked.get(instrumentId) ?? []) {
    for (const { start, end } of other.asked.get(instrumentId) ?? []) {
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
 * Instruments that historical files have a UTC date of: live recordings of them give way, for the
 * two differ in their times of receipt and cannot be joined.
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
    if (source.isLive || !mayBothHold(source.kind, kind)) continue
    for (const [id, stretches] of source.stretches) {
      if (stretches.some((stretch) => meet(stretch, day))) found.add(id)
    }
  }
  return found
}

/** That one file ends at the instant at which another begins. */
export interface Seam {
  /** Is the one that was named first the one that ends? */
  readonly isFirstEnding: boolean
}

/**
 * Do two files share one instant of an instrument only, which the one ends with and the other
 * begins with? undefined where they share more, or nothing, or where a header does not bound both.
 */
export function seamOf(one: Source, other: Source, instrumentId: number): Seam | undefined {
  const [stretch, ...more] = one.stretches.get(instrumentId) ?? []
  const [against, ...others] = other.stretches.get(instrumentId) ?? []
  if (!stretch || !against || more.length + others.length > 0) return undefined
  if (stretch.hasEdges || against.hasEdges) return undefined
  if (stretch.start === against.start && stretch.end === against.end) return undefined
  if (stretch.end - 1n === against.start) return { isFirstEnding: true }
  if (against.end - 1n === stretch.start) return { isFirstEnding: false }
  return undefined
}

function meet(one: Stretch, other: Stretch): boolean {
  return one.start < other.end && other.start < one.end
}

function mayBothHold(one: string, other: string): boolean {
  return one === other || one === 'mixed' || other === 'mixed'
}
