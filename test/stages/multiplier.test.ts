import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { definedTerms, nearestDefinitions } from '../../src/stages/defined-terms.ts'
import { findMultiplier } from '../../src/stages/multiplier.ts'
import { SAMPLES, samplePath } from '../setup/samples.ts'
import { DAY, definition, writeDbn } from './made-day.ts'
import { ingestFiles, temporaryFolder, temporaryLake } from './made-lake.ts'

const UNIT = 1_000_000_000n

/** A lake with one future's definition, by what a tick is worth. */
async function lakeWith(symbol: string, tick: bigint, amount: bigint, factor: bigint) {
  const lake = temporaryLake()
  const path = join(temporaryFolder(), 'definitions.dbn')
  const money = {
    min_price_increment: tick,
    min_price_increment_amount: amount,
    display_factor: factor,
    unit_of_measure_qty: 5000n * UNIT,
  }
  await writeDbn(path, [definition(symbol, money)], { kind: 'definition' })
  await ingestFiles(lake, [path])
  return lake
}

const found = (
  lake: ReturnType<typeof temporaryLake>,
  symbol: string,
  options = {},
  recorded = {},
) => findMultiplier(lake, { symbol, dt: DAY }, options, recorded)

describe('the multiplier', () => {
  it('is the tick value divided by the tick, without a table', async () => {
    // 12.50 a tick of a quarter cent; the exchange counts in cents of a cent.
    const lake = await lakeWith('QQH6', UNIT / 4n, UNIT / 8n, UNIT / 100n)
    const { value, notes } = await found(lake, 'QQH6')
    expect(value).toBe(50)
    expect(notes).toEqual([`multiplier from definition of ${DAY}`])
  })

  it("is the table's where a definition agrees, and where none is there", async () => {
    const lake = await lakeWith('ESH6', UNIT / 4n, UNIT / 8n, UNIT / 100n)
    const fromTable = { value: 50, notes: ['multiplier from table by root'] }
    expect(await found(lake, 'ESH6')).toEqual(fromTable)
    expect(await found(temporaryLake(), 'ESH6')).toEqual(fromTable)
  })

  it("is the table's where a definition disagrees, which is reported", async () => {
    const lake = await lakeWith('ZNH6', UNIT / 64n, UNIT / 64n, UNIT)
    const { value, notes } = await found(lake, 'ZNH6')
    expect(value).toBe(1000)
    expect(notes[1]).toBe(`the definition of ${DAY} makes the multiplier of ZNH6 1: 1000 counts`)
  })

  it('is the requested value, else configured, else recorded', async () => {
    const lake = temporaryLake()
    const asked = { multipliers: { ES: 20 }, roots: { ES: { multiplier: 30 } } }
    expect(await found(lake, 'ESH6', asked, { multiplier: 40 })).toEqual({
      value: 20,
      notes: ['multiplier as asked for'],
    })
    const configured = { roots: { ES: { multiplier: 30 } } }
    expect((await found(lake, 'ESH6', configured, { multiplier: 40 })).value).toBe(30)
    expect((await found(lake, 'ESH6', {}, { multiplier: 40 })).value).toBe(40)
    expect((await found(lake, 'ESH6', {}, { multiplier: 'definition' })).value).toBe(50)
    expect((await found(lake, 'NQH6', asked)).value).toBe(20)
  })

  it('is left to the options without a table or definition', async () => {
    const { value, notes } = await found(temporaryLake(), 'QQH6')
    expect(value).toBeUndefined()
    expect(notes[0]).toContain('unit_of_measure_qty')
  })
})

const SAMPLE = samplePath('definition-glbx-es-fut.dbn.zst')

describe('a real definition of ES', SAMPLES, () => {
  it('has a tick of 0.25 and a multiplier of 50, as the table does', async () => {
    const lake = temporaryLake()
    await ingestFiles(lake, [SAMPLE])
    const [dt] = await nearestDefinitions(lake, { symbol: 'ESM3', dt: '2023-04-03' })
    expect(await definedTerms(lake, 'ESM3', dt)).toEqual({
      tickSize: 250_000_000,
      multiplier: 50,
    })
    const { notes } = await findMultiplier(lake, { symbol: 'ESM3', dt }, {})
    expect(notes).toEqual(['multiplier from table by root'])
  })
})
