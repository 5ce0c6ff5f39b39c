import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { type Lake, partitionFolder } from '../../src/lake/paths.ts'
import { readPartition } from '../../src/lake/read.ts'
import { recoverLake } from '../../src/lake/recover.ts'
import type { SwapStep } from '../../src/lake/swap.ts'
import { openPartition } from '../../src/lake/write.ts'
import { emptyLake } from './empty-lake.ts'
import { COMMIT, DAY, ticks, writeTicks } from './lake.ts'

/** Writes a day in another process, which is killed at a step. */
async function killedAt(step: SwapStep | 'written', lake: Lake, quantity: number): Promise<void> {
  const script = join(import.meta.dirname, 'swap-run.ts')
  const run = await execa(process.execPath, [script, lake.root, `${quantity}`, step], {
    reject: false,
  })
  expect(run.signal).toBe('SIGKILL')
}

/** The one quantity of the day, or undefined where there is no partition. */
async function quantity(lake: Lake): Promise<number | undefined> {
  const reader = await readPartition(lake, DAY).catch(() => undefined)
  if (!reader) return undefined
  const table = await reader.read(0, ['quantity'])
  await reader.close()
  return table.column('quantity', 'int32')[0]
}

function leftIn(lake: Lake, room: string): string[] {
  try {
    return readdirSync(join(lake.root, room))
  } catch {
    return []
  }
}

async function expectClean(lake: Lake): Promise<void> {
  expect(leftIn(lake, '.tmp')).toEqual([])
  expect(leftIn(lake, '.trash')).toEqual([])
  expect(await recoverLake(lake)).toEqual({ forward: [], back: [], cleared: 0 })
}

describe('a run killed', () => {
  // What stands after recovery where there was no partition, and where 1 was replaced by 2.
  const outcomes: [SwapStep | 'written', alone: number | undefined, over: number][] = [
    ['written', undefined, 1],
    ['staged', 2, 1],
    ['new renamed', 2, 2],
    ['trash removed', 2, 2],
  ]
  it.each(outcomes)(
    'when %s leaves what was there, or all of the new',
    async (step, alone, over) => {
      const empty = emptyLake()
      await killedAt(step, empty, 2)
      await recoverLake(empty)
      expect(await quantity(empty)).toBe(alone)
      await expectClean(empty)

      const lake = emptyLake()
      await writeTicks(lake, [1])
      await killedAt(step, lake, 2)
      expect(await quantity(lake)).toBe(over)
      await recoverLake(lake)
      expect(await quantity(lake)).toBe(over)
      await expectClean(lake)
    },
  )

  it('with the old one moved away is rolled forward', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [1])
    await killedAt('old moved', lake, 2)
    expect(await quantity(lake)).toBeUndefined()
    expect(await recoverLake(lake)).toEqual({ forward: [DAY], back: [], cleared: 1 })
    expect(await quantity(lake)).toBe(2)
    await expectClean(lake)
  })

  it.each(['part-00000.parquet', '_MANIFEST.json', '_SUCCESS'])(
    'with the old one moved away and its own %s broken is rolled back',
    async (name) => {
      for (const breakIt of [truncateSync, rmSync] as ((path: string) => void)[]) {
        const lake = emptyLake()
        await writeTicks(lake, [1])
        await killedAt('old moved', lake, 2)
        const [staged = ''] = leftIn(lake, '.tmp')
        breakIt(join(lake.root, '.tmp', staged, name))
        expect(await recoverLake(lake)).toEqual({ forward: [], back: [DAY], cleared: 1 })
        expect(await quantity(lake)).toBe(1)
        await expectClean(lake)
      }
    },
  )

  it('twice leaves the later partition', async () => {
    const lake = emptyLake()
    await killedAt('staged', lake, 1)
    await killedAt('staged', lake, 2)
    expect(await recoverLake(lake)).toEqual({ forward: [DAY], back: [], cleared: 1 })
    expect(await quantity(lake)).toBe(2)
    await expectClean(lake)
  })

  it('is recovered once by many commands at once', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [1])
    await killedAt('old moved', lake, 2)
    await Promise.all(Array.from({ length: 8 }, () => recoverLake(lake)))
    expect(await quantity(lake)).toBe(2)
    await expectClean(lake)
  })
})

