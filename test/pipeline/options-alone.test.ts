import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { planPipeline } from '../../src/pipeline/pipeline.ts'
import type { TargetChoice } from '../../src/pipeline/targets.ts'
import { DAY, dayRecords, definition, mappingsOf, writeDbn } from '../stages/made-day.ts'
import { ingestFiles, temporaryFolder, temporaryLake } from '../stages/made-lake.ts'

/** Orders of ESH6, of an option on it, and of one on ESM6, whose own orders are not there. */
async function madeFiles(): Promise<string> {
  const folder = temporaryFolder()
  const options = { 'ESH6 C6900': 901, 'ESM6 C6900': 902 }
  const definitions = Object.entries(options).map(([symbol, id]) =>
    definition(symbol, {
      instrument_id: id,
      instrument_class: 'C',
      underlying: symbol.slice(0, 4),
    }),
  )
  const records = dayRecords({ seconds: 3, instruments: ['ESH6'] })
  await writeDbn(join(folder, 'mbo.dbn'), records, {
    metadata: { mappings: mappingsOf(DAY, { ESH6: 101 }) },
  })
  await writeDbn(join(folder, 'definition.dbn'), definitions, { kind: 'definition' })
  const orders = [901, 902].map((id) => ({ ...records[0], instrument_id: id }))
  await writeDbn(join(folder, 'options.dbn'), orders, {
    metadata: { mappings: mappingsOf(DAY, options) },
  })
  return folder
}

async function madeLake(): Promise<Lake> {
  const lake = temporaryLake()
  await ingestFiles(lake, [await madeFiles()])
  return lake
}

describe('options whose future has no orders', () => {
  const SENTENCE = `no orders of ESM6 on ${DAY} are in the lake, only of its options: nothing is made of them`
  const lackingOf = async (choice: TargetChoice) => {
    const asked = { options: {}, layer: 'all', overwrite: false, workers: 1, ...choice } as const
    const { lacking } = await planPipeline(await madeLake(), asked)
    return lacking.filter((what) => what.includes('only of its options'))
  }

  it('are told of, where they may be meant', async () => {
    expect(await lackingOf({})).toEqual([SENTENCE])
    expect(await lackingOf({ symbol: 'ES' })).toEqual([SENTENCE])
    expect(await lackingOf({ symbol: 'ESH6' })).toEqual([])
  })

  it('alone in a lake are named, with the file to add', async () => {
    const folder = await madeFiles()
    const lake = temporaryLake()
    await ingestFiles(lake, [join(folder, 'definition.dbn'), join(folder, 'options.dbn')])
    const asked = { options: {}, layer: 'all', overwrite: false, workers: 1 } as const
    await expect(planPipeline(lake, asked)).rejects.toThrow(
      `the lake has no orders of any symbol (found only orders of the options on ESH6 ${DAY}, ESM6 ${DAY}); add the MBO file of the future (ESH6, ESM6) with: spymaster pipeline ingest FILE`,
    )
  })

  it('are not there either: what is there is named', async () => {
    const folder = await madeFiles()
    const lake = temporaryLake()
    await ingestFiles(lake, [join(folder, 'definition.dbn')])
    const asked = { options: {}, layer: 'all', overwrite: false, workers: 1 } as const
    await expect(planPipeline(lake, asked)).rejects.toThrow(
      'found only bronze.shared.instrument_definitions',
    )
  })
})
