import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planPipeline } from '../../src/pipeline/pipeline.ts'
import { pipelineStatus } from '../../src/pipeline/status.ts'
import type { TargetChoice } from '../../src/pipeline/targets.ts'
import { DAY, dayRecords, FLAG, mappingsOf, writeDbn } from '../stages/made-day.ts'
import { ingestFiles, temporaryFolder, temporaryLake } from '../stages/made-lake.ts'

const SENTENCE = `no live record of ESM6 ${DAY} is in the lake, only its snapshot: nothing is made of it`

/** Orders of ESH6, and of ESM6 only its snapshot. */
async function madeLake() {
  const records = dayRecords({ seconds: 3, instruments: ['ESH6', 'ESM6'] }).filter(
    ({ instrument_id: id, flags }) => id === 101 || (Number(flags) & FLAG.snapshot) !== 0,
  )
  const path = join(temporaryFolder(), 'mbo.dbn')
  await writeDbn(path, records, {
    metadata: { mappings: mappingsOf(DAY, { ESH6: 101, ESM6: 102 }) },
  })
  const lake = temporaryLake()
  await ingestFiles(lake, [path])
  return lake
}

/** The futures that stages run for, and what is told of others. */
async function planned(choice: TargetChoice) {
  const asked = { options: {}, layer: 'all', overwrite: false, workers: 1, ...choice } as const
  const { tasks, lacking } = await planPipeline(await madeLake(), asked)
  return {
    symbols: [...new Set(tasks.map(({ node }) => node.symbol))],
    isTold: lacking.includes(SENTENCE),
  }
}

describe('a contract that has only its snapshot', () => {
  it('is told of, and nothing is made of it', async () => {
    const dates = { kind: 'list', dates: [DAY] } as const
    for (const choice of [{}, { dates }]) {
      expect(await planned(choice)).toEqual({ symbols: ['ESH6'], isTold: true })
    }
  })

  it('is an error where it was chosen itself', async () => {
    expect(await planned({ symbol: 'ESM6' })).toEqual({ symbols: ['ESM6'], isTold: false })
  })

  it('has only its orders in the status, which says why', async () => {
    const lake = await madeLake()
    for (const choice of [{}, { symbol: 'ESM6' }]) {
      const states = await pipelineStatus(lake, choice, {})
      expect(states.filter(({ symbol }) => symbol === 'ESM6')).toMatchObject([
        { dataset: 'bronze.future_mbo.mbo', state: 'fresh', notes: [SENTENCE] },
      ])
    }
  })
})
