import type { FuturesQuality } from '../../src/surfaces/futures-window.ts'
import type { ReferenceRow } from '../../src/surfaces/reference-rows.ts'
import type { ReferenceSeconds } from '../../src/surfaces/reference-seconds.ts'
import { isOnGrid, isPriced, type MboRecord, referenceRecord } from '../book/records.ts'

interface Span {
  readonly startSecond: number
  readonly endSecond: number
}

/**
 * The day's quality counts once more, from the records alone: which of them fall where, without a
 * book. What only a book can count comes from the reference book.
 */
export function expectedQuality(
  files: readonly (readonly MboRecord[])[],
  { startSecond, endSecond }: Span,
  reference: ReferenceSeconds,
  snapshots: readonly ReferenceRow[],
): FuturesQuality {
  let current: number | undefined
  let event: 'none' | 'kept' | 'after' = 'none'
  let begun = 0n
  let restarts = true
  let lastReceived: bigint | undefined
  const quality: FuturesQuality = {
    ...reference.book.counts,
    records: files.reduce((total, { length }) => total + length, 0),
    events: 0,
    late_records: 0,
    broken_clock: 0,
    after_session_records: 0,
    overlong_event_records: 0,
    off_grid: 0,
    undefined_records: 0,
    snapshot_records: 0,
    clears: 0,
    valid_seconds: snapshots.filter((row) => row.book_valid).length,
    crossed_windows: snapshots.filter(isCrossed).length,
    resting_orders: reference.book.orders.size,
    book_origin: 'none',
  }
  for (const file of files) {
    restarts = true
    for (const record of file) {
      const { action, isLast, isSnapshot, time, received } = referenceRecord(record)
      if (isSnapshot) {
        const taken = received ?? lastReceived
        const isAfter = taken !== undefined && Number(taken / 1_000_000_000n) >= endSecond
        if (current !== undefined && isAfter) {
          quality.after_session_records++
          continue
        }
        // A snapshot's first record ends the event before it.
        if (restarts) event = 'none'
        restarts = false
        quality.snapshot_records++
        if (quality.book_origin === 'none') quality.book_origin = 'snapshot'
        if ('RAMC'.includes(action)) countUse(quality, record)
        continue
      }
      restarts = true
      lastReceived = received ?? lastReceived
      const isBroken =
        lastReceived !== undefined &&
        (time - lastReceived > 1_000_000_000n || lastReceived - time > 60_000_000_000n)
      const happened = isBroken ? (lastReceived ?? time) : time
      const second = Number(happened / 1_000_000_000n)
      const arrived = received ?? happened
      if (event === 'none') {
        begun = arrived
        event = second >= endSecond ? 'after' : 'kept'
        if (event === 'kept' && (current ?? startSecond) <= second) current = second
      }
      if (event === 'after') quality.after_session_records++
      else {
        if (isBroken) quality.broken_clock++
        else if (current !== undefined && second < current) quality.late_records++
        if (arrived - begun >= 1_000_000_000n) quality.overlong_event_records++
        if (isLast) quality.events++
        if (action === 'R' && quality.book_origin === 'none') quality.book_origin = 'clear'
        countUse(quality, record)
      }
      if (isLast) event = 'none'
    }
    event = 'none'
  }
  return quality
}

/** Counts of one record that is applied. */
function countUse(quality: FuturesQuality, record: MboRecord): void {
  const { action, side, size, price } = referenceRecord(record)
  if (action === 'R') quality.clears++
  if (!'ACMTF'.includes(action)) return
  const needsPrice = 'AMT'.includes(action)
  const isAdd = action === 'A'
  const isSized = size !== undefined
  const isComplete =
    isSized && (!needsPrice || price !== undefined) && (!isAdd || ('AB'.includes(side) && size > 0))
  if (!isComplete) quality.undefined_records++
  const readsPrice = action === 'T' || (isSized && action !== 'C')
  if (readsPrice && isPriced(record.price) && !isOnGrid(record.price)) quality.off_grid++
}

function isCrossed(row: ReferenceRow): boolean {
  return (
    row.best_bid_qty !== 0 &&
    row.best_ask_qty !== 0 &&
    row.best_bid_price_int > row.best_ask_price_int
  )
}
