import type { SideIndex } from '../book/book.ts'
import { type EventKind, KINDS } from '../events/event-rows.ts'
import type { Random } from './prng.ts'

const SECOND = 1e9
const HOUR = 3600 * SECOND
/** Until then the typical depth of a level is not known well, ns. */
const WARM_UP = 330 * SECOND
/** Nothing begins so late that the session ends before it does, ns. */
const LAST_MINUTE = 60 * SECOND

/** A pattern to plant. */
export interface PatternPlan {
  readonly kind: EventKind
  /** It lacks one thing that its rule asks for. */
  readonly isNearMiss: boolean
  /** Side of the resting orders. */
  readonly side: SideIndex
  /** Not before; ns from the tape's base. */
  readonly startTime: number
}

/**
 * Plans of a session, one after the other: so many of each kind an hour, and as many near-misses.
 *
 * @param start, end of the session, ns from the tape's base
 */
export function planPatterns(
  random: Random,
  start: number,
  end: number,
  perHour: number,
): PatternPlan[] {
  const from = start + WARM_UP
  const until = end - LAST_MINUTE
  if (perHour === 0 || until <= from) return []
  const rounds = Math.max(1, Math.round(((until - from) / HOUR) * perHour))
  const kinds = Array.from({ length: rounds }, () => KINDS).flat()
  const wanted = kinds.flatMap((kind) => [
    { kind, isNearMiss: false },
    { kind, isNearMiss: true },
  ])
  for (let at = wanted.length - 1; at > 0; at--) {
    const other = random.below(at + 1)
    ;[wanted[at], wanted[other]] = [wanted[other], wanted[at]]
  }
  const apart = (until - from) / wanted.length
  return wanted.map((each, index) => ({
    ...each,
    side: random.below(2) as SideIndex,
    startTime: Math.floor(from + index * apart),
  }))
}
