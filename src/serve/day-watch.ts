import type { Lake } from '../lake/paths.ts'
import { partitionStamp } from '../lake/stamp.ts'
import type { DayName } from '../seconds/day-hub.ts'
import { SURFACE_DATASETS, SURFACE_NAMES } from '../seconds/second.ts'

/** Milliseconds between two looks: a change is known well before the next second is due. */
const LOOK_MS = 250

/** Watches the lake for a day that is written again, or goes. */
export class DayWatch {
  readonly #lake: Lake
  readonly #day: DayName
  readonly #before: string
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  private constructor(lake: Lake, day: DayName, before: string) {
    this.#lake = lake
    this.#day = day
    this.#before = before
  }

  /** Remembers what the day is like. To be called before it is read: what changes then is seen. */
  static async begin(lake: Lake, day: DayName): Promise<DayWatch> {
    return new DayWatch(lake, day, await stampOf(lake, day))
  }

  /** Calls back, once, when the day is no longer what it was. */
  watch(changed: () => void): void {
    if (this.#isClosed) return
    this.#timer = setTimeout(async () => {
      // A lake that cannot be looked at now may be back at the next look.
      const now = await stampOf(this.#lake, this.#day).catch(() => this.#before)
      if (this.#isClosed) return
      if (now === this.#before) this.watch(changed)
      else changed()
    }, LOOK_MS)
    this.#timer.unref()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }
}

async function stampOf(lake: Lake, { symbol, dt }: DayName): Promise<string> {
  const stamps = SURFACE_NAMES.map((name) => {
    const dataset = SURFACE_DATASETS[name]
    return lake.datasets.has(dataset) ? partitionStamp(lake, { dataset, symbol, dt }) : ''
  })
  return (await Promise.all(stamps)).join()
}
