import type { DbnItem, RecordBatch } from '../../dbn/decoder.ts'
import type { FileEnd } from '../../dbn/file.ts'
import { OutOfOrderDetector } from './out-of-order.ts'
import { ReceiptTimes } from './receipt-times.ts'
import { PacketOrder } from './shuffled.ts'
import { sortByReceipt } from './sort-by-receipt.ts'

/** Records of one kind with their receipt times, see {@link ReceiptTimes}. */
export interface ReceivedBatch extends RecordBatch {
  /** u64 nanoseconds as words, two a row; undefined of records that are not received. */
  readonly times: Uint32Array | undefined
  /** These orders were moved into order of receipt. */
  readonly moved?: boolean
}

export type ReceivedItem = Exclude<DbnItem, RecordBatch> | ReceivedBatch | FileEnd

/** A stream has an order that was received before its predecessor, so it must be sorted. */
export class OutOfOrder extends Error {}

/**
 * Adds receipt times to a stream's items.
 *
 * @throws OutOfOrder at the first live order out of order
 */
export async function* withReceipts(
  items: AsyncIterable<DbnItem | FileEnd>,
): AsyncGenerator<ReceivedItem> {
  const receipts = new ReceiptTimes()
  const stepBack = new OutOfOrderDetector()
  for await (const item of items) {
    if (item.type !== 'records') {
      yield item
      continue
    }
    const times = receipts.of(item)
    if (stepBack.rows(item, times).length > 0) throw new OutOfOrder()
    yield { ...item, times }
  }
}

/**
 * A stream's items with their receipts, live orders put in order of them; see {@link
 * sortByReceipt}.
 *
 * @throws Failure `input` if the stream is shuffled, so that its order cannot be restored
 */
export async function* sortedByReceipt(
  open: () => AsyncIterable<DbnItem | FileEnd>,
  where: string,
): AsyncGenerator<ReceivedItem> {
  const receipts = new ReceiptTimes()
  const packets = new PacketOrder(where)
  for await (const item of sortByReceipt(open, where)) {
    if (item.type !== 'records') {
      yield item
      continue
    }
    const times = receipts.of(item)
    if (item.layout.kind === 'mbo' && times) packets.check(item.table, times, item.first)
    yield { ...item, times }
  }
}
