import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/clock.ts'
import { chosenStageDays } from '../../../src/lake/care/chosen-days.ts'
import { collectLake, storedParts } from '../../../src/lake/care/collect.ts'
import { copyDay } from '../../../src/lake/care/copy.ts'
import { removeDay } from '../../../src/lake/care/remove.ts'
import { lakeUsage } from '../../../src/lake/care/usage.ts'
import { storedKey } from '../../../src/lake/partition/keys.ts'
import { listPartitions, listPublished, listStageDays } from '../../../src/lake/partition/list.ts'
import { listedLake } from '../../../src/lake/partition/listed-lake.ts'
import { collectOrphans } from '../../../src/lake/partition/orphans.ts'
import { readPartition } from '../../../src/lake/partition/read.ts'
import { readStored } from '../../../src/lake/partition/stored.ts'
import type { Lake } from '../../../src/lake/paths.ts'
import { MemoryStore } from '../../../src/lake/store/memory-store.ts'
import { VirtualClock } from '../../virtual-clock.ts'
import { emptyLake } from '../empty-lake.ts'
import { COMMIT, DAY, writeTicks } from '../lake.ts'

const STAGE_DAY = { stage: 'bronze/ticks', symbol: 'ESH6', dt: '2026-01-06' }
const NEXT = { ...DAY, dt: '2026-01-07' }

const likeS3 = (clock = systemClock): Lake => ({
  ...emptyLake(),
  store: new MemoryStore(clock, 's3'),
  clock,
})

async function quantityIn(lake: Lake, partition = DAY): Promise<number> {
  const reader = await readPartition(lake, partition)
  try {
    return (await reader.read(0, ['quantity'])).column('quantity', 'int32')[0]
  } finally {
    await reader.close()
  }
}

async function keysIn(lake: Lake): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of lake.store.list('')) keys.push(key)
  return keys
}

describe.each<[string, () => Lake]>([
  ['in a folder', emptyLake],
  ['in a store like S3', likeS3],
])('a lake %s', (_, open) => {
  it('is collected: what no manifest names goes, the rest stays', async () => {
    const lake = open()
    await writeTicks(lake, [1])
    await writeTicks(lake, [2])
    await writeTicks(lake, [3], COMMIT, NEXT)
    // As a run leaves it that was killed before it noted its part.
    const stray = storedKey(lake, DAY, { sha256: 'a'.repeat(64) })
    await lake.store.put(stray, Buffer.from('stray'))
    expect(await storedParts(lake)).toHaveLength(4)
    expect(await collectLake(lake, 3_600_000)).toMatchObject({ parts: 0 })
    expect(await collectLake(lake, 0)).toMatchObject({ parts: 2 })
    expect(await storedParts(lake)).toHaveLength(2)
    expect([await quantityIn(lake), await quantityIn(lake, NEXT)]).toEqual([2, 3])
    expect((await keysIn(lake)).filter((key) => key.startsWith('.orphans'))).toEqual([])
    expect(await collectLake(lake, 0)).toMatchObject({ parts: 0, bytes: 0 })
  })

  it('loses a day that is removed, and nothing else', async () => {
    const lake = open()
    await writeTicks(lake, [1])
    await writeTicks(lake, [3], COMMIT, NEXT)
    expect(await removeDay(lake, STAGE_DAY)).toBeGreaterThan(0)
    expect(await listPartitions(lake)).toEqual([NEXT])
    expect((await listPublished(lake)).every(({ partition }) => partition.dt === NEXT.dt)).toBe(
      true,
    )
    await collectLake(lake, 0)
    expect(await storedParts(lake)).toHaveLength(1)
    expect(await quantityIn(lake, NEXT)).toBe(3)
    expect((await keysIn(lake)).filter((key) => /^\.(runs|leases)/.test(key))).toEqual([])
  })

  it('is copied into another, verified', async () => {
    const from = open()
    const to = [emptyLake(), likeS3()]
    await writeTicks(from, [5])
    for (const lake of to) {
      expect(await copyDay(from, lake, STAGE_DAY, false)).toBe('copied')
      expect(await copyDay(from, lake, STAGE_DAY, false)).toBe('there')
      expect(await readStored(lake, DAY)).toEqual(await readStored(from, DAY))
      expect(await quantityIn(lake)).toBe(5)
    }
    await writeTicks(from, [6])
    for (const lake of to) {
      await expect(copyDay(from, lake, STAGE_DAY, false)).rejects.toThrow('other content')
      expect(await copyDay(from, lake, STAGE_DAY, true)).toBe('copied')
      expect(await quantityIn(lake)).toBe(6)
    }
    const [file] = (await readStored(from, DAY))?.files ?? []
    await from.store.put(storedKey(from, DAY, file), Buffer.from('damaged'))
    await expect(copyDay(from, open(), STAGE_DAY, false)).rejects.toThrow('is not the one')
  })

  it('says what it takes', async () => {
    const lake = open()
    await writeTicks(lake, [1])
    await writeTicks(lake, [2])
    await lake.store.put('raw/a.dbn', Buffer.from('12345'))
    const { datasets, unnamedBytes, rawBytes } = await lakeUsage(lake)
    expect(datasets).toMatchObject([{ dataset: DAY.dataset, partitions: 1, rows: 1 }])
    expect([unnamedBytes > 0, rawBytes]).toEqual([true, 5])
  })

  it('is listed once for many looks, and its index is used while it holds', async () => {
    const lake = open()
    for (let day = 10; day < 30; day++) {
      for (const symbol of ['ESH6', 'NQH6', 'YMH6', 'CLH6']) {
        await writeTicks(lake, [day], COMMIT, { ...DAY, symbol, dt: `2026-01-${day}` })
      }
    }
    const look = async () => {
      const calls: string[] = []
      const { store } = lake
      const read = store.read.bind(store)
      store.read = (key) => {
        calls.push(key)
        return read(key)
      }
      const listed = listedLake(lake)
      const found: number[] = []
      for (const { symbol, dt } of await listStageDays(listed)) {
        const stored = await readStored(listed, { ...DAY, symbol, dt })
        found.push(Number(stored?.rows))
      }
      store.read = read
      return { calls: calls.length, found }
    }
    const first = await look()
    expect(first.calls).toBeGreaterThan(80)
    const second = await look()
    expect(second).toEqual({ calls: 1, found: first.found })
    await writeTicks(lake, [7, 8], COMMIT, { ...DAY, dt: '2026-01-10' })
    const third = await look()
    expect(third.calls).toBe(2)
    expect(third.found.filter((rows) => rows === 2)).toHaveLength(1)
  })
})

