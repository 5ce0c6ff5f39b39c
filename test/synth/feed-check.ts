import { Book, type BookListener, type SideIndex } from '../../src/book/book.ts'
import { ACTION, FLAG } from '../../src/book/codes.ts'
import { mboRecords } from '../../src/book/mbo-records.ts'
import { priceFromWords } from '../../src/market/price.ts'
import { ASK, BID } from '../../src/market/side.ts'
import type { Table } from '../../src/table/table.ts'

const DEAF: BookListener = { touch() {}, move() {}, hiddenFill() {} }
/** Finer than any tick. */
const GRAIN = 50_000_000

/** What a feed of several instruments was like, by one book each. */
export interface FeedCheck {
  records: number
  events: number
  /** Event ends whose book is locked or crossed, and when the last of them was. */
  crossed: number
  lastCrossed: bigint
  unknown: number
  duplicates: number
  /** Records captured before the record before them. */
  unsorted: number
  /** Records of an event that differ from its first in time. */
  scattered: number
  hiddenFills: number
  /** Live events by their actions, runs of the same action shortened to one and a +. */
  readonly patterns: Map<string, number>
  /** Events of one side only, or none. */
  oneSided: number
}

export function checkFeed(tables: readonly Table[]): FeedCheck {
  const books = new Map<number, Book>()
  const check: FeedCheck = {
    records: 0,
    events: 0,
    crossed: 0,
    lastCrossed: 0n,
    unknown: 0,
    duplicates: 0,
    unsorted: 0,
    scattered: 0,
    hiddenFills: 0,
    patterns: new Map(),
    oneSided: 0,
  }
  let lastReceived = 0n
  let pattern = ''
  let eventTime = 0n
  for (const table of tables) {
    const records = mboRecords(table)
    const instruments = table.column('instrument_id', 'uint32')
    const received = table.column('ts_recv', 'int64')
    const times = table.column('ts_event', 'int64')
    for (let row = 0; row < table.length; row++) {
      check.records++
      if (received[row] < lastReceived) check.unsorted++
      lastReceived = received[row]
      let book = books.get(instruments[row])
      if (!book) {
        book = new Book(DEAF)
        books.set(instruments[row], book)
      }
      apply(book, records, row)
      if (records.flags[row] & FLAG.snapshot) continue
      if (pattern === '') eventTime = times[row]
      else if (times[row] !== eventTime) check.scattered++
      pattern += String.fromCharCode(records.action[row])
      if (!(records.flags[row] & FLAG.last)) continue
      book.endEvent()
      check.events++
      const short = pattern.replace(/(.)\1+/g, '$1+')
      check.patterns.set(short, (check.patterns.get(short) ?? 0) + 1)
      pattern = ''
      const [asks, bids] = book.ladders
      if (asks.best < 0 || bids.best < 0) check.oneSided++
      else if (!book.isUncrossed) {
        check.crossed++
        check.lastCrossed = eventTime
      }
    }
  }
  for (const book of books.values()) {
    check.unknown += book.unknownCancels + book.unknownModifies
    check.duplicates += book.duplicateAdds
    check.hiddenFills += book.hiddenFillSize
  }
  return check
}

function apply(book: Book, records: ReturnType<typeof mboRecords>, row: number): void {
  const low = records.orderIdWords[2 * row]
  const high = records.orderIdWords[2 * row + 1]
  const letter = records.side[row]
  const side = (letter === ASK ? 0 : letter === BID ? 1 : -1) as SideIndex
  const price = priceFromWords(records.priceWords[2 * row], records.priceWords[2 * row + 1])
  const tick = price / GRAIN
  const size = records.size[row]
  switch (records.action[row]) {
    case ACTION.add:
      book.add(low, high, side, tick, size, 0)
      break
    case ACTION.modify:
      book.modify(low, high, side, tick, size, 0)
      break
    case ACTION.cancel:
      book.cancel(low, high, size, 0)
      break
    case ACTION.fill:
      book.owe(low, high, side, tick, size)
      break
    case ACTION.clear:
      book.clear()
  }
}
