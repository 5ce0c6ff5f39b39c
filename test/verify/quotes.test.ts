import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import type { Table } from '../../src/table/table.ts'
import { quotes } from '../../src/verify/quotes.ts'
import {
  changeManifest,
  copyOf,
  faultsAfter,
  findingOf,
  removeLake,
  SNAPSHOTS,
  smallLake,
} from './small-lake.ts'
import { addTo, cell, rowsOf, setCell } from './tables.ts'

let lake: Lake
beforeAll(async () => {
  lake = await smallLake(12)
})
afterAll(() => removeLake(lake))

const faults = (change: (table: Table) => void) =>
  faultsAfter(lake, quotes, SNAPSHOTS, (table) => {
    change(table)
    return undefined
  })

/** In the first three seconds the book is crossed; from the fifth on every second is valid. */
const CROSSED = 1
const VALID = 6

describe('quotes', () => {
  it('pass, crossed seconds included', async () => {
    const finding = await findingOf(lake, quotes, SNAPSHOTS)
    expect(finding).toMatchObject({ pass: true, counted: { windows: 12, valid: 9, crossed: 3 } })
  })

  it('a valid book must not be crossed', async () => {
    const found = await faults((table) => setCell(table, 'book_valid', CROSSED, 1))
    expect(found[0]).toBe(
      'row 1, window 2026-01-06T14:30:02Z: book_valid is true with best bid 5000.75 and best ask 5000.5',
    )
  })

  it('a valid book must not be locked', async () => {
    const found = await faults((table) =>
      setCell(table, 'best_bid_price_int', VALID, cell(table, 'best_ask_price_int', VALID)),
    )
    expect(found[0]).toMatch(/^row 6, .*book_valid is true with best bid (\S+) and best ask \1$/)
  })

  it('a valid book has two sides', async () => {
    const found = await faults((table) => {
      setCell(table, 'best_ask_qty', VALID, 0)
      setCell(table, 'best_ask_price_int', VALID, UNDEF_PRICE)
    })
    expect(found[0]).toMatch(
      /^row 6, .*book_valid is true with best bid \S+ and best ask undefined$/,
    )
  })

  it.each(['bid', 'ask'])('a side without lots has no price: %s', async (side) => {
    const column = `best_${side}_price_int`
    for (const price of [undefined, 0n]) {
      const found = await faults((table) => {
        setCell(table, `best_${side}_qty`, CROSSED, 0)
        if (price !== undefined) setCell(table, column, CROSSED, price)
      })
      expect(found[0]).toMatch(new RegExp(`^row 1, .*${column} is .*, expected none: the side`))
    }
  })

  it.each(['bid', 'ask'])('a side with lots has a price: %s', async (side) => {
    const column = `best_${side}_price_int`
    const found = await faults((table) => setCell(table, column, CROSSED, UNDEF_PRICE))
    expect(found[0]).toMatch(new RegExp(`^row 1, .*${column} is undefined, expected a price`))
  })

  it('prices at 0 and below are prices', async () => {
    const found = await faults((table) => {
      const middle = cell(table, 'spot_ref_price_int', VALID) as bigint
      for (const { name } of table.contract.fields) {
        if (!name.endsWith('_price_int') && name !== 'mid_price_int') continue
        for (const row of rowsOf(table)) {
          const price = cell(table, name, row) as bigint
          if (price !== UNDEF_PRICE) setCell(table, name, row, price - middle)
        }
      }
      for (const row of rowsOf(table)) {
        addTo(table, 'mid_price', row, -Number(middle) / 1e9)
      }
    })
    expect(found).toEqual([])
  })

  it('there is no mid without both sides', async () => {
    const found = await faults((table) => {
      setCell(table, 'best_bid_qty', CROSSED, 0)
      setCell(table, 'best_bid_price_int', CROSSED, UNDEF_PRICE)
      setCell(table, 'mid_price', CROSSED, 0)
      setCell(table, 'mid_price_int', CROSSED, 0n)
    })
    expect(found.slice(0, 2)).toEqual([
      expect.stringMatching(/^row 1, .*mid_price_int is 0, expected none$/),
      expect.stringMatching(/^row 1, .*mid_price is 0, expected NaN$/),
    ])
  })

  it('a window is valid only where the book is', async () => {
    const found = await faults((table) => setCell(table, 'window_valid', CROSSED, 1))
    expect(found[0]).toMatch(/^row 1, .*window_valid is true, but book_valid is not$/)
  })

  it('a window is valid only where the book was at its start', async () => {
    const found = await faults((table) => setCell(table, 'window_valid', 3, 1))
    expect(found).toEqual([
      expect.stringMatching(/^row 3, .*window_valid is true, but book_valid of the row before/),
    ])
  })

  it('the mid in points and in units', async () => {
    const found = await faults((table) => {
      addTo(table, 'mid_price', VALID, 0.25)
      addTo(table, 'mid_price_int', VALID + 1, 1)
    })
    expect(found[0]).toMatch(/^row 6, .*mid_price is \d+\.?\d*, expected \d+\.?\d*$/)
    expect(found[1]).toMatch(/^row 7, .*mid_price_int is \S+, expected \S+$/)
  })

  it('spot is the last trade', async () => {
    const found = await faults((table) => addTo(table, 'spot_ref_price_int', VALID, 250_000_000))
    expect(found[0]).toMatch(/^row 6, .*spot_ref_price_int is \S+, expected \S+$/)
  })

  it('spot is none before a trade while the book is crossed', async () => {
    const found = await faults((table) => setCell(table, 'spot_ref_price_int', CROSSED, 5n))
    expect(found[0]).toMatch(/^row 1, .*spot_ref_price_int is 0\.000000005, expected none$/)
  })

  it('a price that no number holds is none that fits', async () => {
    const found = await faults((table) => setCell(table, 'spot_ref_price_int', VALID, 2n ** 60n))
    expect(found[0]).toMatch(/^row 6, .*spot_ref_price_int is 1152921504\.606846976/)
  })

  it("the manifest's crossed windows are counted again", async () => {
    const copy = copyOf(lake)
    changeManifest(copy, SNAPSHOTS, (manifest) => ({
      ...manifest,
      quality: { ...manifest.quality, crossed_windows: 2 },
    }))
    const { offending } = await findingOf(copy, quotes, SNAPSHOTS)
    removeLake(copy)
    expect(offending).toEqual(["the manifest's crossed_windows is 2, counted 3"])
  })
})
