import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import type { Table } from '../../src/table/table.ts'
import { trades } from '../../src/verify/trades.ts'
import { faultsAfter, findingOf, removeLake, SNAPSHOTS, smallLake } from './small-lake.ts'
import { addTo, lots, rowWhere, setCell } from './tables.ts'

let lake: Lake
beforeAll(async () => {
  lake = await smallLake(12)
})
afterAll(() => removeLake(lake))

const faults = (change: (table: Table) => void) =>
  faultsAfter(lake, trades, SNAPSHOTS, (table) => {
    change(table)
    return undefined
  })

const traded = (table: Table) => rowWhere(table, (row) => lots(table, 'trade_count', row) > 1)
/** The eleventh second has no record at all. */
const IDLE = 10

describe('trades', () => {
  it('pass', async () => {
    const { pass, counted } = await findingOf(lake, trades, SNAPSHOTS)
    expect(pass).toBe(true)
    expect(counted.trades).toBeGreaterThan(10)
  })

  it.each(['open', 'close'])('%s lies between low and high', async (name) => {
    const far = 100_000_000_000
    const above = await faults((table) =>
      addTo(table, `trade_${name}_price_int`, traded(table), far),
    )
    expect(above[0]).toMatch(/^row \d+, window .*: open, high, low and close are of no trades/)
    const below = await faults((table) =>
      addTo(table, `trade_${name}_price_int`, traded(table), -far),
    )
    expect(below[0]).toMatch(/^row \d+, window .*: open, high, low and close are of no trades/)
  })

  it.each(['buy_volume', 'sell_volume', 'trade_volume', 'trade_value'])(
    'no %s without a trade',
    async (name) => {
      const found = await faults((table) => setCell(table, name, IDLE, 1))
      expect(found[0]).toMatch(/^row 10, .*it has no trade, but a volume or value$/)
    },
  )

  it('no price without a trade', async () => {
    for (const price of [5_000_000_000_000n, 0n]) {
      const found = await faults((table) => {
        for (const name of ['open', 'high', 'low', 'close'])
          setCell(table, `trade_${name}_price_int`, IDLE, price)
      })
      expect(found[0]).toMatch(/^row 10, .*it has no trade, but the price of one$/)
    }
  })

  it.each(['open', 'high', 'low', 'close'])('a trade has a price: %s', async (name) => {
    for (const price of [UNDEF_PRICE, 2n ** 60n]) {
      const found = await faults((table) =>
        setCell(table, `trade_${name}_price_int`, traded(table), price),
      )
      expect(found[0]).toMatch(/^row \d+, window .*: open, high, low and close are of no trades/)
    }
  })

  it('the last trade stays until there is another', async () => {
    const found = await faults((table) => addTo(table, 'last_trade_price_int', IDLE, 250_000_000))
    expect(found[0]).toMatch(/^row 10, .*last_trade_price_int changed without a trade$/)
  })

  it('the last trade is the close', async () => {
    const found = await faults((table) =>
      addTo(table, 'last_trade_price_int', traded(table), 250_000_000),
    )
    expect(found[0]).toMatch(/^row \d+, .*last_trade_price_int is not the trade that closed/)
  })

  it('buyers and sellers trade no more than all', async () => {
    const found = await faults((table) => addTo(table, 'buy_volume', traded(table), 1000))
    expect(found[0]).toMatch(/^row \d+, .*\d+ bought and \d+ sold are more than trade_volume \d+$/)
  })

  it('the value is that of the volume between low and high', async () => {
    const found = await faults((table) => addTo(table, 'trade_value', traded(table), 10_000))
    expect(found[0]).toMatch(/^row \d+, .*trade_value is \S+, which trade_volume \d+ cannot have/)
  })
})
