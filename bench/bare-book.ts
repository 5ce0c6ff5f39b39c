import { Book, type BookListener, type SideIndex } from '../src/book/book.ts'
import { ACTION, FLAG } from '../src/book/codes.ts'
import type { MboRecords } from '../src/book/mbo-records.ts'
import { priceFromWords } from '../src/market/price.ts'
import { sideIndex } from '../src/market/side.ts'
import { floorTick } from '../src/market/tick.ts'
import { TICK_SIZE } from './order-flow.ts'

/** Keeps no account of what the book tells. */
const DEAF: BookListener = { touch() {}, move() {}, hiddenFill() {} }

/**
 * Runs orders, levels and owed fills alone over records: no seconds, no flows, nothing read off.
 * What the book is by itself, as other engines are measured.
 *
 * @returns how many records there were
 */
export function runBareBook(batches: Iterable<MboRecords>): number {
  const book = new Book(DEAF)
  let records = 0
  for (const batch of batches) {
    for (let row = 0; row < batch.length; row++) apply(book, batch, row)
    records += batch.length
  }
  return records
}

function apply(book: Book, records: MboRecords, row: number): void {
  const low = records.orderIdWords[2 * row]
  const high = records.orderIdWords[2 * row + 1]
  const size = records.size[row]
  const action = records.action[row]
  if (action === ACTION.cancel) {
    book.cancel(low, high, size, 0)
  } else if (action === ACTION.add || action === ACTION.modify || action === ACTION.fill) {
    const price = priceFromWords(records.priceWords[2 * row], records.priceWords[2 * row + 1])
    const tick = floorTick(price, TICK_SIZE)
    const side = sideIndex(records.side[row])
    if (action === ACTION.modify) book.modify(low, high, side, tick, size, 0)
    else if (action === ACTION.fill) book.owe(low, high, side, tick, size)
    else if (side >= 0) book.add(low, high, side as SideIndex, tick, size, 0)
  } else if (action === ACTION.clear) {
    book.clear()
  }
  if (records.flags[row] & FLAG.last) book.endEvent()
}
