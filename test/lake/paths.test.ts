import { mkdirSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { listPartitions } from '../../src/lake/partition/list.ts'
import { openLake } from '../../src/lake/paths.ts'
import { emptyLake } from './empty-lake.ts'
import { COMMIT, DATASETS, DAY, writeTicks } from './lake.ts'
import { shownFolder } from './lake-files.ts'

const LAKE = openLake('/lake', DATASETS)

describe("a partition's folder", () => {
  it('is its dataset’s path with the symbol and the date filled in', () => {
    expect(shownFolder(LAKE, DAY).split(sep).join('/')).toBe(
      '/lake/bronze/source=databento/product_type=future_mbo/symbol=ESH6/table=ticks/dt=2026-01-06',
    )
  })

  it.each(['ESH6', 'ES', 'E-mini_1.0', 'a'.repeat(32), '6EH6', '_'])(
    'takes symbol %s',
    (symbol) => {
      expect(shownFolder(LAKE, { ...DAY, symbol })).toContain(`symbol=${symbol}${sep}`)
    },
  )

  it.each([
    ...['', '.', '..', '../ESH6', 'a/b', 'a\\b', 'a..b', '.hidden', 'ES H6', 'ES\0', 'É', 'a,b'],
    ...['a'.repeat(33), '%2e%2e', 'ES\n', 'C:'],
  ])('refuses symbol %j', (symbol) => {
    expect(() => shownFolder(LAKE, { ...DAY, symbol })).toThrow('that is no symbol')
  })

  it.each(['', '2026-1-6', '2026-02-29', '2026-13-01', '20260106', '2026-01-06/..', '../../etc'])(
    'refuses date %j',
    (dt) => {
      expect(() => shownFolder(LAKE, { ...DAY, dt })).toThrow('that is no calendar date')
    },
  )

  it('names the datasets there are when asked for another', () => {
    expect(() => shownFolder(LAKE, { ...DAY, dataset: '__proto__' })).toThrow(
      'silver.future_mbo.kinds, bronze.future_mbo.ticks',
    )
  })

  it('is never outside of the lake', () => {
    const anything = fc.oneof(fc.string(), fc.constantFrom('..', '/', '.', DAY.symbol, DAY.dt))
    fc.assert(
      fc.property(anything, anything, (symbol, dt) => {
        try {
          expect(shownFolder(LAKE, { ...DAY, symbol, dt })).toMatch(/^[/\\]lake[/\\]bronze/)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
    )
  })
})

describe('the list of partitions', () => {
  it('is empty where there is no lake', async () => {
    expect(await listPartitions(openLake('/nowhere', DATASETS))).toEqual([])
  })

  it('has all of them in order, and passes over what is none', async () => {
    const lake = emptyLake()
    const days = [
      { ...DAY, symbol: 'NQH6' },
      { ...DAY, dt: '2026-01-07' },
      DAY,
      { ...DAY, dt: '2025-12-31' },
    ]
    for (const day of days) await writeTicks(lake, [1], COMMIT, day)
    const above = join(shownFolder(lake, DAY), '..')
    mkdirSync(join(above, 'dt=2026-02-30'))
    mkdirSync(join(above, 'dt=2026-01-08.tmp'))
    mkdirSync(join(above, 'other'))
    writeFileSync(join(above, 'dt=2026-01-09'), 'a file')
    mkdirSync(join(above, '..', '..', 'symbol=..x', 'table=ticks', 'dt=2026-01-06'), {
      recursive: true,
    })
    const sorted = [days[3], days[2], days[1], days[0]]
    expect(await listPartitions(lake)).toEqual(sorted)
    expect(await listPartitions(lake, { symbol: 'NQH6' })).toEqual([days[0]])
    expect(await listPartitions(lake, { dt: DAY.dt })).toEqual([days[2], days[0]])
    expect(await listPartitions(lake, { dataset: 'silver.future_mbo.kinds' })).toEqual([])
  })
})
