import type { EventKind } from './event-text.ts'
import type { NotableEvent } from './notable-events.ts'

/** By time, or the largest first. */
export type EventOrder = 'time' | 'rank'

/** Events in an order, of all kinds or of one. */
export function orderedEvents(
  events: readonly NotableEvent[],
  order: EventOrder,
  kind: EventKind | undefined,
): readonly NotableEvent[] {
  const wanted = kind === undefined ? events : events.filter((event) => event.kind === kind)
  if (order === 'time') return wanted
  return wanted.toSorted((one, other) => other.rank - one.rank || one.second - other.second)
}

/** Where an event stands in an order: "2 of 41, by size". */
export function placeText(
  events: readonly NotableEvent[],
  event: NotableEvent,
  order: EventOrder,
  kind: EventKind | undefined,
): string {
  const ordered = orderedEvents(events, order, kind)
  const at = ordered.findIndex(({ second }) => second === event.second)
  return at < 0 ? '' : `${at + 1} of ${ordered.length}, by ${order === 'rank' ? 'size' : 'time'}`
}

/** That there is no event before or after in an order. */
export function noEventText(order: EventOrder, direction: 1 | -1): string {
  if (order === 'time') return direction > 0 ? 'no later event' : 'no earlier event'
  return direction > 0 ? 'no smaller event' : 'no larger event'
}

/** The event beside that of a second by rank; the largest where the second has none. */
export function eventBesideByRank(
  events: readonly NotableEvent[],
  second: number | undefined,
  direction: 1 | -1,
  kind: EventKind | undefined,
): NotableEvent | undefined {
  const ranked = orderedEvents(events, 'rank', kind)
  const at = ranked.findIndex((event) => event.second === second)
  return at < 0 ? ranked[0] : ranked[at + direction]
}
