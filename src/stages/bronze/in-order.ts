import { FLAG } from '../../book/codes.ts'
import type { DbnItem, RecordBatch } from '../../dbn/decoder.ts'
import type { FileEnd } from '../../dbn/file.ts'
import type { RecordLayout } from '../../dbn/layout.ts'
import { Failure } from '../../failure.ts'
import { gather } from '../../table/gather.ts'
import { Table } from '../../table/table.ts'
import { Receipts } from './receipts.ts'
import { StepBack } from './step-back.ts'

/** More records out of place than this, and the file is shuffled: they are held in memory. */
const MAX_MOVED = 2_000_000

/** A stream's items; `moved` marks orders that did not stand where they were received. */
export type OrderedItem = (DbnItem | FileEnd) & { readonly moved?: boolean }

/** An order that goes elsewhere: its receipt, and where it lies among those of its layout. */
interface Moved {
  readonly low: number
  readonly high: number
  readonly layout: RecordLayout
  readonly row: number
}

/**
 * A stream with its live orders in order of receipt. Those that step back go after all that were
 * received before them or with them; the rest keeps its place. The stream is read twice: once for
 * the orders to be moved, which are few, and once to put them in.
 *
 * @param open begins the stream anew
 * @param where the file, for the refusal
 * @param maxMoved how many may step back
 * @throws Failure `input` where there are too many of them
 */
export async function* inOrder(
  open: () => AsyncIterable<DbnItem | FileEnd>,
  where: string,
  maxMoved = MAX_MOVED,
): AsyncGenerator<OrderedItem> {
  const { moved, tables } = await collect(open(), where, maxMoved)
  const receipts = new Receipts()
  const stepBack = new StepBack()
  let next = 0
  for await (const item of open()) {
    if (item.type === 'end') while (next < moved.length) yield put(moved[next++], tables)
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
      // Snapshots stay where they are, relative to the live orders before them.
      const isPassive = isLeaving || (flags[row] & FLAG.snapshot) !== 0
      const isDue = () => !isPassive && next < moved.length && isBefore(moved[next], times, row)
      if (!isLeaving && !isDue()) continue
      if (from < row) yield piece(item, from, row)
      from = isLeaving ? row + 1 : row
      while (isDue()) yield put(moved[next++], tables)
    }
    if (from < item.table.length) yield piece(item, from, item.table.length)
  }
}

/** Finds the orders that step back, sorted by receipt; equal ones in the order they stood in. */
async function collect(
  items: AsyncIterable<DbnItem | FileEnd>,
  where: string,
  maxMoved: number,
): Promise<{ moved: Moved[]; tables: Map<RecordLayout, Table> }> {
  const receipts = new Receipts()
  const stepBack = new StepBack()
  const tables = new Map<RecordLayout, Table>()
  const moved: Moved[] = []
  for await (const item of items) {
    if (item.type !== 'records') continue
    const { layout, table: source } = item
    const times = receipts.of(item)
    const rows = stepBack.rows(item, times)
    if (rows.length === 0 || times === undefined) continue
    if (moved.length + rows.length > maxMoved) throw shuffled(where, maxMoved)
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

/** Was an order received before that of a row? */
function isBefore({ low, high }: Moved, times: Uint32Array, row: number): boolean {
  const rowHigh = times[2 * row + 1]
  return high < rowHigh || (high === rowHigh && low < times[2 * row])
}

function put({ layout, row }: Moved, tables: ReadonlyMap<RecordLayout, Table>): OrderedItem {
  const table = tables.get(layout)
  if (!table) throw new Error('no order of the layout was set aside')
  return { type: 'records', layout, table: table.rows(row, row + 1), moved: true }
}

function piece({ layout, table }: RecordBatch, from: number, to: number): OrderedItem {
  return { type: 'records', layout, table: table.rows(from, to) }
}

function shuffled(where: string, maxMoved: number): Failure {
  return new Failure({
    code: 'input',
    what: 'its records are not in order of receipt',
    where,
    expected: `at most ${maxMoved} that step back in ts_recv`,
    found: 'more',
    fix: 'download the file again, or sort it by ts_recv',
  })
}
