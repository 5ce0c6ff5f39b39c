import { type Clock, sleep } from '../../clock.ts'
import { type Chunk, chunkOf, firstOfChunk } from '../../player/chunk.ts'
import type { DayLine } from '../../player/day-line.ts'
import { type EventOfNote, EventSearch } from '../../player/events-of-note.ts'
import type { DayDescription } from '../../seconds/second.ts'

/** Seconds of the day that are looked through at once: a millisecond or two. */
const STEP_SECONDS = 25
const NONE: readonly EventOfNote[] = []

/** The day's events of note, as far as its chunks have been read. */
export class DayEvents {
  readonly #day: DayDescription
  readonly #line: DayLine
  readonly #clock: Clock
  readonly #byChunk = new Map<number, readonly EventOfNote[]>()
  #all: readonly EventOfNote[] = []

  constructor(day: DayDescription, line: DayLine, clock: Clock) {
    this.#day = day
    this.#line = line
    this.#clock = clock
  }

  /** In order. */
  get all(): readonly EventOfNote[] {
    return this.#all
  }

  /**
   * Takes a chunk in which all of the day's seconds are there; passes over others, and known ones.
   * A little of it at a time: frames come between.
   */
  async note(chunk: Chunk): Promise<void> {
    const number = chunkOf(chunk.first)
    const { firstEndSecond, lastEndSecond } = this.#day
    if (this.#byChunk.has(number) || !chunk.knows(firstEndSecond, lastEndSecond)) return
    this.#byChunk.set(number, NONE)
    const search = new EventSearch(chunk, this.#line)
    while (!search.isOver) {
      search.step(STEP_SECONDS)
      await sleep(this.#clock, 0)
    }
    const { events } = search
    if (events.length === 0) return
    this.#byChunk.set(number, events)
    const inOrder = [...this.#byChunk].sort(([one], [other]) => one - other)
    this.#all = inOrder.flatMap(([, found]) => found)
  }

  /** The first second of a chunk that has not been noted: the nearest after a second, else before it. */
  missing(second: number): number | undefined {
    const { firstEndSecond, lastEndSecond } = this.#day
    const [first, last, here] = [firstEndSecond, lastEndSecond, second].map(chunkOf)
    const isMissing = (number: number) => !this.#byChunk.has(number)
    for (let number = here; number <= last; number++)
      if (isMissing(number)) return firstOfChunk(number)
    for (let number = here; number >= first; number--)
      if (isMissing(number)) return firstOfChunk(number)
    return undefined
  }
}
