import { DATASETS } from '../contracts/registry.ts'
import { priceFromWords } from '../market/price.ts'
import { type Table, words } from '../table/table.ts'
import { levelPlace } from './cells.ts'
import type { Check } from './check.ts'
import type { Evidence } from './evidence.ts'
import { type Grid, gridOf } from './grid.ts'
import { withReaders } from './readers.ts'

/** Identities within every row of a level. */
export const levels: Check = {
  name: 'levels',
  proves: 'conservation is exact; orders, rested lots and rel_ticks fit depth and price',
  reads: [DATASETS.wall],
  run: (subject, evidence) =>
    withReaders(subject, async (reader) => {
      const grid = gridOf(reader.manifest)
      let firstRow = 0
      for await (const table of reader.tables()) {
        const offend = (row: number, fault: string) =>
          evidence.offend(() => `${levelPlace(table, row, firstRow)}: ${fault}`)
        checkQuantities(table, evidence, offend)
        checkPlaces(table, grid, offend)
        firstRow += table.length
        evidence.count('rows', table.length)
      }
    }),
}

type Offend = (row: number, fault: string) => void

function checkQuantities(table: Table, evidence: Evidence, offend: Offend): void {
  const start = table.column('depth_qty_start', 'int32')
  const end = table.column('depth_qty_end', 'int32')
  const add = table.column('add_qty', 'int32')
  const pull = table.column('pull_qty_total', 'int32')
  const rest = table.column('depth_qty_rest', 'int32')
  const pullRest = table.column('pull_qty_rest', 'int32')
  const fill = table.column('fill_qty', 'int32')
  const hidden = table.column('hidden_fill_qty', 'int32')
  const orders = table.column('order_count', 'int32')
  const valid = table.column('window_valid', 'boolean')
  let conserved = 0
  for (let row = 0; row < table.length; row++) {
    if (valid[row] === 1) {
      conserved++
      const expected = start[row] + add[row] - pull[row] - fill[row]
      if (end[row] !== expected)
        offend(
          row,
          `depth_qty_end is ${end[row]}, expected ${expected} = ${start[row]} + ${add[row]} added − ${pull[row]} pulled − ${fill[row]} filled`,
        )
    }
    // Every order has at least one lot, so there cannot be more orders than lots.
    if (orders[row] > end[row] || (orders[row] === 0 && end[row] > 0))
      offend(row, `order_count is ${orders[row]} where depth_qty_end is ${end[row]}`)
    if (rest[row] > end[row])
      offend(row, `depth_qty_rest is ${rest[row]}, more than depth_qty_end ${end[row]}`)
    if (pullRest[row] > pull[row])
      offend(row, `pull_qty_rest is ${pullRest[row]}, more than pull_qty_total ${pull[row]}`)
    const isEmpty = start[row] + end[row] + add[row] + pull[row] + fill[row] + hidden[row] === 0
    if (isEmpty) offend(row, 'nothing stood or flowed there, so it should have no row')
  }
  evidence.count('conserved', conserved)
}

function checkPlaces(table: Table, { tickSize, maxRelTicks }: Grid, offend: Offend): void {
  const prices = words(table.column('price_int', 'int64'))
  const spots = words(table.column('spot_ref_price_int', 'int64'))
  const relTicks = table.column('rel_ticks', 'int32')
  for (let row = 0; row < table.length; row++) {
    const price = priceFromWords(prices[2 * row], prices[2 * row + 1])
    const spot = priceFromWords(spots[2 * row], spots[2 * row + 1])
    const rel = relTicks[row]
    if (Number.isNaN(spot)) offend(row, 'it has no spot')
    if (price % tickSize !== 0) offend(row, `its price is not a multiple of the tick ${tickSize}`)
    if (price - spot !== rel * tickSize)
      offend(row, `rel_ticks is ${rel}, expected ${(price - spot) / tickSize}`)
    if (Math.abs(rel) > maxRelTicks) offend(row, `rel_ticks is ${rel}, beyond ±${maxRelTicks}`)
  }
}
