import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readColumns } from '../columns.ts'
import { cachedDay } from '../day.ts'
import { runEngine } from '../engine-surfaces.ts'
import { followFiles, type LiveRunWishes } from '../live-run.ts'
import type { Load, Rounds } from '../workload.ts'

/** ES's busiest seconds, one after the other, for as long as 2 million records last. */
const PACE = 50_000
const MAX_RECORDS = 2_000_000

/**
 * Busy seconds through gateway, engine and wire as fast as it goes, without the lake and with it. The
 * seconds are the processor's, of the live process alone: the gateway has its own. The reference is
 * the engine alone, on columns in memory.
 */
export async function prepareLive({ seed, records }: Load): Promise<Rounds> {
  const day = await cachedDay({ seed, records: Math.min(records, MAX_RECORDS), pace: PACE })
  const batches = await readColumns(day)
  const wishes = { files: [day.path], speed: 'max', session: 'file' } as const
  return {
    async round() {
      const before = process.cpuUsage()
      const items = runEngine(batches)
      const { user, system } = process.cpuUsage(before)
      const lap = async (name: string, writesLake: boolean, asked?: string) => ({
        name,
        items,
        unit: 'records',
        seconds: (await inOwnLake({ ...wishes, writesLake })).processorSeconds,
        reference: 'engine alone',
        referenceSeconds: (user + system) / 1e6,
        ...(asked !== undefined && { asked }),
      })
      return [
        await lap('gateway to wire, busy seconds', false, '≥ 0.5 M/s'),
        await lap('gateway to wire and lake, busy seconds', true),
      ]
    },
    async close() {},
  }
}

/** Follows files with a lake of its own, which is removed. */
export async function inOwnLake(wishes: Omit<LiveRunWishes, 'root'>) {
  const root = await mkdtemp(join(tmpdir(), 'spymaster-bench-'))
  try {
    return await followFiles({ ...wishes, root })
  } finally {
    await rm(root, { recursive: true })
  }
}
