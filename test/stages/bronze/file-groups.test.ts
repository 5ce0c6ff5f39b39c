import { describe, expect, it } from 'vitest'
import type { Metadata } from '../../../src/dbn/metadata.ts'
import { startOfUtcDate } from '../../../src/market/time.ts'
import { fileGroups } from '../../../src/stages/bronze/file-groups.ts'
import type { RawFile } from '../../../src/stages/bronze/raw-files.ts'
import { metadataOf } from '../../dbn/streams.ts'
import { mappingsOf, timeOf } from '../made-day.ts'

const MONDAY = '2026-01-05'
const TUESDAY = '2026-01-06'
const WEDNESDAY = '2026-01-07'

function file(path: string, changes: Partial<Metadata> = {}): RawFile {
  const day = { start: startOfUtcDate(TUESDAY), end: startOfUtcDate(WEDNESDAY) }
  const mappings = mappingsOf(TUESDAY)
  return { path, bytes: 1, metadata: metadataOf(3, { ...day, mappings, ...changes }) }
}

const names = (files: readonly RawFile[]) =>
  fileGroups(files).map((group) => group.map(({ path }) => path).join(' '))

describe('files that are read together', () => {
  it('are those of one day, even where their times do not overlap', () => {
    const noon = timeOf(TUESDAY, '12:00:00')
    expect(names([file('evening', { start: noon }), file('morning', { end: noon })])).toEqual([
      'evening morning',
    ])
  })

  it('are not those of days side by side', () => {
    const monday = { start: startOfUtcDate(MONDAY), end: startOfUtcDate(TUESDAY) }
    expect(names([file('tuesday'), file('monday', monday)])).toEqual(['monday', 'tuesday'])
  })

  it('are not those of other instruments', () => {
    const nasdaq = { mappings: mappingsOf(TUESDAY, { NQH6: 201 }) }
    expect(names([file('es'), file('nq', nasdaq)])).toEqual(['es', 'nq'])
  })

  it('are those of one instrument by its symbol in one and its id in the other', () => {
    const intervals = [{ startDate: 20260106, endDate: 20260107, symbol: 'ESH6' }]
    const byId = { stypeIn: 0, stypeOut: 1, mappings: [{ rawSymbol: '101', intervals }] }
    expect(names([file('by symbol'), file('by id', byId)])).toEqual(['by id by symbol'])
  })

  it('are all that a longer file, or one that says nothing, may share a day with', () => {
    const monday = file('monday', { start: startOfUtcDate(MONDAY), end: startOfUtcDate(TUESDAY) })
    const week = file('week', { start: startOfUtcDate(MONDAY) })
    expect(names([monday, file('tuesday'), week])).toEqual(['monday week tuesday'])
    const fragment = { path: 'fragment', bytes: 1, metadata: undefined }
    expect(names([monday, file('tuesday'), fragment])).toEqual(['fragment monday tuesday'])
    const live = file('live', { start: startOfUtcDate(MONDAY), end: 0n, mappings: [] })
    expect(names([monday, file('tuesday'), live])).toEqual(['live monday tuesday'])
  })

  it('are definitions apart from the rest, and before it', () => {
    expect(names([file('orders'), file('definitions', { schema: 9 })])).toEqual([
      'definitions',
      'orders',
    ])
  })
})
