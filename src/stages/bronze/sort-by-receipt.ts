import { FLAG } from '../../book/codes.ts'
import type { DbnItem, RecordBatch } from '../../dbn/decoder.ts'
import type { FileEnd } from '../../dbn/file.ts'
import type { RecordLayout } from '../../dbn/layout.ts'
import { Failure } from '../../failure.ts'
import { gather } from '../../table/gather.ts'
import { Table } from '../../table/table.ts'
import { OutOfOrderDetector } from './out-of-order.ts'
import { ReceiptTimes } from './receipt-times.ts'
import { StepsBack } from './shuffled.ts'
import { type SnapshotBlock, SnapshotBlocks } from './snapshot-blocks.ts'

/** Maximum number of records to move; they are held in memory. */
const MAX_MOVED_RECORDS = 2_000_000

/** Orders in order of receipt: rows that follow each other in the file. */
export interface OrderedBatch extends RecordBatch {
  /** Number of the first in the file, counted from 0. */
  readonly first: number
  /** They were moved into order of receipt. */
  readonly moved?: boolean
}

export type OrderedItem = Exclude<DbnItem, RecordBatch> | OrderedBatch | FileEnd

/** An order to be moved: its receipt time, its number in the file, its row in its layout's table. */
interface MovedRow {
  readonly record: number
  readonly low: number
  readonly high: number
  readonly layout: RecordLayout
  readonly row: number
}

/**
 * Sorts a stream's live orders by receipt. Orders out of order move behind all that were received
 * before or with them; the rest keeps its place. A snapshot keeps its place too, unless the orders
 * that follow it move before those that precede it: then it moves with them, as it is. The stream is
 * read three times: to find those snapshots, to collect what moves, which is little, and to insert
 * it.
 *
 * @param open starts the stream
 * @param where the file, for errors
 * @param maxMoved maximum number of orders to move
 * @throws Failure `input` if there are more, or the stream is shuffled
 */
export async function* sortByReceipt(
  open: () => AsyncIterable<DbnItem | FileEnd>,
  where: string,
  maxMoved = MAX_MOVED_RECORDS,
): AsyncGenerator<OrderedItem> {
  const blocks = await findBlocks(open(), where)
  const { moved, tables } = await collect(open(), blocks, where, maxMoved)
  const leavers = new Leavers(blocks)
  let next = 0
  let first = 0
  for await (const item of open()) {
    if (item.type === 'end') while (next < moved.length) yield movedItem(moved[next++], tables)
    if (item.type !== 'records') {
      yield item
      continue
    }
    const base = first
    first += item.table.length
    if (item.layout.kind !== 'mbo') {
      yield { ...item, first: base }
      continue
    }
    const { rows, times } = leavers.of(item)
    const leaving = new Set(rows.map(({ row }) => row))
    const flags = item.table.column('flags', 'uint8')
    let from = 0
    for (let row = 0; row < item.table.length; row++) {
      const isLeaving = leaving.has(row)
      // Snapshots that stay keep their place relative to the live orders before them.
      const isPassive = isLeaving || (flags[row] & FLAG.snapshot) !== 0
      const isDue = () => !isPassive && next < moved.length && isBefore(moved[next], times, row)
      if (!isLeaving && !isDue()) continue
      if (from < row) yield rowsItem(item, base, from, row)
      from = isLeaving ? row + 1 : row
      while (isDue()) yield movedItem(moved[next++], tables)
    }
    if (from < item.table.length) yield rowsItem(item, base, from, item.table.length)
  }
}

/** A row that leaves its place, and the time it moves to. */
interface LeavingRow {
  readonly row: number
  readonly low: number
  readonly high: number
}

/** Finds the rows of a stream that leave their place, batch by batch. */
class Leavers {
  readonly #moving: readonly SnapshotBlock[]
  readonly #receipts = new ReceiptTimes()
  readonly #stepBack = new OutOfOrderDetector()
  readonly #blocks = new SnapshotBlocks()

