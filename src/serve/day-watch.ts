import type { Clock, Timer } from '../clock.ts'
import { openDayStamp } from '../lake/partition/open-day.ts'
import { partitionStamp } from '../lake/partition/stamp.ts'
import type { Lake } from '../lake/paths.ts'
import type { DayName } from '../seconds/day-hub.ts'
import { SURFACE_DATASETS, SURFACE_NAMES } from '../seconds/second.ts'

/** Polling interval: a change is noticed well before the next second is due. */
const POLL_MS = 250

/** Watches whether a day of the lake is rewritten or removed. */
export class DayWatch {
  readonly #lake: Lake
  readonly #day: DayName
  readonly #before: string
  readonly #clock: Clock
  #timer: Timer | undefined
  #isClosed = false

  private constructor(lake: Lake, day: DayName, before: string, clock: Clock) {
    this.#lake = lake
    this.#day = day
    this.#before = before
    this.#clock = clock
  }

  /**
   * Records the day's state. Must be called before reading it, so that later changes are detected.
   */
  static async begin(lake: Lake, day: DayName, clock: Clock): Promise<DayWatch> {
    return new DayWatch(lake, day, await stampOf(lake, day), clock)
  }

  /** Calls back once when the day has changed. */
  watch(changed: () => void): void {
    if (this.#isClosed) return
    const look = async () => {
      // A lake that is unreachable now may be back at the next poll.
      const now = await stampOf(this.#lake, this.#day).catch(() => this.#before)
      if (this.#isClosed) return
      if (now === this.#before) this.watch(changed)
      else changed()
    }
    this.#timer = this.#clock.timeout(POLL_MS, look, { holdsProcess: false })
  }

  close(): void {
    this.#isClosed = true
    this.#timer?.cancel()
  }
}

async function stampOf(lake: Lake, { symbol, dt }: DayName): Promise<string> {
  const stamps = SURFACE_NAMES.map((name) => {
    const dataset = SURFACE_DATASETS[name]
    return lake.datasets.has(dataset) ? partitionStamp(lake, { dataset, symbol, dt }) : ''
  })
  return (await Promise.all([...stamps, openDayStamp(lake, { symbol, dt })])).join()
}
