import { FLAG, UNDEF_SIZE } from '../book/codes.ts'
import { UNDEF_TIME } from '../market/time.ts'
import type { ReferenceRecord } from '../surfaces/reference-seconds.ts'
import type { Table } from '../table/table.ts'

/** Largest price in a book: exact as a JS number, and with an int32 tick. */
const MAX_PRICE = 2n ** 53n - 1n
const MAX_TICK = 2n ** 31n - 1n

/** Reads bronze rows as records for the reference book, one by one. */
export function* referenceRecords(table: Table, tickSize: bigint): Generator<ReferenceRecord> {
  const action = table.column('action', 'char')
  const side = table.column('side', 'char')
  const price = table.column('price', 'int64')
  const size = table.column('size', 'uint32')
  const id = table.column('order_id', 'uint64')
  const time = table.column('ts_event', 'int64')
  const received = table.column('ts_recv', 'int64')
  const flags = table.column('flags', 'uint8')
  for (let row = 0; row < table.length; row++) {
    yield {
      action: String.fromCharCode(action[row]),
      side: String.fromCharCode(side[row]),
      price: isPriced(price[row], tickSize) ? price[row] : undefined,
      size: size[row] === UNDEF_SIZE ? undefined : size[row],
      id: id[row],
      time: BigInt.asUintN(64, time[row]),
      received: isReceived(received[row], flags[row]) ? received[row] : undefined,
      isSnapshot: (flags[row] & FLAG.snapshot) !== 0,
      isLast: (flags[row] & FLAG.last) !== 0,
      isMaybeBad: (flags[row] & FLAG.maybeBadBook) !== 0,
    }
  }
}

/** Snapshots always have F_BAD_TS_RECV: their ts_recv is the time of the snapshot. */
function isReceived(received: bigint, flags: number): boolean {
  if (received === UNDEF_TIME) return false
  return (flags & FLAG.snapshot) !== 0 || (flags & FLAG.badReceipt) === 0
}

function isPriced(price: bigint, tickSize: bigint): boolean {
  if (price > MAX_PRICE || price < -MAX_PRICE) return false
  const remainder = ((price % tickSize) + tickSize) % tickSize
  const tick = (price - remainder) / tickSize
  return tick <= MAX_TICK && tick >= -MAX_TICK
}
