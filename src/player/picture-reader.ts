import { type Clock, sleep, systemClock } from '../clock.ts'
import type { RangeSource, Second } from '../seconds/second.ts'
import { CHUNK_SECONDS, type Chunk, chunkOf } from './chunk.ts'
import { ColumnStore } from './column-store.ts'
import { DayLine } from './day-line.ts'
import { type Moment, momentOf, readMoment } from './moment.ts'

const MINUTE = 60

/** How much of the day a picture shows. */
export interface Extent {
  readonly columns: number
  readonly columnSeconds: number
  /** Where it ends, if not with the newest second. */
  readonly lastSecond?: number
}

/**
 * Reads what a picture is made of, behind the screen: the second that is wanted, then what the
 * columns before it lack, the newest first, what playing on needs soon, and the session's profile.
 */
export class PictureReader {
  readonly line: DayLine
  readonly store: ColumnStore
  /** Told when more has been read, or reading failed. */
  onChange: (error?: unknown) => void = () => {}
  /** Told of every chunk that has been read for the picture. */
  onChunk: (chunk: Chunk) => void = () => {}

  readonly #source: RangeSource
  readonly #clock: Clock
  #extent: Extent = { columns: 0, columnSeconds: 1 }
  /** The second that can be shown: all of it has been read. */
  #moment: Moment | undefined
  #following: Promise<void> | undefined
  #filling: Promise<void> | undefined
  /** The chunk that is being read for the columns. */
  #fillingChunk: number | undefined
  /** Do seconds come by themselves? Then nothing after the newest is read. */
  #isFed = false
  #isClosed = false

  constructor(source: RangeSource, clock: Clock = systemClock) {
    this.#source = source
    this.#clock = clock
    this.line = new DayLine(source)
    this.store = new ColumnStore(source, this.line)
  }

  get moment(): Moment | undefined {
    return this.#moment
  }

  /** Reads a second. One at a time: those asked for meanwhile are left out, but for the latest. */
  follow(second: number): void {
    if (this.#following || this.#isClosed || this.#moment?.second === second) return
    this.#following = this.#read(second)
      .catch((error) => this.onChange(error))
      .finally(() => {
        this.#following = undefined
      })
  }

  /** Takes the newest second as a stream brings it. */
  take(second: Second): void {
    this.#isFed = true
    this.line.take(second)
    this.store.take(second)
    this.#moment = momentOf(second, this.#source.day)
  }

  /** Is a chunk being read that the picture, as it is looked at now, can wait for? */
  get isElsewhere(): boolean {
    const wanted = this.#missing()
    return (
      this.#fillingChunk !== undefined &&
      wanted !== undefined &&
      chunkOf(wanted) !== this.#fillingChunk
    )
  }

  /** Reads what the columns up to the second lack. */
  fill(extent: Extent): void {
    this.#extent = extent
    if (this.#filling || this.#isClosed || !this.#moment || this.#missing() === undefined) return
    this.#filling = this.#fillAll()
      .catch((error) => this.onChange(error))
      .finally(() => {
        this.#filling = undefined
      })
  }

  /** Reads all that a picture of a second is made of. */
  async resolve(second: number, extent: Extent): Promise<void> {
    this.follow(second)
    while (this.#following) {
      await this.#following
      this.follow(second)
    }
    this.fill(extent)
    while (this.#filling) await this.#filling
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.allSettled([this.#following, this.#filling])
    await this.#source.close()
  }

  async #read(second: number): Promise<void> {
    const [moment] = await Promise.all([
      readMoment(this.#source, second),
      this.store.load(second),
      this.line.load(second - MINUTE, second),
    ])
    this.#moment = moment
    this.onChange()
  }

  async #fillAll(): Promise<void> {
    for (;;) {
      const missing = this.#missing()
      if (missing === undefined || this.#isClosed || !this.#moment) return
      const started = this.#clock.now()
      const isInView = this.#missingInView() !== undefined
      this.#fillingChunk = chunkOf(missing)
      const chunk = await this.store.load(missing, this.#lastRead).finally(() => {
        this.#fillingChunk = undefined
      })
      // Makes what is visible of it while its rows are there; and keeps the newest chunk's.
      const { columnSeconds } = this.#extent
      if (isInView) this.store.make(columnSeconds, missing, this.#moment.second)
      await this.store.load(this.#moment.second, this.#lastRead)
      this.onChunk(chunk)
      this.onChange()
      // The profile can wait: half of the time is left to the screen.
      const pause = this.#missingInView() === undefined ? this.#clock.now() - started : 0
      await sleep(this.#clock, pause)
    }
  }

  /** Nothing after it is read. */
  get #lastRead(): number {
    return this.#isFed && this.#moment ? this.#moment.second : Number.POSITIVE_INFINITY
  }

  /** The latest second that the picture lacks. */
  #missingInView(): number | undefined {
    const { firstEndSecond } = this.#source.day
    const { columns, columnSeconds, lastSecond = Number.POSITIVE_INFINITY } = this.#extent
    const now = this.#moment?.second ?? firstEndSecond
    const last = Math.min(now, lastSecond)
    const oldest = Math.max(last - (columns - 1) * columnSeconds, firstEndSecond)
    for (let second = last; second > oldest - columnSeconds; second -= columnSeconds) {
      const at = Math.max(second, firstEndSecond)
      if (!this.store.has(columnSeconds, at, this.#lastRead)) return at
    }
    return undefined
  }

  /** The latest second that is wanted and not in memory: in view, then ahead, then of the profile. */
  #missing(): number | undefined {
    const inView = this.#missingInView()
    if (inView !== undefined) return inView
    const { firstEndSecond, lastEndSecond } = this.#source.day
    const now = this.#moment?.second ?? firstEndSecond
    const ahead = Math.min(now + CHUNK_SECONDS / 2, lastEndSecond)
    if (!this.#isFed && !this.store.has(MINUTE, ahead)) return ahead
    for (let second = now; second >= firstEndSecond; second -= MINUTE) {
      if (!this.store.has(MINUTE, second, this.#lastRead)) return second
    }
    return undefined
  }
}
