import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { examineLake } from '../../../src/doctor/lake-health.ts'
import { sha256 } from '../../../src/lake/partition/manifest.ts'
import { readPartition } from '../../../src/lake/partition/read.ts'
import { recoverLake } from '../../../src/lake/partition/recover.ts'
import { assertLayout, UPGRADING } from '../../../src/lake/upgrade/layout.ts'
import { upgradeLake } from '../../../src/lake/upgrade/upgrade.ts'
import { lakeHashes, runStages } from '../../stages/made-lake.ts'
import {
  BRONZE,
  copyOf,
  emptyLake,
  RADARS,
  removeLake,
  SNAPSHOTS,
  smallLake,
  WALLS,
} from '../../verify/small-lake.ts'
import { manifestIn, shownFolder } from '../lake-files.ts'
import { makeOld } from '../old-lake.ts'

let original: Awaited<ReturnType<typeof smallLake>>
let lake: typeof original
let before: Record<string, string>
beforeAll(async () => {
  original = await smallLake(20)
})
afterAll(() => removeLake(original))
beforeEach(async () => {
  if (lake) removeLake(lake)
  lake = copyOf(original)
  before = lakeHashes(lake)
  await makeOld(lake)
})
afterAll(() => removeLake(lake))

const BOOK = 'silver/futures-book ESH6 2026-01-06'
const names = (folder: string) => readdirSync(folder).sort()

describe('a lake of 0.1', () => {
  it('is refused by whoever would read or write it, and told of by doctor', async () => {
    const refusal = {
      detail: { code: 'input', fix: `convert it with: spymaster lake upgrade --lake ${lake.root}` },
    }
    await expect(assertLayout(lake)).rejects.toMatchObject(refusal)
    await expect(recoverLake(lake)).rejects.toMatchObject(refusal)
    await expect(runStages(lake)).rejects.toMatchObject(refusal)
    expect(await examineLake(lake, {})).toContainEqual(
      expect.objectContaining({ name: 'lake', state: 'fault' }),
    )
    expect(names(shownFolder(lake, BRONZE))).toContain('_MANIFEST.json')
  })

  it('is converted byte for byte to what this version would have written', async () => {
    const seen: string[] = []
    const { converted, skipped } = await upgradeLake(lake, ({ stage }) => seen.push(stage))
    expect(skipped).toEqual([])
    expect(converted.map(({ stage }) => stage)).toEqual(seen)
    expect(seen.slice(0, 2)).toEqual(['bronze/futures-mbo', 'silver/futures-book'])
    expect(lakeHashes(lake)).toEqual(before)
    for (const partition of [BRONZE, SNAPSHOTS, WALLS, RADARS]) {
      expect(names(shownFolder(lake, partition))).toEqual(['part-00000.parquet'])
      await (await readPartition(lake, partition)).close()
    }
    await assertLayout(lake)
    expect(await recoverLake(lake)).toEqual({ completed: [], collected: 0 })
    await expect(upgradeLake(lake)).rejects.toThrow('there is nothing to upgrade')
  })

  it('keeps bronze where silver is of other orders, and lists what is to be made again', async () => {
    const folder = shownFolder(lake, BRONZE)
    const text = readFileSync(join(folder, '_MANIFEST.json'), 'utf8')
    const changed = text.replace('"notes": []', '"notes": ["one more"]')
    expect(changed).not.toBe(text)
    writeFileSync(join(folder, '_MANIFEST.json'), changed)
    writeFileSync(join(folder, '_SUCCESS'), `${sha256(changed)}\n`)
    const { converted, skipped } = await upgradeLake(lake)
    expect(converted.map(({ stage }) => stage)).toEqual(['bronze/futures-mbo'])
    expect(skipped).toContainEqual({
      day: BOOK,
      reason: 'it was made of another bronze.future_mbo.mbo ESH6 2026-01-06',
    })
    expect(names(shownFolder(lake, WALLS))).toEqual(['part-00000.parquet'])
    expect(manifestIn(lake, BRONZE).notes).toEqual(['one more'])
    expect(await runStages(lake, { options: { maxRelTicks: 8 } })).toContain(BOOK)
  })

  it.each<[string, () => void, string]>([
    [
      'a table is gone',
      () => rmSync(shownFolder(lake, WALLS), { recursive: true }),
      'is not there',
    ],
    [
      'a file was edited',
      () => {
        const path = join(shownFolder(lake, WALLS), 'part-00000.parquet')
        writeFileSync(path, readFileSync(path).subarray(1))
      },
      'is not the file that was written',
    ],
  ])('lists a day of which %s', async (_, damage, reason) => {
    damage()
    const { converted, skipped } = await upgradeLake(lake)
    expect(converted.map(({ stage }) => stage)).toEqual(['bronze/futures-mbo'])
    expect(skipped[0]).toEqual({ day: BOOK, reason: expect.stringContaining(reason) })
    await assertLayout(lake)
  })

  it('lists a manifest that was edited, and leaves it where it is', async () => {
    const path = join(shownFolder(lake, BRONZE), '_MANIFEST.json')
    writeFileSync(path, '{}')
    const { converted, skipped } = await upgradeLake(lake)
    expect(converted).toEqual([])
    expect(skipped.map(({ day }) => day)).toContain(path)
    expect(existsSync(path)).toBe(true)
    await assertLayout(lake)
  })

  it('is converted by the next try where one was stopped', async () => {
    let days = 0
    const stopped = upgradeLake(lake, () => {
      if (++days === 2) throw new Error('stop')
    })
    await expect(stopped).rejects.toThrow('stop')
    await expect(assertLayout(lake)).rejects.toThrow('lake upgrade')
    expect((await upgradeLake(lake)).skipped).toEqual([])
    expect(lakeHashes(lake)).toEqual(before)
    expect(existsSync(join(lake.root, UPGRADING))).toBe(false)
  })

  it('in which a swap was not completed is left to 0.1', async () => {
    mkdirSync(join(lake.root, '.trash', 'old'), { recursive: true })
    writeFileSync(join(lake.root, '.trash', 'old', '_MANIFEST.json'), '{}')
    await expect(upgradeLake(lake)).rejects.toThrow('was killed while it replaced a partition')
    expect(names(shownFolder(lake, BRONZE))).toContain('_MANIFEST.json')
  })
})

it('an empty lake is of this version', async () => {
  const empty = emptyLake()
  await assertLayout(empty)
  await expect(upgradeLake(empty)).rejects.toThrow('there is nothing to upgrade')
  removeLake(empty)
})
