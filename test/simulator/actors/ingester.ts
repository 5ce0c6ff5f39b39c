import type { Actor } from '../world.ts'
import { pause } from './script.ts'

/** Writes bronze days, again and again with other content. */
export function ingester(rounds: number): Actor {
  let left = rounds
  return {
    name: 'ingester',
    host: 'desk',
    live: async (process, world) => {
      while (left > 0) {
        left--
        await world.workload.ingest(process, world)
        await pause(process, world)
      }
    },
  }
}
