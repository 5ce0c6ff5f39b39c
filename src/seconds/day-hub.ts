import type { Lake } from '../lake/paths.ts'
import { isContractOf } from '../market/instruments.ts'
import { type DaySeconds, FinishedDay } from './day-seconds.ts'
import { LakeSeconds } from './lake-seconds.ts'
import type { OpenDay } from './open-day.ts'
import type { DayDescription } from './second.ts'

/** A day by its name. */
export type DayName = Pick<DayDescription, 'symbol' | 'dt'>

/** An open day in the hub. */
export interface HubDay {
  readonly day: OpenDay
  /** Aborted when the hub removes it: from then on the lake has the day. */
  readonly removed: AbortSignal
}

/** Finds a day's seconds: of an open day in memory, of a finished one in the lake. */
export class DayHub {
  readonly #lake: Lake
  readonly #days = new Map<OpenDay, AbortController>()

  constructor(lake: Lake) {
    this.#lake = lake
  }

  /** The days that are open now. */
  get openDays(): readonly DayDescription[] {
    return Array.from(this.#days.keys(), ({ day }) => day)
  }

  /**
   * Adds an open day.
   *
   * @returns removes it, to be called once the lake has it
   */
  add(day: OpenDay): () => void {
    const removal = new AbortController()
    this.#days.set(day, removal)
    return () => {
      this.#days.delete(day)
      removal.abort()
    }
  }

  /**
   * The open day of a name.
   *
   * @param name a root stands for its contract that is open
   */
  findOpen({ symbol, dt }: DayName): HubDay | undefined {
    for (const [day, removal] of this.#days) {
      const { symbol: contract, dt: date } = day.day
      if (date === dt && isContractOf(symbol, contract)) return { day, removed: removal.signal }
    }
    return undefined
  }

  /**
   * A day: the open one of this name, else the lake's.
   *
   * @param priceParts of a whole point that prices are written in; decimals if left out
   * @throws Failure `input` where the lake has no seconds of that day, `busy` where it is being
   *   written
   */
  async open(name: DayName, priceParts?: number): Promise<DaySeconds> {
    const open = this.findOpen(name)
    if (open) return open.day
    return new FinishedDay(await LakeSeconds.open(this.#lake, name.symbol, name.dt, priceParts))
  }
}
