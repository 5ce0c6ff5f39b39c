import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { futuresEvents } from '../../src/stages/silver/futures-events.ts'
import { events } from '../../src/verify/events.ts'
import { records } from '../book/records.ts'
import {
  buildDay,
  emptyLake,
  faultsAfter,
  findingOf,
  removeLake,
  SNAPSHOTS,
  writeDay,
} from './small-lake.ts'
import { addTo, setCell } from './tables.ts'

const EVENTS = { ...SNAPSHOTS, dataset: DATASETS.events }

/** An iceberg that is refilled twice, and then a sweep. */
const RECORDS = `
  0.5 A 1 B 100 10 .
  1 T 50 A 100 10
  1 F 1 B 100 10
  1 M 1 B 100 10 .
  2 T 51 A 100 4
  2 F 1 B 100 4
  2 M 1 B 100 8 .
  3 T 52 A 100 8
  3 F 1 B 100 8
  3 C 1 B 100 8 .
  5 T 53 B 100 2
  5 T 53 B 101 2
  5 T 53 B 102 1 .
`

let lake: Lake
beforeAll(async () => {
  lake = emptyLake()
  const path = join(lake.root, 'day.dbn.zst')
  await writeDay(path, records(RECORDS))
  await buildDay(lake, [path], undefined, {}, [futuresEvents])
}, 60_000)
afterAll(() => removeLake(lake))

describe('events', () => {
  it('passes for what the stage found', async () => {
    const { length } = await readTable(lake, EVENTS)
    expect(length).toBe(2)
    const { offending, counted } = await findingOf(lake, events, EVENTS)
    expect(offending).toEqual([])
    expect(counted.events).toBe(length)
  })

  it.each([
    'known_ts_ns',
    'start_ts_ns',
    'end_ts_ns',
    'low_price_int',
    'high_price_int',
    'lots',
    'total_lots',
    'strength',
  ])('a value of %s is another', async (name) => {
    const found = await faultsAfter(lake, events, EVENTS, (table) => {
      addTo(table, name, 0, 1)
      return undefined
    })
    expect(found).toEqual([expect.stringContaining(`row 0: ${name} is`)])
  })

  it('it is of another kind and side', async () => {
    const found = await faultsAfter(lake, events, EVENTS, (table) => {
      setCell(table, 'kind', 0, 'stop_run')
      setCell(table, 'side', 0, table.column('side', 'char')[0] === 65 ? 66 : 65)
      return undefined
    })
    expect(found).toEqual([
      expect.stringMatching(/row 0: kind is stop_run, expected iceberg/),
      expect.stringMatching(/row 0: side is/),
    ])
  })

  it('the last is missing', async () => {
    const found = await faultsAfter(lake, events, EVENTS, (table) => [
      table.rows(0, table.length - 1),
    ])
    expect(found).toEqual([expect.stringMatching(/known at .* is missing/)])
  })
})