describe('recovery', () => {
  it('leaves alone what a live run is writing', async () => {
    const lake = emptyLake()
    const writer = await openPartition(lake, DAY)
    await writer.writeRowGroup(ticks([3]))
    expect(await recoverLake(lake)).toEqual({ forward: [], back: [], cleared: 0 })
    await writer.commit(COMMIT, async () => {
      expect((await recoverLake(lake)).forward).toEqual([])
    })
    expect(await quantity(lake)).toBe(3)
    await expectClean(lake)
  })

  it('leaves alone what another host, or nobody, wrote', async () => {
    const lake = emptyLake()
    const names = [
      'bronze.future_mbo.ticks,ESH6,2026-01-06,elsewhere,1,1,00',
      'notes',
      `bronze.future_mbo.ticks,..,2026-01-06,${hostname()},999999999,1,00`,
    ]
    for (const name of names) mkdirSync(join(lake.root, '.tmp', name), { recursive: true })
    expect(await recoverLake(lake)).toEqual({ forward: [], back: [], cleared: 0 })
    expect(leftIn(lake, '.tmp').sort()).toEqual(names.sort())
  })

  it('knows an earlier process of its own number', async () => {
    const lake = emptyLake()
    const host = hostname().replace(/[^A-Za-z0-9.-]/g, '_')
    const name = `bronze.future_mbo.ticks,ESH6,2026-01-06,${host},${process.pid},1,00`
    mkdirSync(join(lake.root, '.tmp', name), { recursive: true })
    expect(await recoverLake(lake)).toEqual({ forward: [], back: [], cleared: 1 })
  })

  it('has nothing to do in a lake that is not there', async () => {
    const lake = emptyLake()
    rmSync(lake.root, { recursive: true })
    expect(await recoverLake(lake)).toEqual({ forward: [], back: [], cleared: 0 })
  })
})

describe('a commit', () => {
  it('replaces what was there', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [1])
    await writeTicks(lake, [2])
    expect(await quantity(lake)).toBe(2)
    await expectClean(lake)
  })

  it('that fails at a step leaves what was there and removes itself', async () => {
    for (const fatal of ['staged', 'old moved'] as const) {
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
    }
  })

  it('at once with others leaves one of them whole', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [0])
    const quantities = Array.from({ length: 12 }, (_, run) => run + 1)
    await Promise.all(quantities.map((each) => writeTicks(lake, [each])))
    expect(quantities).toContain(await quantity(lake))
    await expectClean(lake)
  })

  it('pushes out a partition that came in between', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [1])
    const writer = await openPartition(lake, DAY)
    await writer.writeRowGroup(ticks([2]))
    let came = 0
    await writer.commit(COMMIT, async (step) => {
      if (step !== 'old moved' || came > 2) return
      came++
      await writeTicks(lake, [100 + came])
    })
    expect(came).toBe(3)
    expect(await quantity(lake)).toBe(2)
    await expectClean(lake)
  })

  it('is safe while another process commits the same partition', async () => {
    const lake = emptyLake()
    const script = join(import.meta.dirname, 'swap-run.ts')
    await Promise.all([
      ...[1, 2, 3].map((each) => execa(process.execPath, [script, lake.root, `${each}`])),
      writeTicks(lake, [4]),
    ])
    expect([1, 2, 3, 4]).toContain(await quantity(lake))
    await expectClean(lake)
  })

  it('says so when its place is taken by a file', async () => {
    const lake = emptyLake()
    const above = dirname(partitionFolder(lake, DAY))
    mkdirSync(dirname(above), { recursive: true })
    writeFileSync(above, 'in the way')
    await expect(writeTicks(lake, [1])).rejects.toMatchObject({ name: 'Failure' })
    expect(leftIn(lake, '.tmp')).toEqual([])
  })
})
