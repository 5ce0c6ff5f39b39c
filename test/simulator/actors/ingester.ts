import type { Actor } from '../world.ts'
import { pause } from './script.ts'

/** Writes bronze days, again and again with other content. */
export function ingester(name: string, host: Actor['host'], rounds: number): Actor {
  let left = rounds
  return {
    name,
    host,
    live: async (process, world) => {
      while (left > 0) {
        left--
        await world.workload.ingest(process, world)
        await pause(process, world)
      }
    },
  }
}
