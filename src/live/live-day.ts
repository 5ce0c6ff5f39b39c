import type { Engine, EngineInput } from '../engine/engine.ts'
import { readOpenDay, removeOpenDay } from '../lake/partition/open-day.ts'
import { OpenDayWriter } from '../lake/partition/open-day-writer.ts'
import type { Lake } from '../lake/paths.ts'
import type { DayHub } from '../seconds/day-hub.ts'
import { LakeSeconds } from '../seconds/lake-seconds.ts'
import { OpenDay, type OpenDayFacts } from '../seconds/open-day.ts'
import { type Second, SURFACE_DATASETS } from '../seconds/second.ts'
import type { Log } from '../serve/log.ts'
import type { StageOptions } from '../stages/stage.ts'
import { type DaySetup, setUpDay } from './day-setup.ts'
import type { ReceivedDefinitions } from './definitions.ts'
import { MinuteWriter, type OpenDayStore } from './minute-writer.ts'

const SECONDS_PER_MINUTE = 60
/** Seconds in memory beyond which the session waits for the lake, as it may at full speed. */
const MAX_KEPT_SECONDS = 300

export interface LiveDayOptions {
  readonly lake: Lake
  readonly symbol: string
  readonly stage: StageOptions
  /** The orders of the week so far come first. */
  readonly isReplayed: boolean
  /** Of the future and its options; undefined without options. */
  readonly definitions?: ReceivedDefinitions | undefined
  /** Where the server and the screens find the day. */
  readonly hub: DayHub
  readonly log: Log
}

/**
 * The day that a live session makes: set up with its first order, open in the hub with its first
 * second, and in the lake with its first minute.
 */
export class LiveDay {
  readonly #options: LiveDayOptions
  #setup: DaySetup | undefined
  #day: OpenDay | undefined
  #minutes: MinuteWriter | undefined
  #writing: Promise<void> | undefined
  /** The last second that is to be written. */
  #due = Number.NEGATIVE_INFINITY
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
    if (this.#setup) return this.#setup.input
    const { lake, symbol, stage, definitions, isReplayed, log } = this.#options
    const setup = await setUpDay(lake, symbol, time, stage, definitions, isReplayed)
    this.#setup = setup
    const { facts, notes } = setup
    const fields = { symbol, dt: facts.dt, session: facts.session }
    log({ level: 'info', event: 'day opened', fields })
    for (const note of notes) log({ level: 'warn', event: 'note', fields: { note } })
    return setup.input
  }

  append(second: Second, engine: Engine): void {
    const day = this.#day
    if (day) day.append(second)
    else this.#begin(second, engine)
    if (second.endSecond % SECONDS_PER_MINUTE === 0) this.#write(second.endSecond)
  }

  /** Records come faster than they are taken in: screens get fewer seconds. */
  setBehind(isBehind: boolean): void {
    if (this.#day) this.#day.isBehind = isBehind
  }

  /** Waits for the lake where it is behind; undefined where it is not. */
  waitForRoom(): Promise<void> | undefined {
    return (this.#day?.keptSeconds ?? 0) > MAX_KEPT_SECONDS ? this.#writing : undefined
  }

  /** No second will follow: the lake gets the rest. */
  async end(): Promise<void> {
    if (!this.#day) return
    this.#day.end()
    await this.#writing
    this.#write(this.#day.day.lastEndSecond)
    await this.#writing
  }

  /**
   * Ends the use of the day.
   *
   * @param isMade the lake has its final tables from now on; otherwise it stays open there
   */
  async close(isMade: boolean): Promise<void> {
    const { lake } = this.#options
    await this.#writing
    await this.#minutes?.close()
    if (isMade && this.#setup) await removeOpenDay(lake, this.#setup.target)
    this.#remove()
  }

  #begin(second: Second, engine: Engine): void {
    if (!this.#setup) throw new Error('a second of a day that was not set up')
    const facts = { ...this.#setup.facts, bookOrigin: engine.quality.book_origin }
    const surfaces = [...second.surfaces.keys()].map((surface) => SURFACE_DATASETS[surface])
    this.#minutes = new MinuteWriter(this.#storeOf(facts, surfaces), second.endSecond)
    this.#day = new OpenDay(facts, second, this.#minutes)
    this.#remove = this.#options.hub.add(this.#day)
  }

  /** One write after the other: minutes that close meanwhile are written together. */
  #write(endSecond: number): void {
    this.#due = endSecond
    this.#writing ??= this.#writeDue().finally(() => {
      this.#writing = undefined
    })
  }

  async #writeDue(): Promise<void> {
    const [day, minutes] = [this.#day, this.#minutes]
    for (let written = Number.NEGATIVE_INFINITY; day && minutes && written < this.#due; ) {
      const endSecond = this.#due
      try {
        await minutes.write(day, endSecond)
      } catch (error) {
        // They stay in memory, and are written with the next minute.
        const why = error instanceof Error ? error.message : String(error)
        this.#options.log({ level: 'warn', event: 'minute not written', fields: { why } })
      }
      written = endSecond
    }
  }

  #dealerSigns(): Readonly<Record<string, number>> {
    const signs = this.#setup?.input.options?.dealerSigns
    return signs ? { dealer_sign_call: signs.call, dealer_sign_put: signs.put } : {}
  }

  #storeOf(facts: OpenDayFacts, datasets: readonly string[]): OpenDayStore {
    const { lake } = this.#options
    const { symbol, dt, session, tickSize, maxRelTicks, calibrationMode, bookOrigin } = facts
    const notes = this.#setup?.notes ?? []
    const parameters = {
      session,
      tick_size: tickSize,
      max_rel_ticks: maxRelTicks,
      ...(calibrationMode !== undefined && { calibration_mode: calibrationMode }),
      ...this.#dealerSigns(),
    }
    const quality = {
      book_origin: bookOrigin,
      ...(facts.gexUnit !== undefined && { gex_unit: facts.gexUnit }),
    }
    const record = { symbol, dt, parameters, quality, notes }
    return {
      begin: () => OpenDayWriter.begin(lake, record, datasets),
      open: async () => {
        const manifest = await readOpenDay(lake, { symbol, dt })
        if (!manifest) throw new Error(`the open day ${symbol} ${dt} is not in the lake`)
        return LakeSeconds.ofOpenDay(lake, manifest)
      },
    }
  }
}
