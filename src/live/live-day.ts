import type { Engine, EngineInput } from '../engine/engine.ts'
import type { Lake } from '../lake/paths.ts'
import type { DayHub } from '../seconds/day-hub.ts'
import { OpenDay } from '../seconds/open-day.ts'
import type { Second } from '../seconds/second.ts'
import type { Log } from '../serve/log.ts'
import type { StageOptions } from '../stages/stage.ts'
import { type DaySetup, setUpDay } from './day-setup.ts'

export interface LiveDayOptions {
  readonly lake: Lake
  readonly symbol: string
  readonly stage: StageOptions
  /** Where the server and the screens find the day. */
  readonly hub: DayHub
  readonly log: Log
}

/** The day that a live session makes: set up with its first order, open in the hub with its first second. */
export class LiveDay {
  readonly #options: LiveDayOptions
  #setup: DaySetup | undefined
  #day: OpenDay | undefined
  #remove = () => {}

  constructor(options: LiveDayOptions) {
    this.#options = options
  }

  /** Undefined before the first order. */
  get setup(): DaySetup | undefined {
    return this.#setup
  }

  /** Undefined before the first second. */
  get day(): OpenDay | undefined {
    return this.#day
  }

  /** @param time of the market, nanoseconds since the Unix epoch */
  async open(time: bigint): Promise<Omit<EngineInput, 'onSecond'>> {
    const { lake, symbol, stage, log } = this.#options
    const setup = await setUpDay(lake, symbol, time, stage)
    this.#setup = setup
    const { facts, notes } = setup
    const fields = { symbol, dt: facts.dt, session: facts.session }
    log({ level: 'info', event: 'day opened', fields })
    for (const note of notes) log({ level: 'warn', event: 'note', fields: { note } })
    return setup.input
  }

  append(second: Second, engine: Engine): void {
    if (this.#day) {
      this.#day.append(second)
      return
    }
    if (!this.#setup) throw new Error('a second of a day that was not set up')
    const facts = { ...this.#setup.facts, bookOrigin: engine.quality.book_origin }
    this.#day = new OpenDay(facts, second)
    this.#remove = this.#options.hub.add(this.#day)
  }

  /** No second will follow. */
  end(): void {
    this.#day?.end()
  }

  /** From now on the lake has the day. */
  close(): void {
    this.#remove()
  }
}
