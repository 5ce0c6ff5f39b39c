import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { followedContract } from '../../src/live/front-symbol.ts'
import { Table } from '../../src/table/table.ts'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'
import { ingestFiles, temporaryFolder, temporaryLake } from '../stages/made-lake.ts'

const FUTURE = 70
const SPREAD = 83

/** Definitions: symbol, class and day of expiration. */
function definitionsOf(rows: readonly (readonly [string, number, number])[], time = 10n) {
  const table = new Table(loadContract('bronze/instrument_definitions'), rows.length)
  for (const [row, [symbol, kind, day]] of rows.entries()) {
    table.columns.raw_symbol[row] = symbol
    table.columns.instrument_class[row] = kind
    table.columns.expiration[row] = BigInt(day)
  }
  table.length = rows.length
  return async () => ({ table, time })
}

const nothing = async () => {
  throw new Error('not asked for')
}

describe('the contract that is followed', () => {
  test('is the one that is named', async () => {
    expect(await followedContract(temporaryLake(), 'ESM6', nothing)).toEqual({ symbol: 'ESM6' })
    await expect(followedContract(temporaryLake(), 'E1BF6 C1', nothing)).rejects.toThrow(
      'no future',
    )
  })

  test('without orders in the lake is the next to expire by definition', async () => {
    const definitions = definitionsOf([
      ['ESZ5', FUTURE, 5],
      ['ESM6', FUTURE, 60],
      ['ESH6-ESM6', SPREAD, 12],
      ['NQF6', FUTURE, 11],
      ['ESH6', FUTURE, 30],
    ])
    expect(await followedContract(temporaryLake(), 'ES', definitions)).toEqual({
      symbol: 'ESH6',
      why: 'the next to expire, by definition',
    })
    await expect(followedContract(temporaryLake(), 'ES', definitionsOf([]))).rejects.toThrow(
      'which contract of ES is the front one is not known',
    )
  })

  test('is the one that traded most, and a roll is named', async () => {
    const lake = temporaryLake()
    const folder = temporaryFolder()
    const next = '2026-01-07'
    const days = [
      [DAY, 'ESH6'],
      [next, 'ESM6'],
    ] as const
    for (const [date, symbol] of days) {
      const records = dayRecords({ date, seconds: 10, instruments: [symbol] })
      await writeDbn(join(folder, `${date}.dbn.zst`), records, { date })
    }
    await ingestFiles(lake, [folder])
    expect(await followedContract(lake, 'ES', nothing)).toEqual({
      symbol: 'ESM6',
      why: `roll: traded most on ${next}, as ESH6 did on ${DAY}`,
    })
  })
})
