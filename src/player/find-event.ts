import type { DayDescription } from '../seconds/second.ts'
import { CHUNK_SECONDS } from './chunk.ts'
import type { ColumnStore } from './column-store.ts'
import type { DayLine } from './day-line.ts'
import { type EventOfNote, eventsOfNote } from './events-of-note.ts'

/**
 * The nearest event of note after a second, or before it; undefined where there is none as far as
 * the day goes. Reads on until it finds one.
 *
 * @param direction 1 forward, −1 back
 */
export async function findEvent(
  store: ColumnStore,
  line: DayLine,
  { firstEndSecond, lastEndSecond }: DayDescription,
  present: number,
  direction: 1 | -1,
): Promise<EventOfNote | undefined> {
  for (
    let second = present;
    second > firstEndSecond - CHUNK_SECONDS && second < lastEndSecond + CHUNK_SECONDS;
    second += direction * CHUNK_SECONDS
  ) {
    const events = eventsOfNote(await store.load(second), line)
    const found =
      direction > 0
        ? events.find((event) => event.second > present)
        : events.findLast((event) => event.second < present)
    if (found) return found
  }
  return undefined
}
