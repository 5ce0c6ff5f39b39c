import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readStored } from '../../src/lake/partition/stored.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { pipelineStatus } from '../../src/pipeline/status.ts'
import type { StageOptions } from '../../src/stages/stage.ts'
import { lakeOf, makeOptionDay, type OptionDay, removeDay, SURFACE } from '../verify/option-lake.ts'
import { removeLake, SNAPSHOTS, SYMBOL } from '../verify/small-lake.ts'

let day: OptionDay
let lake: Lake
beforeAll(async () => {
  day = await makeOptionDay({ session: '12:44-12:45', events: 1500 })
  lake = await lakeOf(day)
})
afterAll(() => {
  removeLake(lake)
  removeDay(day)
})

/** The datasets that a run with these options would make again. */
async function staleWith(options: StageOptions): Promise<string[]> {
  const status = await pipelineStatus(lake, { symbol: SYMBOL }, options)
  return status.filter(({ state }) => state !== 'fresh').map(({ dataset }) => dataset)
}

describe('a value that is given and is the one in force', () => {
  it('makes nothing stale, whether it came from a table, a definition or a default before', async () => {
    const gamma = (await readStored(lake, SURFACE))?.stage.parameters ?? {}
    const book = (await readStored(lake, SNAPSHOTS))?.stage.parameters ?? {}
    expect(gamma.multiplier).toBe(50)
    const inForce: StageOptions[] = [
      { multipliers: { ES: 50 } },
      { roots: { ES: { multiplier: 50 } } },
      { roots: { ES: { tick: 0.25 } } },
      { rate: Number(gamma.rate) },
      { expiry: '0dte' },
      { dealerSigns: { call: 1, put: -1 } },
      { session: String(book.session) },
      { maxRelTicks: Number(book.max_rel_ticks) },
      // Of another root.
      { multipliers: { NQ: 21 }, roots: { CL: { multiplier: 999 } } },
    ]
    for (const options of inForce) {
      expect(await staleWith(options), JSON.stringify(options)).toEqual([])
    }
  })

  it('is told from another one', async () => {
    expect(await staleWith({ multipliers: { ES: 51 } })).toContain(SURFACE.dataset)
    expect(await staleWith({ roots: { ES: { multiplier: 49 } } })).toContain(SURFACE.dataset)
  })
})
