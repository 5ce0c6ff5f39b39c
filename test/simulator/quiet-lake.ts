import { systemClock } from '../../src/clock.ts'
import type { Datasets } from '../../src/lake/datasets.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { MemoryStore } from '../../src/lake/store/memory-store.ts'
import { systemProcesses } from '../../src/lake/store/owner.ts'

/** A lake in memory that nothing goes wrong in. */
export function quietLake(datasets: Datasets): Lake {
  return {
    root: 'simulated',
    store: new MemoryStore(),
    datasets,
    clock: systemClock,
    processes: systemProcesses,
  }
}

/** Every object of a lake, by its key. */
export async function objectsOf({ store }: Lake): Promise<Map<string, Uint8Array>> {
  const objects = new Map<string, Uint8Array>()
  for await (const { key } of store.list('')) {
    const object = await store.read(key)
    if (object) objects.set(key, object.bytes)
  }
  return objects
}
