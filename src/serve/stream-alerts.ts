import type { RangeSource } from '../seconds/second.ts'
import type { Alert, AlertSearch } from '../signals/alerts.ts'

/** The part of a day's feed that alerts are searched in. */
export interface AlertSource extends RangeSource {
  /** No second will come after the day's last. */
  readonly hasEnded: boolean
}

/** The alerts of one client: those of the day so far, and those that ring as seconds are sent. */
export class StreamAlerts {
  readonly #source: AlertSource
  readonly #search: AlertSearch
  #found: readonly Alert[] = []
  #searching: Promise<unknown> = Promise.resolve()
  /** The last second that was sent. */
  #sent = Number.NaN

  constructor(source: AlertSource, search: AlertSearch) {
    this.#source = source
    this.#search = search
  }

  /** Those of the day so far; of a finished day all. */
  async soFar(): Promise<readonly Alert[]> {
    await this.#searchUpTo(this.#source.day.lastEndSecond)
    return this.#found
  }

  /** Those that ring with a second that is sent, and with those lost since the one before. */
  async ringing(endSecond: number): Promise<readonly Alert[]> {
    const step = endSecond - this.#sent
    const first = step > 0 && step <= MAX_LOST_S ? this.#sent + 1 : endSecond
    this.#sent = endSecond
    await this.#searchUpTo(endSecond)
    return this.#found.filter(({ second }) => second >= first && second <= endSecond)
  }

  /** One search after the other: each goes on where the one before has ended. */
  #searchUpTo(second: number): Promise<unknown> {
    this.#searching = this.#searching
      .catch(() => {})
      .then(async () => {
        const found = await this.#search.upTo(this.#source, second)
        if (found.length > 0) this.#found = [...this.#found, ...found]
      })
    return this.#searching
  }
}

/** A larger step is a seek, not seconds that were lost. */
const MAX_LOST_S = 10
