import type { EventRecords } from './event-records.ts'

/** Whether a record is a trade whose aggressor's order and side are known. */
export function isAggressor(event: EventRecords, record: number): boolean {
  const hasOrder = event.idLow[record] !== 0 || event.idHigh[record] !== 0
  return event.isTrade(record) && event.side[record] >= 0 && hasOrder
}

/** Whether no earlier trade of the event is of the record's order and side. */
export function isFirstOfOrder(event: EventRecords, record: number): boolean {
  for (let earlier = record - 1; earlier >= 0; earlier--) {
    if (isAggressor(event, earlier) && isSameAggressor(event, earlier, record)) return false
  }
  return true
}

/** Whether two trades are of one order and side. */
export function isSameAggressor(event: EventRecords, record: number, other: number): boolean {
  return event.isSameOrder(record, other) && event.side[record] === event.side[other]
}
