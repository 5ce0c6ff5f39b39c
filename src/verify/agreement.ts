import { formatPrice } from '../market/price.ts'
import { SNAPSHOT, WALL } from '../stages/silver/futures-book.ts'
import { type Table, words } from '../table/table.ts'
import { formatWindow, windowPlace } from './cells.ts'
import type { Check } from './check.ts'
import type { Evidence } from './evidence.ts'
import { type Grid, gridOf } from './grid.ts'
import { isInRange, priceOf, QUOTE_COLUMNS, quoteAt } from './quote-range.ts'
import { withReaders } from './readers.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

/** Must a second of the snapshot, its spot above 0, have rows in the other table? */
type IsDue = (snapshot: Table, row: number, grid: Grid) => boolean

/** Seconds whose best bid or ask is in range have levels; others may have. */
export const wallAgreement = agreement('wall agreement', WALL, (snapshot, row, grid) => {
  const spot = priceOf(snapshot, 'spot_ref_price_int', row)
  return (['bid', 'ask'] as const).some((side) =>
    isInRange(quoteAt(snapshot, row, side), spot, grid),
  )
})

/** A table and the snapshot have the same windows, spot and validity. */
function agreement(name: string, dataset: string, isDue: IsDue): Check {
  return {
    name,
    proves: 'windows, spot and window_valid are those of the snapshot',
    reads: [dataset, SNAPSHOT],
    run: (subject, evidence) =>
      withReaders(subject, async (tableReader, snapshotReader) => {
        const grid = gridOf(tableReader.manifest)
        const rows = await WindowCursor.open(tableReader, ['spot_ref_price_int', 'window_valid'])
        const snapshot = await WindowCursor.open(snapshotReader, QUOTE_COLUMNS)
        for await (const end of joinWindows(snapshot, rows)) {
          evidence.count('windows')
          evidence.count('rows', rows.end === end ? rows.rows : 0)
          if (snapshot.end !== end) offendStray(rows, evidence)
          else if (rows.end === end) compare(rows, snapshot, evidence)
          else if (spotOf(snapshot) > 0n && isDue(snapshot.table, snapshot.from, grid))
            evidence.offend(
              () =>
                `window ${formatWindow(end)}: it has no rows, though its spot and best are in range`,
            )
        }
      }),
  }
}

function spotOf({ table, from }: WindowCursor): bigint {
  return table.column('spot_ref_price_int', 'int64')[from]
}

function offendStray({ table, from, firstRow }: WindowCursor, evidence: Evidence): void {
  evidence.offend(() => `${windowPlace(table, from, firstRow)}: the snapshot has no such window`)
}

function compare(rows: WindowCursor, snapshot: WindowCursor, evidence: Evidence): void {
  const spot = spotOf(snapshot)
  const isValid = snapshot.table.column('window_valid', 'boolean')[snapshot.from]
  const low = Number(BigInt.asUintN(32, spot))
  const high = Number(BigInt.asUintN(32, spot >> 32n))
  const { table, firstRow } = rows
  const spots = words(table.column('spot_ref_price_int', 'int64'))
  const valid = table.column('window_valid', 'boolean')
  const offend = (row: number, fault: string) =>
    evidence.offend(() => `${windowPlace(table, row, firstRow)}: ${fault}`)
  if (spot <= 0n) offend(rows.from, `it has rows, though its spot is ${formatPrice(spot)}`)
  for (let row = rows.from; row < rows.to; row++) {
    if (spots[2 * row] !== low || spots[2 * row + 1] !== high) {
      const found = table.column('spot_ref_price_int', 'int64')[row]
      offend(row, `spot is ${formatPrice(found)}, the snapshot's ${formatPrice(spot)}`)
    }
    if (valid[row] !== isValid)
      offend(row, `window_valid is ${valid[row] === 1}, the snapshot's ${isValid === 1}`)
  }
}
