import { expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import type { Statistics } from '../../src/contracts/registry.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { settlementsOf } from '../../src/surfaces/settlements.ts'
import { Table } from '../../src/table/table.ts'

const FUTURE = 5602
const SECOND = 1_767_700_000n
const SETTLEMENT = 3
const NEW = 1
const DELETE = 2

interface Row {
  readonly id?: number
  readonly type?: number
  readonly received: bigint
  readonly price: bigint
  readonly action?: number
}

function statistics(rows: readonly Row[]): Table<Statistics> {
  const table = new Table(loadContract('bronze/statistics'), rows.length)
  for (const { id = FUTURE, type = SETTLEMENT, received, price, action = NEW } of rows) {
    const row = table.length++
    table.columns.instrument_id[row] = id
    table.columns.stat_type[row] = type
    table.columns.ts_recv[row] = received
    table.columns.price[row] = price
    table.columns.update_action[row] = action
  }
  return table
}

test("the future's own settlements, in points, at the second of their receipt", () => {
  const rows = [
    { received: SECOND * 1_000_000_000n + 999_999_999n, price: 6_900_250_000_000n },
    { received: (SECOND + 5n) * 1_000_000_000n, price: 6_901_000_000_000n },
  ]
  expect(settlementsOf(statistics(rows), FUTURE)).toEqual([
    { receivedSecond: Number(SECOND), price: 6900.25 },
    { receivedSecond: Number(SECOND) + 5, price: 6901 },
  ])
})

test('other instruments, other statistics and prices that are none are skipped', () => {
  const received = SECOND * 1_000_000_000n
  const rows = [
    { received, price: 1n, id: FUTURE + 1 },
    { received, price: 1n, type: 9 },
    { received, price: UNDEF_PRICE },
  ]
  expect(settlementsOf(statistics(rows), FUTURE)).toEqual([])
})

test('one that is taken back is none from then on', () => {
  const received = SECOND * 1_000_000_000n
  const rows = [
    { received, price: 6_900_000_000_000n },
    { received: received + 3_000_000_000n, price: UNDEF_PRICE, action: DELETE },
  ]
  const [, takenBack] = settlementsOf(statistics(rows), FUTURE)
  expect(takenBack).toEqual({ receivedSecond: Number(SECOND) + 3, price: Number.NaN })
})
