import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { type Clock, systemClock } from '../../../src/clock.ts'
import { manifestKey } from '../../../src/lake/partition/keys.ts'
import { acquireLease } from '../../../src/lake/partition/lease.ts'
import { collectOrphans, ORPHAN_AGE_MS } from '../../../src/lake/partition/orphans.ts'
import { readPartition } from '../../../src/lake/partition/read.ts'
import { recoverLake } from '../../../src/lake/partition/recover.ts'
import { beginRun, type CommitStep, openPartition } from '../../../src/lake/partition/write.ts'
import type { Lake } from '../../../src/lake/paths.ts'
import { fileFailure } from '../../../src/lake/store/file-failure.ts'
import { MemoryStore } from '../../../src/lake/store/memory-store.ts'
import { currentOwner, ownedName } from '../../../src/lake/store/owner.ts'
import { VirtualClock } from '../../virtual-clock.ts'
import { emptyLake } from '../empty-lake.ts'
import {
  COMMIT,
  DAY,
  SIDES_COMMIT,
  SIDES_DAY,
  SIDES_TABLES,
  ticks,
  writeSides,
  writeTicks,
} from '../lake.ts'
import { shownFolder } from '../lake-files.ts'

const [BIDS, ASKS] = SIDES_TABLES.map((dataset) => ({ ...SIDES_DAY, dataset }))
const STEPS: readonly (CommitStep | 'written')[] = [
  'written',
  'parts finished',
  'parts noted',
  'part stored',
  'manifest written',
  'part published',
  'orphans noted',
]
/** The steps after which the new day stands. */
const DONE: readonly string[] = STEPS.slice(4)

/** Writes a day in another process, which is killed at a step. */
async function killedAt(step: CommitStep | 'written', lake: Lake, quantity: number): Promise<void> {
  const script = join(import.meta.dirname, 'commit-run.ts')
  const run = await execa(process.execPath, [script, lake.root, `${quantity}`, step], {
    reject: false,
  })
  expect(run.signal, run.stderr).toBe('SIGKILL')
}

/** The one quantity of each table, undefined where there is none. */
async function quantities(lake: Lake): Promise<(number | undefined)[]> {
  const found: (number | undefined)[] = []
  for (const partition of [BIDS, ASKS]) {
    const reader = await readPartition(lake, partition).catch(() => undefined)
    const table = await reader?.read(0, ['quantity'])
    await reader?.close()
    found.push(table?.column('quantity', 'int32')[0])
  }
  return found
}

const quantity = async (lake: Lake) => {
  const reader = await readPartition(lake, DAY)
  const table = await reader.read(0, ['quantity'])
  await reader.close()
  return table.column('quantity', 'int32')[0]
}

/** What a program that follows no manifests reads of each table. */
function shown(lake: Lake): (string | undefined)[] {
  return [BIDS, ASKS].map((partition) => {
    const path = join(shownFolder(lake, partition), 'part-00000.parquet')
    return existsSync(path) ? readFileSync(path).toString('hex') : undefined
  })
}

function namesIn(lake: Lake, folder: string): string[] {
  try {
    return readdirSync(join(lake.root, folder))
  } catch {
    return []
  }
}

/** The machine's clock, as it will be. */
function later(milliseconds: number): Clock {
  return { ...systemClock, unixMs: () => systemClock.unixMs() + milliseconds }
}

/** Nothing of a run is left, but for parts that wait to be collected. */
async function expectClean(lake: Lake): Promise<void> {
  for (const folder of ['.tmp', '.runs', '.locks']) expect(namesIn(lake, folder)).toEqual([])
  expect(await recoverLake(lake)).toEqual({ completed: [], collected: 0 })
}

/** The parts there are, once all that may be collected was. */
async function partsAfterAll(lake: Lake): Promise<number> {
  await collectOrphans({ ...lake, clock: later(1) }, 0)
  expect(namesIn(lake, '.orphans')).toEqual([])
  return namesIn(lake, '.parts').length
}

/** The bytes that a table of one quantity has. */
async function bytesOf(quantity: number): Promise<string | undefined> {
  const lake = emptyLake()
  await writeSides(lake, [quantity])
  return shown(lake)[0]
}

