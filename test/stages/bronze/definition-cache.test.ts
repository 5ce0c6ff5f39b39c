import { join } from 'node:path'
import { expect, it } from 'vitest'
import { DefinitionCache } from '../../../src/stages/bronze/definition-cache.ts'
import { removeStageDay } from '../../lake/lake-files.ts'
import { DAY, definition, NEXT_DAY, writeDbn } from '../made-day.ts'
import { DEFINITIONS, ingestFiles, temporaryFolder, temporaryLake } from '../made-lake.ts'

const PARTITION = { dataset: DEFINITIONS, symbol: 'ESH6', dt: DAY }

it('reads a partition once, until it is written again or no file is near it', async () => {
  const lake = temporaryLake()
  const path = join(temporaryFolder(), 'definition.dbn')
  const option = definition('E1AF6 C6900', { instrument_class: 'C', underlying: 'ESH6' })
  await writeDbn(path, [option], { kind: 'definition' })
  await ingestFiles(lake, [path])

  const definitions = new DefinitionCache(lake)
  const futureOf = async (date: string) => {
    const instruments = await definitions.near({ first: date, last: date }, new Map())
    return instruments.futureOf('E1AF6 C6900')
  }
  expect(await futureOf(DAY)).toBe('ESH6')
  // What is gone from the disk cannot be read a second time.
  removeStageDay(lake, PARTITION)
  expect(await futureOf(NEXT_DAY)).toBe('ESH6')
  definitions.invalidate({ ...PARTITION, dataset: 'bronze.future_mbo.mbo' })
  expect(await futureOf(DAY)).toBe('ESH6')
  expect(await futureOf('2026-03-02')).toBeUndefined()
  await expect(futureOf(DAY)).rejects.toThrow('ESH6')
  definitions.invalidate(PARTITION)
  expect(await futureOf(DAY)).toBeUndefined()
})
