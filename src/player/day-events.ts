import { type Clock, sleep } from '../clock.ts'
import type { RangeSource } from '../seconds/second.ts'
import { type Chunk, chunkOf, firstOfChunk } from './chunk.ts'
import type { DayLine } from './day-line.ts'
import { EventSearch, type NotableEvent } from './notable-events.ts'

/** Seconds searched at once, which takes a millisecond or two. */
const STEP_SECONDS = 25
const NONE: readonly NotableEvent[] = []

/** The day's notable events in the chunks read so far. */
export class DayEvents {
  readonly #source: Pick<RangeSource, 'day'>
  readonly #line: DayLine
  readonly #clock: Clock
  readonly #byChunk = new Map<number, readonly NotableEvent[]>()
  #all: readonly NotableEvent[] = []

  constructor(source: Pick<RangeSource, 'day'>, line: DayLine, clock: Clock) {
    this.#source = source
    this.#line = line
    this.#clock = clock
  }

  /** In order. */
  get all(): readonly NotableEvent[] {
    return this.#all
  }

  /**
   * Searches a chunk, unless it is incomplete or was searched before. Works in small steps to leave
   * time for frames.
   */
  async search(chunk: Chunk): Promise<void> {
    const number = chunkOf(chunk.first)
    const { firstEndSecond } = this.#source.day
    if (this.#byChunk.has(number) || number > this.#lastChunk) return
    if (!chunk.hasSeconds(firstEndSecond, this.#source.day.lastEndSecond)) return
    this.#byChunk.set(number, NONE)
    const search = new EventSearch(chunk, this.#line)
    while (!search.isDone) {
      search.step(STEP_SECONDS)
      await sleep(this.#clock, 0)
    }
    const { events } = search
    if (events.length === 0) return
    this.#byChunk.set(number, events)
    const inOrder = [...this.#byChunk].sort(([one], [other]) => one - other)
    this.#all = inOrder.flatMap(([, found]) => found)
  }

  /** The first second of the nearest unsearched chunk after a second, else before it. */
  nextUnsearched(second: number): number | undefined {
    const [first, here] = [this.#source.day.firstEndSecond, second].map(chunkOf)
    const last = this.#lastChunk
    const isMissing = (number: number) => !this.#byChunk.has(number)
    for (let number = here; number <= last; number++)
      if (isMissing(number)) return firstOfChunk(number)
    for (let number = Math.min(here, last); number >= first; number--)
      if (isMissing(number)) return firstOfChunk(number)
    return undefined
  }

  /** The last chunk that is whole: of an open day not that of its newest second. */
  get #lastChunk(): number {
    const { lastEndSecond, isOpen } = this.#source.day
    return isOpen ? chunkOf(lastEndSecond + 1) - 1 : chunkOf(lastEndSecond)
  }
}