it('days are chosen by layer, stage, symbol and age', async () => {
  const lake = likeS3()
  for (const dt of ['2026-01-05', '2026-01-06', '2026-01-07']) {
    await writeTicks(lake, [1], COMMIT, { ...DAY, dt })
  }
  const dates = async (choice: Parameters<typeof chosenStageDays>[1]) =>
    (await chosenStageDays(lake, choice)).map(({ dt }) => dt.slice(-2))
  expect(await dates({ what: 'bronze' })).toEqual(['05', '06', '07'])
  expect(await dates({ what: 'silver' })).toEqual([])
  expect(await dates({ what: 'bronze/ticks', keep: 1 })).toEqual(['05', '06'])
  expect(await dates({ symbol: 'NQ' })).toEqual([])
  await expect(chosenStageDays(lake, { what: 'brass' })).rejects.toThrow('no such layer')
})

it('a part that is stored again while it is collected stays, though its etag is the same', async () => {
  const clock = new VirtualClock()
  const lake = likeS3(clock)
  const { store } = lake
  await writeTicks(lake, [1])
  await writeTicks(lake, [2])
  // The collector has claimed the part of 1 and read what is named; now a run makes it again.
  const removeIf = store.removeIf.bind(store)
  let again: Promise<unknown> | undefined
  store.removeIf = async (key, etag) => {
    if (key.endsWith('.parquet')) again ??= writeTicks(lake, [1])
    for (let turns = 0; turns < 1_000; turns++) await Promise.resolve()
    return removeIf(key, etag)
  }
  expect(await collectOrphans(lake, 0)).toBe(1)
  store.removeIf = removeIf
  await clock.advance(1_000)
  await again
  expect(await quantityIn(lake)).toBe(1)
  await clock.advance(120_000)
  expect(await collectOrphans(lake, 0)).toBe(1)
  expect(await quantityIn(lake)).toBe(1)
})
