import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Input } from '../../../src/lake/partition/manifest.ts'
import { type ExpectedPartition, readState } from '../../../src/lake/partition/state.ts'
import { emptyLake } from '../empty-lake.ts'
import { DATASETS, DAY, writeTicks } from '../lake.ts'
import { manifestPath, partPath } from '../lake-files.ts'

const HASH = { a: 'a'.repeat(64), b: 'b'.repeat(64) }
const STAGE = {
  name: 'bronze/ticks',
  revision: 3,
  parameters: { session: 'rth', max_rel_ticks: 60 },
}
const INPUTS: readonly Input[] = [
  { dataset: 'bronze.x.mbo', symbol: 'ESH6', dt: '2026-01-06', content_sha256: HASH.a },
  { file: 'day.dbn.zst', sha256: HASH.a, bytes: 10 },
]
const DECLARED: ExpectedPartition = {
  stage: STAGE,
  contractSha256: DATASETS.get(DAY.dataset)?.contractSha256 ?? '',
  inputs: INPUTS,
}

async function written() {
  const lake = emptyLake()
  await writeTicks(lake, [1, 2], { stage: STAGE, inputs: INPUTS, quality: {} })
  return { lake }
}

describe('a partition', () => {
  it('is missing before it is written, and after its manifest is gone', async () => {
    expect(await readState(emptyLake(), DAY, DECLARED)).toMatchObject({ state: 'missing' })
    const { lake } = await written()
    rmSync(manifestPath(lake, DAY))
    expect(await readState(lake, DAY, DECLARED)).toMatchObject({ state: 'missing' })
  })

  it('is fresh when nothing changed, in whatever order it is declared', async () => {
    const { lake } = await written()
    const parameters = { max_rel_ticks: 60, session: 'rth' }
    const declared = { ...DECLARED, stage: { ...STAGE, parameters }, inputs: INPUTS.toReversed() }
    expect(await readState(lake, DAY, declared)).toEqual({ state: 'fresh', reasons: [] })
  })

  it('is fresh whatever its inputs are, where they are no reason to run', async () => {
    const { lake } = await written()
    const { stage, contractSha256 } = DECLARED
    expect(await readState(lake, DAY, { stage, contractSha256 })).toMatchObject({ state: 'fresh' })
  })

  const changes: [change: Partial<ExpectedPartition>, reasons: string[]][] = [
    [{ stage: { ...STAGE, name: 'other' } }, ['stage bronze/ticks is now other']],
    [{ stage: { ...STAGE, revision: 4 } }, ['revision 3 is now 4']],
    [
      { stage: { ...STAGE, parameters: { session: 'globex', expiry: 'all' } } },
      ['expiry unset is now all', 'max_rel_ticks 60 is now unset', 'session rth is now globex'],
    ],
    [{ contractSha256: HASH.b }, ['the contract changed']],
    [
      { inputs: [] },
      ['input bronze.x.mbo ESH6 2026-01-06 is gone', 'input raw file day.dbn.zst is gone'],
    ],
    [
      {
        inputs: [
          { dataset: 'bronze.x.mbo', symbol: 'ESH6', dt: '2026-01-06', content_sha256: HASH.b },
          { dataset: 'bronze.x.mbo', symbol: 'ESH6', dt: '2026-01-05', content_sha256: HASH.a },
          { file: 'day.dbn.zst', sha256: HASH.a, bytes: 10 },
        ],
      },
      ['input bronze.x.mbo ESH6 2026-01-05 is new', 'input bronze.x.mbo ESH6 2026-01-06 changed'],
    ],
  ]
  it.each(changes)('is stale after %o', async (change, reasons) => {
    const { lake } = await written()
    const declared = { ...DECLARED, ...change }
    expect(await readState(lake, DAY, declared)).toEqual({ state: 'stale', reasons })
  })

  it('is stale when a file of it is gone, or another size', async () => {
    const { lake } = await written()
    const file = partPath(lake, DAY)
    const { length } = readFileSync(file)
    appendFileSync(file, 'x')
    expect((await readState(lake, DAY, DECLARED)).reasons).toEqual([
      `part-00000.parquet has ${length + 1} bytes, ${length} were written`,
    ])
    rmSync(file)
    expect((await readState(lake, DAY, DECLARED)).reasons).toEqual([
      'part-00000.parquet is not there',
    ])
  })

  it('is stale when its manifest was edited', async () => {
    const { lake } = await written()
    const path = manifestPath(lake, DAY)
    writeFileSync(path, readFileSync(path, 'utf8').replace('"rows": 2', '"rows": 3'))
    const { state, reasons } = await readState(lake, DAY, DECLARED)
    expect(state).toBe('stale')
    expect(reasons[0]).toContain(`${path}: the manifest is not the one that was written`)
  })
})
