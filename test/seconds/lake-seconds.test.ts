import { join } from 'node:path'
import { expect, it } from 'vitest'
import { manifestKey, stageDayOf } from '../../src/lake/partition/keys.ts'
import { encodeManifest } from '../../src/lake/partition/manifest.ts'
import { readStageManifest } from '../../src/lake/partition/stored.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'
import {
  ingestFiles,
  mbo,
  runStages,
  temporaryFolder,
  temporaryLake,
  WALL,
} from '../stages/made-lake.ts'

it('a day of an earlier version, without one of the tables of now, is shown without it', async () => {
  const lake = temporaryLake()
  const file = join(temporaryFolder(), 'es.mbo.dbn.zst')
  await writeDbn(file, dayRecords({ seconds: 5, instruments: ['ESH6'] }))
  await ingestFiles(lake, [file])
  await runStages(lake, { layer: 'silver' })
  const day = stageDayOf(lake, { ...mbo(), dataset: WALL })
  const stored = await readStageManifest(lake, day)
  if (!stored) throw new Error('the day has no manifest')
  const tables = stored.manifest.tables.filter(({ dataset }) => dataset !== WALL)
  const older = encodeManifest({ ...stored.manifest, tables })
  await lake.store.put(manifestKey(day), Buffer.from(older))
  const seconds = await LakeSeconds.open(lake, 'ESH6', DAY)
  try {
    expect(seconds.day.surfaces).toContain('snap')
    expect(seconds.day.surfaces).not.toContain('wall')
  } finally {
    await seconds.close()
  }
})
