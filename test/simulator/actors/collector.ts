import { sleep } from '../../../src/clock.ts'
import { recoverLake } from '../../../src/lake/partition/recover.ts'
import type { Actor } from '../world.ts'
import { pause } from './script.ts'

const HOUR_MS = 3_600_000

/** Recovers what others left, and collects what no manifest names any more. */
export function collector(rounds: number): Actor {
  let left = rounds
  return {
    name: 'collector',
    host: 'rack',
    live: async (process, world) => {
      while (left > 0) {
        left--
        await recoverLake(process.lake)
        const { random } = world
        if (random.chance(0.5)) await sleep(process.lake.clock, random.between(0, 2 * HOUR_MS))
        else await pause(process, world)
      }
    },
  }
}

/** What is done to the lake once all is calm: on a host whose processes have all ended. */
export function lastRun(host: Actor['host']): Actor {
  return {
    name: `last-on-${host}`,
    host,
    live: async (process, world) => {
      await sleep(process.lake.clock, 26 * HOUR_MS)
      await world.workload.run(process, world)
      for (let time = 0; time < 2; time++) {
        await sleep(process.lake.clock, 2 * HOUR_MS)
        await recoverLake(process.lake)
      }
    },
  }
}
