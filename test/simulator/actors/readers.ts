import { DATASETS } from '../../../src/contracts/registry.ts'
import { listPartitions, listPublished } from '../../../src/lake/partition/list.ts'
import { formatPartition } from '../../../src/lake/paths.ts'
import type { Invariants } from '../invariants.ts'
import { type Actor, isExcused, text } from '../world.ts'
import { pause } from './script.ts'

/** Reads tables as the program's own commands do: by their manifests. */
export function manifestReader(rounds: number): Actor {
  let left = rounds
  return {
    name: 'manifest-reader',
    host: 'rack',
    live: async (process, world) => {
      while (left > 0) {
        left--
        for (const partition of await listPartitions(process.lake)) {
          try {
            const rows = await world.workload.read(process.lake, partition)
            // A day without an event has a table without rows.
            if (rows === 0 && partition.dataset !== DATASETS.events)
              world.violate(`${formatPartition(partition)} has no rows`)
          } catch (error) {
            if (!isExcused(error)) throw error
            world.log(process.name, text(error))
          }
        }
        await pause(process, world)
      }
    },
  }
}

/** Reads the files that are shown, as programs do that know of no manifests. */
export function folderReader(rounds: number, invariants: Invariants): Actor {
  let left = rounds
  return {
    name: 'folder-reader',
    host: 'desk',
    live: async (process, world) => {
      while (left > 0) {
        left--
        for (const { key } of await listPublished(process.lake)) {
          const object = await process.lake.store.read(key)
          if (!object) world.violate(`${key} was listed and is gone`)
          else if (!invariants.mayBeShown(key, object.bytes))
            world.violate(`${key} shows what no manifest has named`)
        }
        await pause(process, world)
      }
    },
  }
}
