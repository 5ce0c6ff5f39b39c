import { addDays, NANOSECONDS_PER_SECOND, startOfUtcDate } from '../market/time.ts'

/** A span of Unix seconds, half-open. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The Unix second of a time in ns. */
export function secondOf(time: bigint): number {
  return Number(time / NANOSECONDS_PER_SECOND)
}

/** The Unix second of a time in ns, rounded up. */
export function secondAfter(time: bigint): number {
  return secondOf(time + NANOSECONDS_PER_SECOND - 1n)
}

/** A UTC date from midnight to midnight. */
export function utcDay(date: string): Span {
  return { start: secondOf(startOfUtcDate(date)), end: secondOf(startOfUtcDate(addDays(date, 1))) }
}

export function overlaps(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end
}

/** The overlap of two spans; undefined if there is none. */
export function intersection(one: Span, other: Span): Span | undefined {
  if (!overlaps(one, other)) return undefined
  return { start: Math.max(one.start, other.start), end: Math.min(one.end, other.end) }
}

/** From the first start to the last end; undefined without spans. */
export function hullOf(spans: readonly Span[]): Span | undefined {
  if (spans.length === 0) return undefined
  const start = Math.min(...spans.map((span) => span.start))
  return { start, end: Math.max(...spans.map((span) => span.end)) }
}

/** The parts of a span that are not covered. */
export function gapsBetween(whole: Span, covered: readonly Span[]): Span[] {
  const gaps: Span[] = []
  let at = whole.start
  for (const { start, end } of covered.toSorted((a, b) => a.start - b.start)) {
    if (start >= whole.end) break
    if (start > at) gaps.push({ start: at, end: start })
    at = Math.max(at, end)
  }
  if (at < whole.end) gaps.push({ start: at, end: whole.end })
  return gaps
}

/** Sorts spans and merges those that touch or overlap. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const found: Span[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = found.at(-1)
    if (last === undefined || span.start > last.end) found.push(span)
    else found[found.length - 1] = { start: last.start, end: Math.max(last.end, span.end) }
  }
  return found
}
