import { clockText } from './clock-text.ts'
import { type DayLine, NO_TICK } from './day-line.ts'

/** Seconds without a spot whose best bid is at or above the best ask, as before an auction. */
export interface CrossedSpan {
  /** Its first and last second, within the range that was asked for. */
  readonly first: number
  readonly last: number
  /** "book crossed 17:40–18:00", with the times of the whole span. */
  readonly text: string
}

/** The crossed spans of a range of seconds, in order. */
export function crossedSpans(line: DayLine, from: number, to: number): CrossedSpan[] {
  const spans: CrossedSpan[] = []
  const end = Math.min(line.index(to), line.length - 1)
  for (let index = Math.max(line.index(from), 0); index <= end; index++) {
    if (!isCrossed(line, index)) continue
    const first = index
    while (index < end && isCrossed(line, index + 1)) index++
    spans.push({
      first: line.first + first,
      last: line.first + index,
      text: spanText(line, first, index),
    })
  }
  return spans
}

/** Whether a second's book is crossed and there is no spot to draw around. */
export function isCrossed({ spot, bid, ask, length }: DayLine, index: number): boolean {
  if (index < 0 || index >= length || spot[index] !== NO_TICK) return false
  return bid[index] !== NO_TICK && ask[index] !== NO_TICK && bid[index] >= ask[index]
}

function spanText(line: DayLine, first: number, last: number): string {
  let [from, to] = [first, last]
  while (isCrossed(line, from - 1)) from--
  while (isCrossed(line, to + 1)) to++
  // A second is named by its end: the span begins one before its first.
  const [start, end] = [line.first + from - 1, line.first + to].map((second) => clockText(second))
  return `book crossed ${start.slice(0, 5)}–${end.slice(0, 5)}`
}
