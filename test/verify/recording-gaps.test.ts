import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import type { Table } from '../../src/table/table.ts'
import { recordingGaps } from '../../src/verify/recording-gaps.ts'
import { batchOf, type LiveRun, runMadeDay } from '../live/live-runs.ts'
import { copyOf, faultsAfter, findingOf, SNAPSHOTS } from './small-lake.ts'
import { addTo, rowsOf, setCell } from './tables.ts'

const GAPS = { ...SNAPSHOTS, dataset: DATASETS.gaps }

let run: LiveRun
beforeAll(async () => {
  run = await runMadeDay({ faults: 'cut:9s,error8', seed: 2, speed: 2, from: 'snapshot' })
  await (await batchOf(run)).close()
}, 60_000)
afterAll(() => run.remove())

const faults = (partition: typeof GAPS | typeof SNAPSHOTS, change: (table: Table) => void) =>
  faultsAfter(run.lake, recordingGaps, partition, (table) => {
    change(table)
    return undefined
  })

describe('gaps', () => {
  it('passes for what was recorded', async () => {
    const { offending, counted } = await findingOf(copyOf(run.lake), recordingGaps, GAPS)
    expect([offending, counted]).toEqual([[], { gaps: run.summary.gaps.length }])
  })

  it('one names another second', async () => {
    const found = await faults(GAPS, (table) => addTo(table, 'window_end_ts_ns', 0, 1_000_000_000))
    expect(found).toEqual([expect.stringMatching(/it names window .*, not /)])
  })

  it('one ends before it begins', async () => {
    const found = await faults(GAPS, (table) => addTo(table, 'from_ts_ns', 0, 60_000_000_000))
    expect(found).toEqual([expect.stringContaining('it ends before it begins')])
  })

  it('seconds of one are valid', async () => {
    const found = await faults(SNAPSHOTS, (table) => {
      for (const row of rowsOf(table)) setCell(table, 'window_valid', row, 1)
    })
    expect(found[0]).toMatch(/it is valid, but lies in a gap/)
  })
})
