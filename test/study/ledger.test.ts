import { expect, it } from 'vitest'
import { loadDatasets } from '../../src/lake/datasets.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { MemoryStore } from '../../src/lake/store/memory-store.ts'
import { systemProcesses } from '../../src/lake/store/owner.ts'
import { enterStudy, STUDIES } from '../../src/study/ledger.ts'
import { VirtualClock } from '../virtual-clock.ts'

it('every call is kept, and all tests are counted', async () => {
  const store = new MemoryStore()
  const lake: Lake = {
    root: 'memory',
    store,
    datasets: loadDatasets(),
    clock: new VirtualClock(),
    processes: systemProcesses,
  }
  expect(await enterStudy(lake, { seed: 1 }, 8)).toEqual({ calls: 1, tests: 8 })
  expect(await enterStudy(lake, { seed: 2 }, 1)).toEqual({ calls: 2, tests: 9 })
  const keys: string[] = []
  for await (const { key } of store.list(STUDIES)) keys.push(key)
  const records = await Promise.all(keys.map(async (key) => (await store.read(key))?.bytes ?? ''))
  expect(records.map((bytes) => JSON.parse(String(Buffer.from(bytes))).seed).sort()).toEqual([1, 2])
})
