import type { DayDescription } from '../seconds/second.ts'
import { CHUNK_SECONDS } from './chunk.ts'
import type { ColumnStore } from './column-store.ts'
import type { DayLine } from './day-line.ts'
import type { EventKind } from './event-text.ts'
import { type NotableEvent, notableEvents } from './notable-events.ts'

/**
 * The nearest notable event after or before a second, loading chunks until one is found; undefined
 * where the day has none.
 *
 * @param direction 1 forward, −1 back
 * @param kind only events of this kind
 */
export async function findEvent(
  store: ColumnStore,
  line: DayLine,
  { firstEndSecond, lastEndSecond }: DayDescription,
  present: number,
  direction: 1 | -1,
  kind?: EventKind,
): Promise<NotableEvent | undefined> {
  for (
    let second = present;
    second > firstEndSecond - CHUNK_SECONDS && second < lastEndSecond + CHUNK_SECONDS;
    second += direction * CHUNK_SECONDS
  ) {
    const all = notableEvents(await store.load(second), line)
    const events = kind === undefined ? all : all.filter((event) => event.kind === kind)
    const found =
      direction > 0
        ? events.find((event) => event.second > present)
        : events.findLast((event) => event.second < present)
    if (found) return found
  }
  return undefined
}
