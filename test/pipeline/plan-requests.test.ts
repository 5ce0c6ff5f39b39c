import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { manifestKey, storedKey } from '../../src/lake/partition/keys.ts'
import { listStageDays } from '../../src/lake/partition/list.ts'
import { contentSha256, encodeManifest } from '../../src/lake/partition/manifest.ts'
import { readStageManifest } from '../../src/lake/partition/stored.ts'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { MemoryStore } from '../../src/lake/store/memory-store.ts'
import { addDays } from '../../src/market/time.ts'
import { planPipeline } from '../../src/pipeline/pipeline.ts'
import { pipelineStatus } from '../../src/pipeline/status.ts'
import { DATES } from '../goldens/goldens.ts'
import { buildMarketLake } from '../goldens/market-lake.ts'

/** A lake as on S3 that has the first golden day on many dates. */
async function lakeOfDays(count: number): Promise<{ lake: Lake; store: MemoryStore }> {
  const root = mkdtempSync(join(tmpdir(), 'spymaster-plan-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const from = await buildMarketLake(join(root, 'lake'), 'v1', DATES.slice(0, 1))
  const store = new MemoryStore(undefined, 's3')
  const lake = { ...openLake(root), store }
  for (const day of await listStageDays(from)) {
    const manifest = (await readStageManifest(from, day))?.manifest
    if (!manifest) continue
    for (const { dataset, files } of manifest.tables) {
      for (const file of files) {
        const own = { dataset, symbol: day.symbol, dt: day.dt }
        const part = await from.store.read(storedKey(from, own, file))
        const key = storedKey(lake, own, file)
        await store.put(key, part?.bytes ?? new Uint8Array())
        for (let index = 1; index < count; index++) {
          const dt = addDays(day.dt, index)
          await store.publish(key, storedKey(lake, { ...own, dt }, file))
        }
      }
    }
    for (let index = 0; index < count; index++) {
      const dt = addDays(day.dt, index)
      const tables = manifest.tables.map((table) => ({
        ...table,
        content_sha256: contentSha256({ ...manifest, dt }, table),
      }))
      const moved = { ...manifest, dt, tables }
      await store.put(manifestKey({ ...day, dt }), Buffer.from(encodeManifest(moved)))
    }
  }
  return { lake, store }
}

/** Counts requests of a store by kind; a listing counts once for each thousand of its objects. */
function countRequests(store: MemoryStore): Record<'list' | 'read' | 'head' | 'open', number> {
  const counts = { list: 0, read: 0, head: 0, open: 0 }
  const { list, read, head, open } = store
  store.list = async function* (prefix) {
    let entries = 0
    for await (const entry of list.call(store, prefix)) {
      if (entries++ % 1000 === 0) counts.list++
      yield entry
    }
  }
  store.read = (key) => {
    counts.read++
    return read.call(store, key)
  }
  store.head = (key) => {
    counts.head++
    return head.call(store, key)
  }
  store.open = (key) => {
    counts.open++
    return open.call(store, key)
  }
  return counts
}

it('a repeated plan asks for listings, an index and facts, not for partitions', async () => {
  const { lake, store } = await lakeOfDays(66)
  const request = { options: {}, layer: 'all', overwrite: false, workers: 1, symbol: 'ES' } as const
  const first = await planPipeline(lake, request)
  expect(first.tasks.length).toBeGreaterThan(400)
  // It has chosen front contracts, which the next plan adds to the index.
  await planPipeline(lake, request)
  const counts = countRequests(store)
  const repeated = await planPipeline(lake, request)
  expect(repeated.tasks.map(({ reasons }) => reasons)).toEqual(
    first.tasks.map(({ reasons }) => reasons),
  )
  expect(counts).toMatchObject({ read: 2, head: 0, open: 0 })
  expect(counts.list).toBeLessThan(10)
  await pipelineStatus(lake, {}, {})
  expect(counts).toMatchObject({ open: 0 })
  expect(counts.read).toBeLessThan(10)
})
