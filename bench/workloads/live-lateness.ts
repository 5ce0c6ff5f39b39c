import { setTimeout as sleep } from 'node:timers/promises'
import { cachedOptionDay, OPTION_PACE } from '../option-day.ts'
import { percentile } from '../percentile.ts'
import type { Load, Rounds } from '../workload.ts'
import { inOwnLake } from './live.ts'

/** Records of the future a second. */
const PACE = 20_000
const SECONDS = 60
const TIMER_MS = 20

/**
 * How late seconds are ready for the wire, with the options of one expiry beside the future, in real
 * time: from a second's end, since a record of the next one closes it before its grace is over. The
 * reference is a timer of the same process that does nothing else.
 */
export async function prepareLiveLateness({ seed }: Load): Promise<Rounds> {
  const day = await cachedOptionDay({ seed, records: SECONDS * OPTION_PACE, pace: PACE })
  const files = [day.definitions, day.statistics, day.futures, day.options]
  const wishes = { files, session: day.session, speed: 1, hasOptions: true, writesLake: true }
  return {
    async round() {
      const timers = await timerLateness()
      // The last second has no record after it: it is closed after its grace.
      const lateness = (await inOwnLake(wishes)).lateness.slice(0, -1)
      const lap = (name: string, share: number, asked: string) => ({
        name: `live, ${name} lateness after a second's end`,
        items: lateness.length,
        unit: 'seconds',
        seconds: percentile(lateness, share) / 1000,
        reference: 'bare timers',
        referenceSeconds: percentile(timers, share) / 1000,
        asked,
      })
      return [lap('p50', 0.5, '≤ 0.010 s'), lap('p99', 0.99, '≤ 0.050 s')]
    },
    async close() {},
  }
}

/** By how much timers are late here, milliseconds. */
async function timerLateness(): Promise<number[]> {
  const lateness: number[] = []
  for (let count = 0; count < SECONDS; count++) {
    const due = performance.now() + TIMER_MS
    await sleep(TIMER_MS)
    lateness.push(Math.max(performance.now() - due, 0.001))
  }
  return lateness
}
