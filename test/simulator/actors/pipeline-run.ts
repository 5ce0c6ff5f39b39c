import type { Actor } from '../world.ts'
import { pause } from './script.ts'

/** Runs the pipeline over all days that have bronze, on one of the hosts. */
export function pipelineRun(name: string, host: Actor['host'], rounds: number): Actor {
  let left = rounds
  return {
    name,
    host,
    live: async (process, world) => {
      while (left > 0) {
        left--
        await world.workload.run(process, world)
        await pause(process, world)
      }
    },
  }
}