describe('a run killed', { timeout: 120_000 }, () => {
  it.each(STEPS)('when %s leaves what was there, or all of the new', async (step) => {
    const empty = emptyLake()
    await killedAt(step, empty, 2)
    await recoverLake(empty)
    const alone = DONE.includes(step) ? 2 : undefined
    expect(await quantities(empty)).toEqual([alone, alone])
    const bytes = alone && (await bytesOf(alone))
    expect(shown(empty)).toEqual([bytes, bytes])
    await expectClean(empty)
    expect(await partsAfterAll(empty)).toBe(alone ? 1 : 0)

    const lake = emptyLake()
    await writeSides(lake, [1])
    await killedAt(step, lake, 2)
    const over = DONE.includes(step) ? 2 : 1
    expect(await quantities(lake)).toEqual([over, over])
    await recoverLake(lake)
    expect(await quantities(lake)).toEqual([over, over])
    expect(shown(lake)).toEqual([await bytesOf(over), await bytesOf(over)])
    await expectClean(lake)
    expect(await partsAfterAll(lake)).toBe(1)
    await writeSides(lake, [2])
    expect(shown(lake)).toEqual([await bytesOf(2), await bytesOf(2)])
  })

  it('twice leaves the later day', async () => {
    const lake = emptyLake()
    await killedAt('manifest written', lake, 1)
    await killedAt('manifest written', lake, 2)
    expect((await recoverLake(lake)).completed).toEqual([SIDES_DAY, SIDES_DAY])
    expect(await quantities(lake)).toEqual([2, 2])
    await expectClean(lake)
  })

  it('is recovered by many commands at once', async () => {
    const lake = emptyLake()
    await writeSides(lake, [1])
    await killedAt('manifest written', lake, 2)
    await Promise.all(Array.from({ length: 8 }, () => recoverLake(lake)))
    expect(await quantities(lake)).toEqual([2, 2])
    expect(shown(lake)).toEqual([await bytesOf(2), await bytesOf(2)])
    await expectClean(lake)
  })
})

describe('recovery', () => {
  it('leaves alone what a live run is writing', async () => {
    const lake = emptyLake()
    const nothing = { completed: [], collected: 0 }
    const writer = await openPartition(lake, DAY)
    await writer.writeRowGroup(ticks([3]))
    expect(await recoverLake(lake)).toEqual(nothing)
    await writer.commit(COMMIT, async () => {
      expect(await recoverLake(lake)).toEqual(nothing)
      expect(await collectOrphans({ ...lake, clock: later(1) }, 0)).toBe(0)
    })
    expect(await quantity(lake)).toBe(3)
    await expectClean(lake)
  })

  it('keeps what another host wrote, and files without an owner', async () => {
    const lake = emptyLake()
    const names = [
      'bronze,ticks,ESH6,2026-01-06,elsewhere,1,1,0123456789ab',
      'notes',
      `bronze,ticks,..,2026-01-06,${hostname()},999999999,1,0123456789ab`,
    ]
    for (const name of names) await lake.store.put(`.runs/${name}`, Buffer.from(''))
    expect(await recoverLake(lake)).toEqual({ completed: [], collected: 0 })
    expect(namesIn(lake, '.runs').sort()).toEqual(names.sort())
  })

  it('takes the run of another host for over a day after its lease ended', async () => {
    const clock = new VirtualClock()
    const lake = { ...emptyLake(), store: new MemoryStore(clock), clock }
    const part = 'a'.repeat(64)
    const key = '.runs/bronze,ticks,ESH6,2026-01-06,elsewhere,1,1,0123456789ab'
    await lake.store.put(key, Buffer.from(`.parts/${part}.parquet\n`))
    await lake.store.put(`.parts/${part}.parquet`, Buffer.from('x'))
    expect((await recoverLake(lake)).completed).toEqual([])
    await clock.advance(25 * 3_600_000)
    expect((await recoverLake(lake)).completed).toHaveLength(1)
    expect(await lake.store.head(key)).toBeUndefined()
    expect(await lake.store.head(`.parts/${part}.parquet`)).toBeDefined()
    await clock.advance(ORPHAN_AGE_MS)
    expect((await recoverLake(lake)).collected).toBe(1)
    expect(await lake.store.head(`.parts/${part}.parquet`)).toBeUndefined()
  })

  it('that a full disk stops is done by the next command', async () => {
    const store = new MemoryStore()
    const lake = { ...emptyLake(), store }
    await writeTicks(lake, [1])
    await writeTicks(lake, [2])
    const partition = 'bronze/source=databento/product_type=future_mbo/symbol=ESH6/table=ticks'
    const shown = `${partition}/dt=2026-01-06/part-00000.parquet`
    await store.put(shown, Buffer.from('of before'))
    const dead = ownedName({ ...currentOwner(), pid: 2 ** 30 })
    await store.put(`.runs/bronze,ticks,ESH6,2026-01-06,${dead}`, Buffer.from(''))
    const { publish } = store
    store.publish = async (_key, as) => {
      throw fileFailure(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }), as)
    }
    await expect(recoverLake(lake)).rejects.toThrow('the disk is full')
    store.publish = publish
    expect((await recoverLake(lake)).completed).toHaveLength(1)
    expect(Buffer.from((await store.read(shown))?.bytes ?? []).toString()).not.toBe('of before')
  })

  it('knows an earlier process of its own number', async () => {
    const lake = emptyLake()
    const host = hostname().replace(/[^A-Za-z0-9.-]/g, '_')
    const key = `.runs/bronze,ticks,ESH6,2026-01-06,${host},${process.pid},1,0123456789ab`
    await lake.store.put(key, Buffer.from(''))
    expect((await recoverLake(lake)).completed).toHaveLength(1)
    await expectClean(lake)
  })

  it('has nothing to do in a lake that is not there', async () => {
    const lake = emptyLake()
    rmSync(lake.root, { recursive: true })
    expect(await recoverLake(lake)).toEqual({ completed: [], collected: 0 })
    expect(existsSync(lake.root)).toBe(false)
  })
})

