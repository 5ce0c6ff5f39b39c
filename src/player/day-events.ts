import { type Clock, sleep } from '../clock.ts'
import type { RangeSource } from '../seconds/second.ts'
import { type Chunk, chunkOf, firstOfChunk } from './chunk.ts'
import { type DayLine, NO_TICK } from './day-line.ts'
import type { EventKind } from './event-text.ts'
import { EventSearch, mergeBySecond, type NotableEvent } from './notable-events.ts'

/** Seconds searched at once, which takes a millisecond or two. */
const STEP_SECONDS = 25
const NONE: readonly NotableEvent[] = []

/** Alerts come before all other events by size: they are what the user asked for. */
const ALERT_RANK = 1000

/** When an alert rings, and its name. */
export interface RungAlert {
  readonly second: number
  readonly name: string
}

/** The day's notable events in the chunks read so far, and its alerts. */
export class DayEvents {
  readonly #source: Pick<RangeSource, 'day'>
  readonly #line: DayLine
  readonly #clock: Clock
  readonly #byChunk = new Map<number, readonly NotableEvent[]>()
  #all: readonly NotableEvent[] = []
  #alerts: readonly NotableEvent[] = []

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
    this.#update()
  }

  /** Replaces the alerts; in any order. */
  setAlerts(alerts: readonly RungAlert[]): void {
    const inOrder = alerts.toSorted((one, other) => one.second - other.second)
    this.#alerts = inOrder.map(
      ({ second, name }): NotableEvent => ({
        second,
        kind: 'alert',
        side: undefined,
        low: NO_TICK,
        high: NO_TICK,
        lots: 0,
        note: name,
        rank: ALERT_RANK,
        others: [],
      }),
    )
    this.#update()
  }

  /** The alerts alone, in order. */
  get alerts(): readonly NotableEvent[] {
    return this.#alerts
  }

  /** Of an event and the nearest alert after or before a second the one that is nearer. */
  nearest(
    found: NotableEvent | undefined,
    second: number,
    direction: 1 | -1,
    kind: EventKind | undefined,
  ): NotableEvent | undefined {
    if (kind !== undefined && kind !== 'alert') return found
    const alert =
      direction > 0
        ? this.#alerts.find((event) => event.second > second)
        : this.#alerts.findLast((event) => event.second < second)
    if (!alert || !found) return alert ?? found
    return direction * (found.second - alert.second) < 0 ? found : alert
  }

  #update(): void {
    const inOrder = [...this.#byChunk].sort(([one], [other]) => one - other)
    const found = inOrder.flatMap(([, events]) => events)
    const all = [...this.#alerts, ...found].sort((one, other) => one.second - other.second)
    this.#all = this.#alerts.length === 0 ? found : mergeBySecond(all)
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
