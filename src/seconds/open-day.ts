import { Table } from '../table/table.ts'
import { copySecond } from './copy-second.ts'
import type { DaySeconds } from './day-seconds.ts'
import type { DayDescription, Second, SecondSource, SurfaceName } from './second.ts'

/** Facts of an open day that are known at its beginning. */
export type OpenDayFacts = Omit<
  DayDescription,
  'firstEndSecond' | 'lastEndSecond' | 'surfaces' | 'isOpen'
>

/** Where the seconds are that an open day has been told to forget. */
export type StoredSeconds = Pick<SecondSource, 'read' | 'readRange'>

interface Waiter {
  readonly endSecond: number
  readonly resolve: (isThere: boolean) => void
}

/**
 * A day that is still growing, for any number of readers: the part so far can be read again, and
 * a reader at its end waits for the next second. The engine's side appends.
 *
 * Seconds are kept in memory until {@link release} says that the store has them, so that a whole
 * day need not be held.
 *
 *     const day = new OpenDay(facts, firstSecond, stored)
 *     engine's onSecond: (second) => day.append(second)
 *     writer: day.release(lastEndSecondWritten)
 *     day.end()
 */
export class OpenDay implements DaySeconds {
  readonly #facts: OpenDayFacts
  readonly #stored: StoredSeconds | undefined
  readonly #first: number
  /** An empty table of each surface. */
  readonly #empty: ReadonlyMap<SurfaceName, Table>
  /** The seconds that are not released, by their end, ascending. */
  readonly #seconds = new Map<number, Second>()
  readonly #waiting = new Set<Waiter>()
  readonly #listeners = new Set<() => void>()
  /** Seconds are made of records that have been waiting: screens are to skip some. */
  isBehind = false
  #last: number
  #hasEnded = false

  /**
   * @param first the day's first second; it is copied, as those that follow are
   * @param stored reads the seconds that have been released; without it none may be
   */
  constructor(facts: OpenDayFacts, first: Second, stored?: StoredSeconds) {
    const { endSecond, surfaces } = first
    const empty = Array.from(
      surfaces,
      ([name, { contract }]) => [name, new Table(contract, 0)] as const,
    )
    this.#facts = facts
    this.#stored = stored
    this.#first = endSecond
    this.#last = endSecond
    this.#empty = new Map(empty)
    this.#seconds.set(endSecond, copySecond(first))
  }

  get day(): DayDescription {
    return {
      ...this.#facts,
      firstEndSecond: this.#first,
      lastEndSecond: this.#last,
      surfaces: [...this.#empty.keys()],
      isOpen: !this.#hasEnded,
    }
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Seconds in memory. */
  get keptSeconds(): number {
    return this.#seconds.size
  }

  /** Appends the day's next second; it is copied. */
  append(second: Second): void {
    const { endSecond } = second
    if (this.#hasEnded) throw new Error('the day has ended')
    if (endSecond !== this.#last + 1)
      throw new Error(`second ${endSecond} does not follow ${this.#last}`)
    this.#seconds.set(endSecond, copySecond(second))
    this.#last = endSecond
    this.#tell()
  }

  /** The store has every second up to this one: removes them from memory. */
  release(endSecond: number): void {
    if (!this.#stored) throw new Error('nothing else has the seconds that would be released')
    for (const kept of this.#seconds.keys()) {
      if (kept > endSecond) break
      this.#seconds.delete(kept)
    }
  }

  /** No second will follow. */
  end(): void {
    this.#hasEnded = true
    this.#tell()
  }

  /**
   * Calls back when the day grows or ends.
   *
   * @returns removes the callback
   */
  listen(changed: () => void): () => void {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  reach(endSecond: number): Promise<boolean> {
    if (endSecond <= this.#last || this.#hasEnded) return Promise.resolve(endSecond <= this.#last)
    return new Promise((resolve) => this.#waiting.add({ endSecond, resolve }))
  }

  async read(endSecond: number, more: readonly SurfaceName[] = []): Promise<Second> {
    const kept = this.#seconds.get(endSecond)
    if (kept) return kept
    const isReleased = endSecond >= this.#first && endSecond < this.#firstKept
    if (isReleased && this.#stored) return this.#stored.read(endSecond, more)
    return { endSecond, surfaces: this.#empty }
  }

  async readRange(
    surface: SurfaceName,
    from: number,
    to: number,
    columns?: readonly string[],
  ): Promise<readonly Table[]> {
    // Before the store is asked: what is released meanwhile would be in neither.
    const firstKept = this.#firstKept
    const kept = [...this.#seconds.values()]
      .filter(({ endSecond }) => endSecond >= from && endSecond <= to)
      .flatMap(({ surfaces }) => surfaces.get(surface) ?? [])
      .filter(({ length }) => length > 0)
    if (!this.#stored || from >= firstKept) return kept
    const end = Math.min(to, firstKept - 1)
    return [...(await this.#stored.readRange(surface, from, end, columns)), ...kept]
  }

  /** No effect: other readers may be using the day. */
  async close(): Promise<void> {}

  get #firstKept(): number {
    const [first] = this.#seconds.keys()
    return first ?? this.#last + 1
  }

  #tell(): void {
    for (const waiting of this.#waiting) {
      if (waiting.endSecond > this.#last && !this.#hasEnded) continue
      this.#waiting.delete(waiting)
      waiting.resolve(waiting.endSecond <= this.#last)
    }
    for (const changed of this.#listeners) changed()
  }
}
