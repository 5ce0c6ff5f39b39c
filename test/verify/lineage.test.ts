import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decodeManifest, encodeManifest, type Manifest } from '../../src/lake/partition/manifest.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import { lineage } from '../../src/verify/lineage.ts'
import { manifestPath, removeStageDay } from '../lake/lake-files.ts'
import {
  BRONZE,
  changeManifest,
  copyOf,
  findingOf,
  RADARS,
  removeLake,
  SNAPSHOTS,
  smallLake,
  WALLS,
} from './small-lake.ts'

let original: Lake
let lake: Lake
beforeAll(async () => {
  original = await smallLake(12)
})
afterAll(() => removeLake(original))
beforeEach(() => {
  lake = copyOf(original)
})
afterEach(() => removeLake(lake))

const faults = async (partition: Partition) => (await findingOf(lake, lineage, partition)).offending

/** Changes what manifests say of their stage. */
function changeStage(partitions: readonly Partition[], stage: Partial<Manifest['stage']>): void {
  for (const partition of partitions) {
    changeManifest(lake, partition, (manifest) => ({
      ...manifest,
      stage: { ...manifest.stage, ...stage },
    }))
  }
}

/** Changes what manifests say they were made of. */
function changeInputs(partitions: readonly Partition[], inputs: Manifest['inputs']): void {
  for (const partition of partitions)
    changeManifest(lake, partition, (manifest) => ({ ...manifest, inputs }))
}

/** What the book writes, all of it at once. */
const SILVER = [SNAPSHOTS, WALLS, RADARS]

/** What the small lake's day was made with. */
const MADE = {
  session: 'file',
  max_rel_ticks: 8,
  tick_size: 250_000_000,
  contract: 'ES 2026-03',
  is_partial: false,
}
const ZEROS = '0'.repeat(64)

describe('lineage', () => {
  it.each([BRONZE, SNAPSHOTS, WALLS])('passes: $dataset', async (partition) => {
    const { pass, counted } = await findingOf(lake, lineage, partition)
    expect({ pass, counted }).toEqual({ pass: true, counted: { inputs: 1 } })
  })

  it('an input is another now', async () => {
    changeInputs(SILVER, [{ ...BRONZE, content_sha256: ZEROS }])
    expect(await faults(WALLS)).toEqual([
      expect.stringMatching(
        /^input bronze\.future_mbo\.mbo ESH6 2026-01-06 was of content sha256 0+, found content sha256 [0-9a-f]+$/,
      ),
    ])
  })

  it('an input is gone', async () => {
    removeStageDay(lake, BRONZE)
    const found = await faults(WALLS)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(
      /^input bronze\.future_mbo\.mbo ESH6 2026-01-06 was .*no such partition$/,
    )
  })

  it('an input is not recorded', async () => {
    changeInputs(SILVER, [])
    expect(await faults(WALLS)).toEqual([
      'it is stale: input bronze.future_mbo.mbo ESH6 2026-01-06 is not recorded',
    ])
  })

  it('an input is of the wrong kind', async () => {
    changeInputs(SILVER, [{ file: 'a.dbn', sha256: ZEROS, bytes: 1 }])
    expect(await faults(WALLS)).toContain('input raw file a.dbn is not a partition')
    changeInputs([BRONZE], [{ ...WALLS, symbol: 'ESZ5', content_sha256: ZEROS }])
    expect(await faults(BRONZE)).toEqual([
      expect.stringMatching(/^input silver.* is not a raw file$/),
    ])
  })

  it('bronze names no raw file', async () => {
    changeInputs([BRONZE], [])
    expect(await faults(BRONZE)).toEqual(['no raw file is recorded'])
  })

  it('bronze is of another stage', async () => {
    changeStage([BRONZE], { name: 'bronze/definitions' })
    expect(await faults(BRONZE)).toEqual(['it is of stage bronze/definitions, expected bronze/mbo'])
  })

  it('the stage has another revision now', async () => {
    changeStage(SILVER, { revision: 0 })
    expect(await faults(WALLS)).toEqual([
      expect.stringMatching(/^it is stale: revision 0 is now \d+$/),
    ])
  })

  it('the tick is another now', async () => {
    changeStage(SILVER, { parameters: { ...MADE, tick_size: 10 } })
    expect(await faults(WALLS)).toEqual(['it is stale: tick_size 10 is now 250000000'])
  })

  it('the contract is another now', async () => {
    changeManifest(lake, WALLS, (manifest) => ({ ...manifest, contract_sha256: ZEROS }))
    expect(await faults(WALLS)).toEqual(['it is stale: the contract changed'])
  })

  it('another output of its stage is not named with it', async () => {
    const path = manifestPath(lake, SNAPSHOTS)
    const manifest = decodeManifest(readFileSync(path, 'utf8'), path)
    const tables = manifest.tables.filter(({ dataset }) => dataset !== WALLS.dataset)
    writeFileSync(path, encodeManifest({ ...manifest, tables }))
    expect(await faults(SNAPSHOTS)).toEqual([
      expect.stringMatching(
        /its manifest does not name the table \(expected silver\.future_mbo\.wall_surface_1s ESH6/,
      ),
    ])
  })
})
