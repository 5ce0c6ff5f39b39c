import type { DayDescription, Second, SecondSource, SurfaceName } from './second.ts'

/**
 * A day's seconds for readers. A finished day is complete from the beginning; an open day grows,
 * and its end is not known in advance.
 */
export interface DaySeconds extends SecondSource {
  /** Of an open day as it is now: its last second is the last so far. */
  readonly day: DayDescription
  /** No second will come after the last. */
  readonly hasEnded: boolean
  /** It is behind the market: who follows it shows the newest second alone. */
  readonly isBehind: boolean
  /**
   * Waits for a second.
   *
   * @returns true once it is there; false where the day has ended before it
   */
  reach(endSecond: number): Promise<boolean>
}

/** A finished day: its source is complete. */
export class FinishedDay implements DaySeconds {
  readonly hasEnded = true
  readonly isBehind = false
  readonly #source: SecondSource

  constructor(source: SecondSource) {
    this.#source = source
  }

  get day(): DayDescription {
    return this.#source.day
  }

  async reach(endSecond: number): Promise<boolean> {
    return endSecond <= this.day.lastEndSecond
  }

  read(endSecond: number, more?: readonly SurfaceName[]): Promise<Second> {
    return this.#source.read(endSecond, more)
  }

  readRange(surface: SurfaceName, from: number, to: number, columns?: readonly string[]) {
    return this.#source.readRange(surface, from, to, columns)
  }

  close(): Promise<void> {
    return this.#source.close()
  }
}
