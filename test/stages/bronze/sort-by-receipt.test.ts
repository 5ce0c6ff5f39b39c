import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Metadata } from '../../../src/dbn/metadata.ts'
import { DAY, dayRecords, definition, type Fields, mappingsOf, writeDbn } from '../made-day.ts'
import {
  columnOf,
  ingestFiles,
  manifestOf,
  mbo,
  temporaryFolder,
  temporaryLake,
} from '../made-lake.ts'

const LIVE = { schema: 0xffff, start: 0n, end: -1n }
const MIXED = { schema: 0xffff }
const names = { ESH6: 101, 'ESH6 C6900': 102 }
const both = dayRecords({ seconds: 6, instruments: ['ESH6', 'ESM6'] })
const future = both.filter(({ instrument_id: id }) => id === 101)
const option = both.filter(({ instrument_id: id }) => id === 102)
const OPTIONS = { ...mbo(), dataset: 'bronze.future_option_mbo.mbo' }

/** The sequence numbers of the future's and the option's rows, and how many were moved. */
async function ingested(list: readonly Fields[], header: Partial<Metadata>) {
  const folder = temporaryFolder()
  const path = join(folder, 'all.dbn')
  const weekly = definition('ESH6 C6900', {
    instrument_id: 102,
    instrument_class: 'C',
    underlying: 'ESH6',
  })
  await writeDbn(join(folder, 'definition.dbn'), [weekly], { kind: 'definition' })
  await writeDbn(path, list, { metadata: { ...header, mappings: mappingsOf(DAY, names) } })
  const lake = temporaryLake()
  await ingestFiles(lake, [folder])
  const sequences = (partition: ReturnType<typeof mbo>) => columnOf(lake, partition, 'sequence')
  const moved = (await manifestOf(lake, mbo())).quality.out_of_order
  return { future: await sequences(mbo()), option: await sequences(OPTIONS), moved }
}

const sequencesOf = (list: readonly Fields[]) => list.map(({ sequence }) => sequence)
const IN_ORDER = { future: sequencesOf(future), option: sequencesOf(option) }

describe.each([
  ['a live recording', LIVE],
  ['a file of several schemas', MIXED],
  ['a file of orders', {}],
])('%s', (_, header) => {
  it('in order of receipt is as it is', async () => {
    expect(await ingested(both, header)).toEqual({ ...IN_ORDER, moved: 0 })
  })

  it('whose second half comes first is in order again, its snapshots before all else', async () => {
    const half = both.length / 2
    const found = await ingested([...both.slice(half), ...both.slice(0, half)], header)
    expect(found).toMatchObject(IN_ORDER)
    expect(found.moved).toBeGreaterThan(0)
  })

  it('of one instrument after the other has each in its order', async () => {
    expect(await ingested([...future, ...option], header)).toMatchObject(IN_ORDER)
  })
})