describe('parts that no manifest names', () => {
  it('are kept for a while, then collected', async () => {
    const clock = new VirtualClock()
    const lake = { ...emptyLake(), store: new MemoryStore(clock), clock }
    const parts = async () => {
      let count = 0
      for await (const _ of lake.store.list('.parts/')) count++
      return count
    }
    await writeTicks(lake, [1])
    await clock.advance(10 * ORPHAN_AGE_MS)
    await writeTicks(lake, [2])
    await clock.advance(ORPHAN_AGE_MS - 1)
    expect((await recoverLake(lake)).collected).toBe(0)
    expect(await parts()).toBe(2)
    await clock.advance(1)
    expect((await recoverLake(lake)).collected).toBe(1)
    expect(await parts()).toBe(1)
    expect(await quantity(lake)).toBe(2)
  })

  it('stay where a run names them again while they are collected', async () => {
    const clock = new VirtualClock()
    const store = new MemoryStore(clock)
    const lake = { ...emptyLake(), store, clock }
    await writeTicks(lake, [1])
    await writeTicks(lake, [2])
    await clock.advance(2 * ORPHAN_AGE_MS)
    // It has read what is named, and is about to remove the first part.
    const { removeIf } = store
    store.removeIf = async (key, etag) => {
      store.removeIf = removeIf
      await writeTicks(lake, [1])
      return removeIf.call(store, key, etag)
    }
    expect(await collectOrphans(lake)).toBe(0)
    expect(await quantity(lake)).toBe(1)
    await clock.advance(2 * ORPHAN_AGE_MS)
    expect(await collectOrphans(lake)).toBe(1)
    expect(await quantity(lake)).toBe(1)
  })

  it('stay where a manifest cannot be read, and where another day has the same', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [1])
    await writeTicks(lake, [1], COMMIT, { ...DAY, dt: '2026-01-07' })
    await writeTicks(lake, [2])
    const aged = { ...lake, clock: later(2 * ORPHAN_AGE_MS) }
    const other = lake.store.path(
      manifestKey({ ...SIDES_DAY, stage: 'bronze/ticks', dt: '2026-01-08' }),
    )
    writeFileSync(other, '{')
    expect(await collectOrphans(aged)).toBe(0)
    expect(namesIn(lake, '.orphans')).toHaveLength(1)
    rmSync(other)
    expect(await collectOrphans(aged)).toBe(0)
    expect(namesIn(lake, '.parts')).toHaveLength(2)
    expect(namesIn(lake, '.orphans')).toEqual([])
  })
})

