import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { examineLake } from '../../src/doctor/lake-health.ts'
import { leaseKey, manifestKey, stageDayOf } from '../../src/lake/partition/keys.ts'
import { encodeManifest } from '../../src/lake/partition/manifest.ts'
import { readStageManifest } from '../../src/lake/partition/stored.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { partPath } from '../lake/lake-files.ts'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'
import {
  ingestFiles,
  lakeHashes,
  mbo,
  runStages,
  SNAPSHOT,
  temporaryFolder,
  temporaryLake,
  WALL,
} from '../stages/made-lake.ts'

/** Higher than any process has. */
const NOBODY = 2 ** 22 + 1

let lake: Lake
beforeEach(async () => {
  lake = temporaryLake()
  const file = join(temporaryFolder(), 'es.mbo.dbn.zst')
  await writeDbn(file, dayRecords({ seconds: 10, instruments: ['ESH6'] }))
  await ingestFiles(lake, [file])
  await runStages(lake)
})

async function findingOf(name: string, options = {}) {
  const before = lakeHashes(lake)
  const found = (await examineLake(lake, options)).find((finding) => finding.name === name)
  expect(lakeHashes(lake)).toEqual(before)
  return found
}

describe('a lake', () => {
  it('that is well', async () => {
    const findings = await examineLake(lake, {})
    expect(findings.map(({ name, state }) => [name, state])).toEqual([
      ['lake', 'ok'],
      ['disk', expect.stringMatching(/ok|note/)],
      ['partitions', 'ok'],
      ['pipeline', 'ok'],
      ['locks', 'ok'],
    ])
    expect(findings[3].text).toMatch(/^\d+ fresh, 0 stale, 0 missing, 0 being written$/)
  })

  it('that is not there yet', async () => {
    const findings = await examineLake(temporaryLake(), {})
    expect(findings.map(({ name, state }) => [name, state])).toEqual([
      ['lake', 'note'],
      ['disk', expect.stringMatching(/ok|note/)],
    ])
  })

  it('whose partition was edited', async () => {
    const part = partPath(lake, { ...mbo(), dataset: SNAPSHOT })
    writeFileSync(part, readFileSync(part).subarray(1))
    expect(await findingOf('partitions')).toMatchObject({
      state: 'fault',
      text: expect.stringContaining(`damaged: ${SNAPSHOT} ESH6 ${DAY}: part-00000.parquet has`),
    })
    expect((await findingOf('pipeline'))?.text).toMatch(/ [1-9]\d* stale/)
  })

  it('whose stage made fewer tables in an earlier version', async () => {
    const day = stageDayOf(lake, { ...mbo(), dataset: SNAPSHOT })
    const stored = await readStageManifest(lake, day)
    if (!stored) throw new Error('the day has no manifest')
    const tables = stored.manifest.tables.filter(({ dataset }) => dataset !== WALL)
    const older = encodeManifest({ ...stored.manifest, tables })
    await lake.store.put(manifestKey(day), Buffer.from(older))
    expect(await findingOf('partitions')).toMatchObject({ state: 'ok' })
    const pipeline = await findingOf('pipeline')
    expect(pipeline).toMatchObject({ state: 'note' })
    expect(pipeline?.text).toMatch(/ [1-9]\d* stale/)
  })

  it('that would be made otherwise now', async () => {
    expect(await findingOf('pipeline', { maxRelTicks: 30 })).toMatchObject({
      state: 'note',
      fix: 'see: spymaster pipeline status',
    })
  })

  it('with a lease of a process that has ended, and one of this one', async () => {
    const here = hostname().replace(/[^A-Za-z0-9.-]/g, '_')
    const hold = (pid: number, since: number) =>
      lake.store.put(
        leaseKey({ stage: 'bronze/futures-mbo', symbol: 'ESH6', dt: DAY }),
        Buffer.from(`${here} ${pid} ${since} ${Date.now() + 60_000} abcdef\n`),
      )
    await hold(NOBODY, 1_767_709_800_000)
    expect(await findingOf('locks')).toEqual({
      name: 'locks',
      state: 'note',
      text: `1 of processes that have ended: bronze/futures-mbo ESH6 ${DAY} by process ${NOBODY} on ${here} since 2026-01-06T14:30:00.000Z`,
      fix: 'the next run removes them',
    })
    await hold(process.pid, Date.now())
    expect(await findingOf('locks')).toMatchObject({ state: 'ok', text: '1, of active runs' })
  })
})
