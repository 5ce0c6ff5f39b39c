import type { ReferenceSide } from '../book/reference-book.ts'
import type { EventCause, EventKind } from './event-rows.ts'

/** A row of the table `events` as the reference has it. Prices are 1e-9 units, times ns since the epoch. */
export interface ReferenceEvent {
  kind: EventKind
  cause: EventCause
  side: ReferenceSide
  low: bigint
  high: bigint
  lots: number
  total: number
  start: bigint
  known: bigint
  end: bigint
  strength: number
}
