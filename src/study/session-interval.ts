import { differenceOf, type Interval, intervalOf } from './effect.ts'
import { rowsOf, type Sample } from './sample.ts'

/** What other sessions may be expected to show: each session is one observation. */
export interface SessionInterval extends Interval {
  /** Difference of each session that has one, ticks; by index of the session. */
  readonly bySession: ReadonlyMap<number, number>
}

/** mean(θ) ± t(G − 1) · sd/√G over the G sessions; undefined below two. */
export function sessionInterval(sample: Sample): SessionInterval | undefined {
  const bySession = new Map<number, number>()
  for (const session of new Set(sample.session)) {
    const difference = differenceOf(rowsOf(sample, (row) => sample.session[row] === session))
    if (difference !== undefined) bySession.set(session, difference)
  }
  const interval = meanInterval([...bySession.values()])
  return interval && { ...interval, bySession }
}

/** The mean of independent values with its interval; undefined below two values. */
export function meanInterval(values: readonly number[]): Interval | undefined {
  const count = values.length
  if (count < 2) return undefined
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return intervalOf(mean, Math.sqrt(squares / (count - 1) / count), count - 1)
}
