import { describe, expect, it } from 'vitest'
import { recordLayout } from '../../../src/dbn/layout.ts'
import type { Metadata } from '../../../src/dbn/metadata.ts'
import { startOfUtcDate } from '../../../src/market/time.ts'
import { claimOf } from '../../../src/stages/bronze/file-claim.ts'
import { fileGroups } from '../../../src/stages/bronze/file-groups.ts'
import { Instruments } from '../../../src/stages/bronze/instruments.ts'
import type { RawFile } from '../../../src/stages/bronze/raw-files.ts'
import { readDays } from '../../../src/stages/bronze/read-days.ts'
import { metadataOf } from '../../dbn/streams.ts'
import { definition, mappingsOf, recordTable, timeOf } from '../made-day.ts'

const MONDAY = '2026-01-05'
const TUESDAY = '2026-01-06'
const WEDNESDAY = '2026-01-07'

function file(path: string, changes: Partial<Metadata> = {}): RawFile {
  const day = { start: startOfUtcDate(TUESDAY), end: startOfUtcDate(WEDNESDAY) }
  const mappings = mappingsOf(TUESDAY)
  return { path, bytes: 1, metadata: metadataOf(3, { ...day, mappings, ...changes }) }
}

/** What the options in the files are. */
function instruments(): Instruments {
  const found = new Instruments()
  const options = ['ESH6 C6900', 'EW1F6 C6900'].map((symbol) =>
    definition(symbol, { instrument_class: 'C', underlying: 'ESH6' }),
  )
  const layout = recordLayout('definition', 3)
  const batch = { type: 'records', layout, table: recordTable('definition', 3, options) } as const
  for (const row of options.keys()) found.add(batch, row, TUESDAY, () => undefined)
  return found
}

async function names(...files: readonly RawFile[]): Promise<string[]> {
  const claims = await Promise.all(
    files.map(async (file) => claimOf(file, instruments(), { days: await readDays(file) })),
  )
  return fileGroups(claims).map((group) => group.map((claim) => claim.file.path).join(' '))
}

describe('files that are read together', () => {
  it('are those of one day, even where their times do not overlap', async () => {
    const noon = timeOf(TUESDAY, '12:00:00')
    expect(await names(file('evening', { start: noon }), file('morning', { end: noon }))).toEqual([
      'evening morning',
    ])
  })

  it('are not those of days side by side', async () => {
    const monday = { start: startOfUtcDate(MONDAY), end: startOfUtcDate(TUESDAY) }
    expect(await names(file('tuesday'), file('monday', monday))).toEqual(['monday', 'tuesday'])
  })

  it('are not those of other futures', async () => {
    const nasdaq = { mappings: mappingsOf(TUESDAY, { NQH6: 201 }) }
    expect(await names(file('es'), file('nq', nasdaq))).toEqual(['es', 'nq'])
  })

  it('are those of options on one future, though they share no symbol', async () => {
    const quarterly = { mappings: mappingsOf(TUESDAY, { 'ESH6 C6900': 901 }) }
    const weekly = { mappings: mappingsOf(TUESDAY, { 'EW1F6 C6900': 902 }) }
    expect(await names(file('quarterly', quarterly), file('weekly', weekly))).toEqual([
      'quarterly weekly',
    ])
  })

  it('are not a future’s orders and those of its options, but their statistics are', async () => {
    const options = { mappings: mappingsOf(TUESDAY, { 'ESH6 C6900': 901 }) }
    expect(await names(file('future'), file('options', options))).toEqual(['future', 'options'])
    const statistics = { schema: 10 }
    expect(
      await names(file('future', statistics), file('options', { ...options, ...statistics })),
    ).toEqual(['future options'])
  })

  it('are not orders and definitions', async () => {
    expect(await names(file('orders'), file('definitions', { schema: 9 }))).toEqual([
      'definitions',
      'orders',
    ])
  })

  it('are those of one instrument by its symbol in one and its id in the other', async () => {
    const intervals = [{ startDate: 20260106, endDate: 20260107, symbol: 'ESH6' }]
    const byId = { stypeIn: 0, stypeOut: 1, mappings: [{ rawSymbol: '101', intervals }] }
    expect(await names(file('by symbol'), file('by id', byId))).toEqual(['by id by symbol'])
  })

  it('are all that a longer file, or one that names nothing, may share a day with', async () => {
    const monday = file('monday', { start: startOfUtcDate(MONDAY), end: startOfUtcDate(TUESDAY) })
    const week = file('week', { start: startOfUtcDate(MONDAY) })
    expect(await names(monday, file('tuesday'), week)).toEqual(['monday week tuesday'])
    const continuous = { mappings: mappingsOf(TUESDAY, { 'NQ.c.0': 7 }) }
    expect(await names(file('es'), file('continuous', continuous))).toEqual(['continuous es'])
  })
})
