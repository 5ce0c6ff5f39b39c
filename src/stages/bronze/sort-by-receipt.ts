import { FLAG } from '../../book/codes.ts'
import type { DbnItem, RecordBatch } from '../../dbn/decoder.ts'
import type { FileEnd } from '../../dbn/file.ts'
import type { RecordLayout } from '../../dbn/layout.ts'
import { Failure } from '../../failure.ts'
import { gather } from '../../table/gather.ts'
import { Table } from '../../table/table.ts'
import { OutOfOrderDetector } from './out-of-order.ts'
import { ReceiptTimes } from './receipt-times.ts'

/** Maximum number of records to move; they are held in memory. */
const MAX_MOVED_RECORDS = 2_000_000

/** A stream's items; `moved` marks orders that were moved into order of receipt. */
export type OrderedItem = (DbnItem | FileEnd) & { readonly moved?: boolean }

/** An order to be moved: its receipt time, and its row in the table of its layout. */
interface MovedRow {
  readonly low: number
  readonly high: number
  readonly layout: RecordLayout
  readonly row: number
}

/**
 * Sorts a stream's live orders by receipt. Orders out of order move behind all that were received
 * before or with them; the rest keeps its place. The stream is read twice: once to collect the
 * orders to move, which are few, and once to insert them.
 *
 * @param open starts the stream
 * @param where the file, for errors
 * @param maxMoved maximum number of orders to move
 * @throws Failure `input` if there are more
 */
export async function* sortByReceipt(
  open: () => AsyncIterable<DbnItem | FileEnd>,
  where: string,
  maxMoved = MAX_MOVED_RECORDS,
): AsyncGenerator<OrderedItem> {
  const { moved, tables } = await collect(open(), where, maxMoved)
  const receipts = new ReceiptTimes()
  const stepBack = new OutOfOrderDetector()
  let next = 0
  for await (const item of open()) {
    if (item.type === 'end') while (next < moved.length) yield movedItem(moved[next++], tables)
    if (item.type !== 'records' || item.layout.kind !== 'mbo') {
      yield item
      continue
    }
    const times = receipts.of(item)
    if (times === undefined) throw new Error('orders without a time of receipt')
    const leaving = new Set(stepBack.rows(item, times))
    const flags = item.table.column('flags', 'uint8')
    let from = 0
    for (let row = 0; row < item.table.length; row++) {
      const isLeaving = leaving.has(row)
      // Snapshots keep their place relative to the live orders before them.
      const isPassive = isLeaving || (flags[row] & FLAG.snapshot) !== 0
      const isDue = () => !isPassive && next < moved.length && isBefore(moved[next], times, row)
      if (!isLeaving && !isDue()) continue
      if (from < row) yield rowsItem(item, from, row)
      from = isLeaving ? row + 1 : row
      while (isDue()) yield movedItem(moved[next++], tables)
    }
    if (from < item.table.length) yield rowsItem(item, from, item.table.length)
  }
}

/** Collects orders out of order, sorted by receipt; stable for equal times. */
async function collect(
  items: AsyncIterable<DbnItem | FileEnd>,
  where: string,
  maxMoved: number,
): Promise<{ moved: MovedRow[]; tables: Map<RecordLayout, Table> }> {
  const receipts = new ReceiptTimes()
  const stepBack = new OutOfOrderDetector()
  const tables = new Map<RecordLayout, Table>()
  const moved: MovedRow[] = []
  for await (const item of items) {
    if (item.type !== 'records') continue
    const { layout, table: source } = item
    const times = receipts.of(item)
    const rows = stepBack.rows(item, times)
    if (rows.length === 0 || times === undefined) continue
    if (moved.length + rows.length > maxMoved) throw tooManyMoved(where, maxMoved)
    const table = tables.get(layout) ?? new Table(layout.contract)
    tables.set(layout, table)
    table.reserve(rows.length)
    gather(source, Int32Array.from(rows), table)
    for (const row of rows) {
      const place = { layout, row: table.length++ }
      moved.push({ low: times[2 * row], high: times[2 * row + 1], ...place })
    }
  }
  moved.sort((a, b) => a.high - b.high || a.low - b.low)
  return { moved, tables }
}

/** Whether an order was received before a row. */
function isBefore({ low, high }: MovedRow, times: Uint32Array, row: number): boolean {
  const rowHigh = times[2 * row + 1]
  return high < rowHigh || (high === rowHigh && low < times[2 * row])
}

function movedItem(
  { layout, row }: MovedRow,
  tables: ReadonlyMap<RecordLayout, Table>,
): OrderedItem {
  const table = tables.get(layout)
  if (!table) throw new Error('no order of the layout was set aside')
  return { type: 'records', layout, table: table.rows(row, row + 1), moved: true }
}

function rowsItem({ layout, table }: RecordBatch, from: number, to: number): OrderedItem {
  return { type: 'records', layout, table: table.rows(from, to) }
}

function tooManyMoved(where: string, maxMoved: number): Failure {
  return new Failure({
    code: 'input',
    what: 'its records are not in order of receipt',
    where,
    expected: `at most ${maxMoved} that step back in ts_recv`,
    found: 'more',
    fix: 'download the file again, or sort it by ts_recv',
  })
}