  /** @param moving the stream's blocks, of which some move */
  constructor(moving: readonly SnapshotBlock[]) {
    this.#moving = moving
  }

  /** The rows of the stream's next batch of orders, ascending, with all receipt times of it. */
  of(batch: RecordBatch): { rows: LeavingRow[]; times: Uint32Array } {
    const times = this.#receipts.of(batch)
    if (times === undefined) throw new Error('orders without a time of receipt')
    const found = this.#stepBack
      .rows(batch, times)
      .map((row) => ({ row, low: times[2 * row], high: times[2 * row + 1] }))
    if (!this.#moving.some(({ moves }) => moves)) return { rows: found, times }
    for (const [row, number] of this.#blocks.numbersOf(batch, times).entries()) {
      if (number < 0 || !this.#moving[number].moves) continue
      const { time } = this.#moving[number]
      found.push({ row, low: Number(BigInt.asUintN(32, time)), high: Number(time >> 32n) })
    }
    return { rows: found.sort((a, b) => a.row - b.row), times }
  }
}

/**
 * The snapshots of a stream, with those marked that must move.
 *
 * @throws Failure `input` if the stream is shuffled
 */
async function findBlocks(
  items: AsyncIterable<DbnItem | FileEnd>,
  where: string,
): Promise<SnapshotBlock[]> {
  const receipts = new ReceiptTimes()
  const stepBack = new OutOfOrderDetector()
  const blocks = new SnapshotBlocks()
  const steps = new StepsBack()
  for await (const item of items) {
    if (item.type !== 'records' || item.layout.kind !== 'mbo') continue
    const times = receipts.of(item)
    if (times === undefined) throw new Error('orders without a time of receipt')
    blocks.numbersOf(item, times)
    steps.add(item, times)
    const ids = item.table.column('instrument_id', 'uint32')
    for (const row of stepBack.rows(item, times))
      blocks.addOutOfOrder(ids[row], times[2 * row], times[2 * row + 1])
  }
  steps.assertFew(where)
  return blocks.all
}

/** Collects the orders that move, sorted by receipt; stable for equal times. */
async function collect(
  items: AsyncIterable<DbnItem | FileEnd>,
  blocks: readonly SnapshotBlock[],
  where: string,
  maxMoved: number,
): Promise<{ moved: MovedRow[]; tables: Map<RecordLayout, Table> }> {
  const leavers = new Leavers(blocks)
  const tables = new Map<RecordLayout, Table>()
  const moved: MovedRow[] = []
  let first = 0
  for await (const item of items) {
    if (item.type !== 'records') continue
    const base = first
    first += item.table.length
    if (item.layout.kind !== 'mbo') continue
    const { layout, table: source } = item
    const { rows } = leavers.of(item)
    if (rows.length === 0) continue
    if (moved.length + rows.length > maxMoved) throw tooManyMoved(where, maxMoved)
    const table = tables.get(layout) ?? new Table(layout.contract)
    tables.set(layout, table)
    table.reserve(rows.length)
    gather(
      source,
      Int32Array.from(rows, ({ row }) => row),
      table,
    )
    for (const { row, low, high } of rows) {
      moved.push({ record: base + row, low, high, layout, row: table.length++ })
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
  { record, layout, row }: MovedRow,
  tables: ReadonlyMap<RecordLayout, Table>,
): OrderedItem {
  const table = tables.get(layout)
  if (!table) throw new Error('no order of the layout was set aside')
  return { type: 'records', layout, table: table.rows(row, row + 1), first: record, moved: true }
}

function rowsItem(
  { layout, table }: RecordBatch,
  base: number,
  from: number,
  to: number,
): OrderedItem {
  return { type: 'records', layout, table: table.rows(from, to), first: base + from }
}

function tooManyMoved(where: string, maxMoved: number): Failure {
  return new Failure({
    code: 'input',
    what: 'its records are not in order of receipt',
    where,
    expected: `at most ${maxMoved} that step back in ts_recv`,
    found: 'more',
    fix: 'download the file again and ingest it as it was delivered',
  })
}