describe('a commit', () => {
  it('replaces what was there, in a folder the same file', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [1])
    await writeTicks(lake, [2])
    expect(await quantity(lake)).toBe(2)
    const [part] = namesIn(lake, '.parts').filter((name) => {
      const path = join(shownFolder(lake, DAY), 'part-00000.parquet')
      return statSync(join(lake.root, '.parts', name)).ino === statSync(path).ino
    })
    expect(part).toBeDefined()
    await expectClean(lake)
  })

  it('that fails before the manifest leaves what was there and removes itself', async () => {
    for (const fatal of STEPS.slice(1, 4)) {
      const lake = emptyLake()
      await writeTicks(lake, [1])
      const writer = await openPartition(lake, DAY)
      await writer.writeRowGroup(ticks([2]))
      const commit = writer.commit(COMMIT, (step) => {
        if (step === fatal) throw new Error('stop')
      })
      await expect(commit).rejects.toThrow('stop')
      expect(await quantity(lake)).toBe(1)
      await expectClean(lake)
      expect(await partsAfterAll(lake)).toBe(1)
    }
  })

  it('is of all tables of its stage', async () => {
    const lake = emptyLake()
    const run = await beginRun(lake, SIDES_DAY)
    await run.table(SIDES_TABLES[0])
    await expect(run.commit(SIDES_COMMIT)).rejects.toThrow(`has not written ${SIDES_TABLES[1]}`)
    await expectClean(lake)
  })

  it('at once with others is refused, unless it is of the same content', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [0])
    const started = await Promise.all(
      [1, 1, 2, 3].map(async (each) => {
        const writer = await openPartition(lake, DAY)
        await writer.writeRowGroup(ticks([each]))
        return writer
      }),
    )
    const [first, same, ...others] = started
    await first.commit(COMMIT)
    await same.commit(COMMIT)
    for (const other of others) {
      await expect(other.commit(COMMIT)).rejects.toMatchObject({ exitCode: 4 })
    }
    expect(await quantity(lake)).toBe(1)
    await expectClean(lake)
    expect(await partsAfterAll(lake)).toBe(1)
  })

  it('is safe while other processes commit the same day', async () => {
    const lake = emptyLake()
    const script = join(import.meta.dirname, 'commit-run.ts')
    const runs = await Promise.allSettled([
      ...[1, 2, 3].map((each) => execa(process.execPath, [script, lake.root, `${each}`])),
      writeSides(lake, [4]),
    ])
    expect(runs.some(({ status }) => status === 'fulfilled')).toBe(true)
    const [bids, asks] = await quantities(lake)
    expect([1, 2, 3, 4]).toContain(bids)
    expect(asks).toBe(bids)
    expect(shown(lake)).toEqual([await bytesOf(bids ?? 0), await bytesOf(bids ?? 0)])
    await expectClean(lake)
  })

  it('that another overtakes while it is shown shows what stands', async () => {
    const lake = emptyLake()
    const writer = await openPartition(lake, DAY)
    await writer.writeRowGroup(ticks([1]))
    let isOvertaken = false
    await writer.commit(COMMIT, async (step) => {
      if (step !== 'part published' || isOvertaken) return
      isOvertaken = true
      const before = readFileSync(join(shownFolder(lake, DAY), 'part-00000.parquet'))
      await writeTicks(lake, [2])
      // As if it had been slower.
      rmSync(join(shownFolder(lake, DAY), 'part-00000.parquet'))
      writeFileSync(join(shownFolder(lake, DAY), 'part-00000.parquet'), before)
    })
    const other = emptyLake()
    await writeTicks(other, [2])
    const [one, two] = [lake, other].map((each) =>
      readFileSync(join(shownFolder(each, DAY), 'part-00000.parquet')).toString('hex'),
    )
    expect(one).toBe(two)
  })

  it('reports a file where a folder is needed', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [1], COMMIT, { ...DAY, dt: '2026-01-05' })
    const above = dirname(lake.store.path(manifestKey({ ...SIDES_DAY, stage: 'bronze/ticks' })))
    rmSync(above, { recursive: true })
    writeFileSync(above, 'in the way')
    await expect(writeTicks(lake, [1])).rejects.toMatchObject({ name: 'Failure' })
    expect(namesIn(lake, '.tmp')).toEqual([])
  })

  it('needs no lease, and is not hindered by one', async () => {
    const lake = emptyLake()
    const release = await acquireLease(lake, DAY)
    await writeTicks(lake, [1])
    await release()
    expect(await quantity(lake)).toBe(1)
  })
})
