import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import { DAY, dayRecords, type Fields, mappingsOf, writeDbn } from '../made-day.ts'
import { columnOf, ingestFiles, mbo, temporaryFolder, temporaryLake } from '../made-lake.ts'

const SNAPSHOT = 32
const all = dayRecords({ seconds: 400, instruments: ['ESH6'] })
const isSnapshot = ({ flags }: Fields) => (Number(flags) & SNAPSHOT) !== 0
const snapshot = all.filter(isSnapshot)
/** Two packets' orders at each receipt: two of the first, then one of the second. */
const live = all
  .filter((record) => !isSnapshot(record))
  .map((record, row, { [row - (row % 3)]: first }) => ({
    ...record,
    ts_recv: first.ts_recv,
    sequence: 2 * Math.floor(row / 3) + (row % 3 === 2 ? 2 : 1),
    order_id: BigInt(row + 1),
  }))

/** The order ids of a file's live records in bronze, or what is said of the file. */
async function ingested(records: readonly Fields[]): Promise<readonly unknown[] | string> {
  const path = join(temporaryFolder(), 'day.mbo.dbn')
  await writeDbn(path, [...snapshot, ...records], {
    metadata: { mappings: mappingsOf(DAY, { ESH6: 101 }) },
  })
  const lake = temporaryLake()
  try {
    await ingestFiles(lake, [path])
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return `${error.exitCode}: ${error.message.replace(path, 'FILE')}`
  }
  return (await columnOf(lake, mbo(), 'order_id')).slice(snapshot.length)
}

const idsOf = (records: readonly Fields[]) => records.map((record) => record.order_id)
const third = Math.floor(live.length / 9) * 3

describe('a file out of order that sorting restores is accepted', () => {
  it.each([
    ['swapped parts', [...live.slice(third), ...live.slice(0, third)]],
    [
      'a late block',
      [...live.slice(0, third), ...live.slice(2 * third), ...live.slice(third, 2 * third)],
    ],
    ['two neighbouring packets', [...live.slice(3, 6), ...live.slice(0, 3), ...live.slice(6)]],
  ])('%s', async (_, records) => {
    expect(await ingested(records)).toEqual(idsOf(live))
  })
})

describe('a shuffled file is refused', () => {
  it('whose packets of one receipt are the wrong way round, at the record', async () => {
    const [a, b, c] = live.slice(3, 6)
    const records = [...live.slice(0, 3), c, a, b, ...live.slice(9), ...live.slice(6, 9)]
    expect(await ingested(records)).toMatch(
      new RegExp(
        `^3: FILE, record ${snapshot.length + 4}: its records are shuffled \\(.*found sequence 3 after 4 of instrument 101 at 2026-01-06T.*download the file again`,
      ),
    )
  })

  it('that is reversed', async () => {
    expect(await ingested(live.toReversed())).toContain('its records are shuffled')
  })

  it('by how often its records step back, where no two packets share a receipt', async () => {
    const alone = live.map((record, row) => ({ ...record, sequence: Math.floor(row / 3) }))
    expect(alone.length).toBeGreaterThan(3_000)
    expect(await ingested(alone.toReversed())).toMatch(
      /^3: FILE: its records are shuffled \(expected at most 5 % .*, found \d+ of \d+ \(33 %\)\)/,
    )
  })
})
