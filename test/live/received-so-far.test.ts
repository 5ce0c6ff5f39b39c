import { describe, expect, test } from 'vitest'
import { ReceivedSoFar } from '../../src/live/received-so-far.ts'
import type { Table } from '../../src/table/table.ts'
import { type Fields, recordTable } from '../stages/made-day.ts'

/** A record by its instrument, event and receipt; its id tells it from others. */
type Made = readonly [id: number, instrument: number, event: number, received: number]

function tableOf(records: readonly Made[], flags = 0): Table {
  const fields = records.map(
    ([id, instrument, event, received]): Fields => ({
      order_id: BigInt(id),
      instrument_id: instrument,
      ts_event: BigInt(event),
      ts_recv: BigInt(received),
      flags,
    }),
  )
  return recordTable('mbo', 3, fields)
}

/** Ids of the records that are new. */
function freshIds(soFar: ReceivedSoFar, records: readonly Made[], flags = 0): number[] {
  const table = tableOf(records, flags)
  const ids = table.column('order_id', 'uint64')
  return [...soFar.fresh(table)].flatMap(({ from, to }) =>
    Array.from(ids.subarray(from, to), Number),
  )
}

const FIRST: readonly Made[] = [
  [1, 11, 10, 20],
  [2, 12, 11, 21],
  [3, 11, 12, 22],
  [4, 11, 12, 22],
]

describe('what has been received', () => {
  test('is replayed from the earliest of the instruments’ last times', () => {
    const soFar = new ReceivedSoFar()
    expect(soFar.resumeFrom).toBeUndefined()
    expect(freshIds(soFar, FIRST)).toEqual([1, 2, 3, 4])
    expect(soFar.resumeFrom).toBe(11n)
  })

  test('is dropped once of a replay, also of records at one time that were cut between', () => {
    const soFar = new ReceivedSoFar()
    freshIds(soFar, FIRST)
    soFar.resume()
    const again = [...FIRST.slice(1), [5, 11, 12, 22], [6, 12, 13, 23], [7, 11, 14, 24]] as const
    expect(freshIds(soFar, again)).toEqual([5, 6, 7])
    expect(soFar.duplicates).toBe(3)
    expect(soFar.resumeFrom).toBe(13n)
  })

  test('may have times of events that step back', () => {
    const soFar = new ReceivedSoFar()
    const records: readonly Made[] = [
      [1, 11, 9, 20],
      [2, 11, 10, 21],
      [3, 11, 9, 22],
    ]
    freshIds(soFar, records)
    soFar.resume()
    expect(freshIds(soFar, [...records, [4, 11, 9, 23]])).toEqual([4])
  })

  test('is not waited for where a replay does not have it', () => {
    const soFar = new ReceivedSoFar()
    freshIds(soFar, FIRST)
    soFar.resume()
    expect(freshIds(soFar, [[9, 11, 30, 40]])).toEqual([9])
  })

  test('goes on when a replay is cut itself', () => {
    const soFar = new ReceivedSoFar()
    freshIds(soFar, FIRST)
    soFar.resume()
    expect(freshIds(soFar, FIRST.slice(1, 3))).toEqual([])
    soFar.resume()
    expect(freshIds(soFar, [...FIRST.slice(1), [5, 11, 13, 23]])).toEqual([5])
  })

  test('has no snapshot, whose times are the ages of orders', () => {
    const soFar = new ReceivedSoFar()
    const SNAPSHOT = 32
    expect(freshIds(soFar, FIRST, SNAPSHOT)).toEqual([1, 2, 3, 4])
    expect(soFar.resumeFrom).toBeUndefined()
  })
})
