import type { DbnItem, RecordBatch } from '../../dbn/decoder.ts'
import type { FileEnd } from '../../dbn/file.ts'
import { inOrder } from './in-order.ts'
import { Receipts } from './receipts.ts'
import { StepBack } from './step-back.ts'

/** Records of one kind with the times they were received at; see {@link Receipts}. */
export interface ReceivedBatch extends RecordBatch {
  /** u64 nanoseconds as words, two a row; undefined of records that are not received. */
  readonly times: Uint32Array | undefined
  /** Orders that were put in order of receipt: they stood elsewhere. */
  readonly moved?: boolean
}

export type ReceivedItem = Exclude<DbnItem, RecordBatch> | ReceivedBatch | FileEnd

/** A stream has an order that was received before one ahead of it: it is to be read in order. */
export class OutOfOrder extends Error {}

/**
 * A stream's items with their receipts, as they stand.
 *
 * @throws OutOfOrder at the first live order that steps back
 */
export async function* asItStands(
  items: AsyncIterable<DbnItem | FileEnd>,
): AsyncGenerator<ReceivedItem> {
  const receipts = new Receipts()
  const stepBack = new StepBack()
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

/** A stream's items with their receipts, live orders put in order of them; see {@link inOrder}. */
export async function* sorted(
  open: () => AsyncIterable<DbnItem | FileEnd>,
  where: string,
): AsyncGenerator<ReceivedItem> {
  const receipts = new Receipts()
  for await (const item of inOrder(open, where)) {
    if (item.type === 'records') yield { ...item, times: receipts.of(item) }
    else yield item
  }
}
