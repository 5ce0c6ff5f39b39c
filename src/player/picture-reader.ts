import { type Clock, sleep, systemClock } from '../clock.ts'
import type { RangeSource, Second } from '../seconds/second.ts'
import { CHUNK_SECONDS, type Chunk, chunkOf } from './chunk.ts'
import { ColumnStore } from './column-store.ts'
import { DayLine } from './day-line.ts'
import { type Moment, momentOf, readMoment } from './moment.ts'

const MINUTE_S = 60

/** The time range of a picture. */
export interface PictureRange {
  readonly columns: number
  readonly columnSeconds: number
  /** Its last second, if not the newest. */
  readonly lastSecond?: number
}

/**
 * Loads a picture's data in the background: first the requested second, then missing columns from
 * newest to oldest, then what playback needs next, and the session's volume profile.
 */
export class PictureReader {
  readonly line: DayLine
  readonly store: ColumnStore
  /** Called when more has been read, or reading failed. */
  onChange: (error?: unknown) => void = () => {}
  /** Called with every chunk that has been read for the picture. */
  onChunk: (chunk: Chunk) => void = () => {}

  readonly #source: RangeSource
  readonly #clock: Clock
  #range: PictureRange = { columns: 0, columnSeconds: 1 }
  /** The latest second that is loaded completely and can be shown. */
  #moment: Moment | undefined
  #secondLoad: Promise<void> | undefined
  #columnsLoad: Promise<void> | undefined
  /** Number of the chunk being loaded for the columns. */
  #loadingChunk: number | undefined
  /** Seconds arrive from a stream: nothing after the newest is read. */
  #isStreaming = false
  #isClosed = false
  /** No reads before this time of the clock, after a failure. */
  #pausedUntil = 0

  constructor(source: RangeSource, clock: Clock = systemClock) {
    this.#source = source
    this.#clock = clock
    this.line = new DayLine(source)
    this.store = new ColumnStore(source, this.line)
  }

  get moment(): Moment | undefined {
    return this.#moment
  }

  /**
   * Loads a second, one at a time: requests made meanwhile are dropped and repeated by the next
   * frame.
   */
  loadSecond(second: number): void {
    if (this.#secondLoad || this.#isPaused || this.#moment?.second === second) return
    this.#secondLoad = this.#read(second)
      .catch((error) => this.onChange(error))
      .finally(() => {
        this.#secondLoad = undefined
      })
  }

  /** Reads nothing for a while, after a failure. */
  pause(milliseconds: number): void {
    this.#pausedUntil = this.#clock.now() + milliseconds
  }

  get #isPaused(): boolean {
    return this.#isClosed || this.#clock.now() < this.#pausedUntil
  }

  /** Adds the newest second received from a stream. */
  add(second: Second): void {
    this.#isStreaming = true
    this.line.addSecond(second)
    this.store.addSecond(second)
    this.#moment = momentOf(second, this.#source.day)
  }

  /** Whether the chunk being loaded is not the one that the picture needs most. */
  get isLoadingElsewhere(): boolean {
    const wanted = this.#missing()
    return (
      this.#loadingChunk !== undefined &&
      wanted !== undefined &&
      chunkOf(wanted) !== this.#loadingChunk
    )
  }

  /** Loads the missing columns up to the second. */
  loadColumns(extent: PictureRange): void {
    this.#range = extent
    if (this.#columnsLoad || this.#isPaused || !this.#moment || this.#missing() === undefined)
      return
    this.#columnsLoad = this.#loadMissing()
      .catch((error) => this.onChange(error))
      .finally(() => {
        this.#columnsLoad = undefined
      })
  }

  /** Loads everything that the picture of a second needs. */
  async resolve(second: number, extent: PictureRange): Promise<void> {
    this.loadSecond(second)
    while (this.#secondLoad) {
      await this.#secondLoad
      this.loadSecond(second)
    }
    this.loadColumns(extent)
    while (this.#columnsLoad) await this.#columnsLoad
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.allSettled([this.#secondLoad, this.#columnsLoad])
    await this.#source.close()
  }

  async #read(second: number): Promise<void> {
    const [moment] = await Promise.all([
      readMoment(this.#source, second),
      this.store.load(second),
      this.line.load(second - MINUTE_S, second),
    ])
    this.#moment = moment
    this.onChange()
  }

  async #loadMissing(): Promise<void> {
    for (;;) {
      const missing = this.#missing()
      if (missing === undefined || this.#isClosed || !this.#moment) return
      const started = this.#clock.now()
      const isInView = this.#missingInView() !== undefined
      this.#loadingChunk = chunkOf(missing)
      const chunk = await this.store.load(missing, this.#lastRead).finally(() => {
        this.#loadingChunk = undefined
      })
      // Makes its visible columns while its rows are loaded, then makes the newest chunk the most
      // recently used.
      const { columnSeconds } = this.#range
      if (isInView) this.store.make(columnSeconds, missing, this.#moment.second)
      await this.store.load(this.#moment.second, this.#lastRead)
      this.onChunk(chunk)
      this.onChange()
      // The profile is not urgent: leave half of the time to the screen.
      const pause = this.#missingInView() === undefined ? this.#clock.now() - started : 0
      await sleep(this.#clock, pause)
    }
  }

  /** The last second to load. */
  get #lastRead(): number {
    return this.#isStreaming && this.#moment ? this.#moment.second : Number.POSITIVE_INFINITY
  }

  /** The latest missing second in view. */
  #missingInView(): number | undefined {
    const { firstEndSecond } = this.#source.day
    const { columns, columnSeconds, lastSecond = Number.POSITIVE_INFINITY } = this.#range
    const now = this.#moment?.second ?? firstEndSecond
    const last = Math.min(now, lastSecond)
    const oldest = Math.max(last - (columns - 1) * columnSeconds, firstEndSecond)
    for (let second = last; second > oldest - columnSeconds; second -= columnSeconds) {
      const at = Math.max(second, firstEndSecond)
      if (!this.store.has(columnSeconds, at, this.#lastRead)) return at
    }
    return undefined
  }

  /** The next second to load: in view, then ahead, then for the profile. */
  #missing(): number | undefined {
    const inView = this.#missingInView()
    if (inView !== undefined) return inView
    const { firstEndSecond, lastEndSecond } = this.#source.day
    const now = this.#moment?.second ?? firstEndSecond
    const ahead = Math.min(now + CHUNK_SECONDS / 2, lastEndSecond)
    if (!this.#isStreaming && !this.store.has(MINUTE_S, ahead)) return ahead
    for (let second = now; second >= firstEndSecond; second -= MINUTE_S) {
      if (!this.store.has(MINUTE_S, second, this.#lastRead)) return second
    }
    return undefined
  }
}
