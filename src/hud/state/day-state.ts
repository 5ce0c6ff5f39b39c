import { type Clock, systemClock, type Timer } from '../../clock.ts'
import { type Candle, candles } from '../../player/candles.ts'
import { type CellReading, readCell } from '../../player/cell-reading.ts'
import type { Chunk } from '../../player/chunk.ts'
import { type DayLine, NO_TICK } from '../../player/day-line.ts'
import type { EventOfNote } from '../../player/events-of-note.ts'
import { findEvent } from '../../player/find-event.ts'
import type { HeatColumn } from '../../player/heat-column.ts'
import { LEVELS } from '../../player/levels.ts'
import type { Moment } from '../../player/moment.ts'
import { PictureReader } from '../../player/picture-reader.ts'
import type { Scale } from '../../player/scale.ts'
import type { View } from '../../player/view.ts'
import { type VolumeProfile, volumeProfile } from '../../player/volume-profile.ts'
import type { DayDescription } from '../../seconds/second.ts'
import type { Batch } from '../../wire/batch.ts'
import type { ServerRanges } from '../../wire/server-ranges.ts'
import type { LevelLine } from '../picture.ts'
import type { Viewport } from '../viewport.ts'
import { ColumnRing } from './column-ring.ts'
import { DayEvents } from './day-events.ts'
import type { Subject } from './framing.ts'
import { Marks } from './marks.ts'
import { ScaleWindow } from './scale-window.ts'

/** Marks are made of so many columns more than are in view, on either side. */
const MARKS_MARGIN = 128
/** Columns written at once before it is looked at how long it has taken. */
const WRITTEN_AT_ONCE = 16
/** The rest of the day is read this slowly, for its events: milliseconds between two chunks. */
const WALK_MS = 1000
const WALK_RETRY_MS = 10_000
/** Reading that failed is tried again so much later, milliseconds. */
const RETRY_MS = 2000

/** Told of a day that is being read. */
export interface DayListener {
  /** More has been read; or reading failed. */
  changed(trouble: string | undefined): void
}

/**
 * One day as it is known so far: what the stream brought, what was read of before, and what the
 * renderer draws of it.
 */
export class DayState {
  readonly day: DayDescription
  readonly ring = new ColumnRing()
  readonly marks = new Marks()

  readonly #ranges: ServerRanges
  readonly #listener: DayListener
  readonly #clock: Clock
  readonly #reader: PictureReader
  readonly #events: DayEvents
  readonly #scaleWindow = new ScaleWindow()
  /** Of the columns in the ring. */
  #columnSeconds = 0
  #profile: VolumeProfile | undefined
  #scale: { readonly key: string; readonly scale: Scale } | undefined
  #marksKey = ''
  #marksFirst = 0
  #marksLast = -1
  /** Counts up with what the ring, and with what the day, holds. */
  #ringVersion = 0
  #dayVersion = 0
  /** After reading has failed, none is tried for a while. */
  #restsUntil = 0
  #retryTimer: Timer | undefined
  #walkTimer: Timer | undefined
  #isClosed = false

  constructor(ranges: ServerRanges, listener: DayListener, clock: Clock = systemClock) {
    this.day = ranges.day
    this.#ranges = ranges
    this.#listener = listener
    this.#clock = clock
    this.#reader = new PictureReader(ranges, clock)
    this.#events = new DayEvents(this.day, this.#reader.line, clock)
    this.#reader.onChange = (error) => this.#changed(error)
    this.#reader.onChunk = (chunk) => this.#note(chunk)
    this.#walkTimer = this.#clock.timeout(WALK_MS, this.#walk)
  }

  /** Undefined until the first second has come. */
  get moment(): Moment | undefined {
    return this.#reader.moment
  }

  get line(): DayLine {
    return this.#reader.line
  }

  get events(): readonly EventOfNote[] {
    return this.#events.all
  }

  /** The newest second by itself. */
  get newest(): HeatColumn | undefined {
    return this.moment && this.#reader.store.second(this.moment.second)
  }

  /** Spot of a second in ticks. */
  readonly spotOf = (second: number): number => {
    const { line } = this.#reader
    return line.spot[line.index(second)] ?? NO_TICK
  }

  /** What is to be framed; undefined until the first second has come. */
  subject({ columnSeconds, anchor }: View): Subject | undefined {
    if (!this.moment) return undefined
    const { day, spotOf } = this
    const { second } = this.moment
    return { day, columnSeconds, isSpotAnchored: anchor === 'spot', second, spotOf }
  }

  /** Reads on at once what could not be read: the server is back. */
  resume(): void {
    this.#restsUntil = 0
    this.#listener.changed(undefined)
  }

  /** Takes the newest second. */
  take(batch: Batch): void {
    this.#reader.take(batch)
    this.#dayVersion++
    this.#profile = undefined
  }

  /** Reads what is in view and not known; gives up what is not in view any more. */
  read(viewport: Viewport): void {
    if (this.#clock.now() < this.#restsUntil) return
    const { first, last } = viewport.columns
    const { columnSeconds } = viewport
    this.#reader.fill({
      columns: last - first + 1,
      columnSeconds,
      lastSecond: last * columnSeconds,
    })
    if (this.#reader.isElsewhere) this.#ranges.cancel()
  }

  /**
   * Writes what is in view and known into the ring, the newest first.
   *
   * @param budget milliseconds it may take
   * @returns is there more?
   */
  sync(viewport: Viewport, budget: number): boolean {
    const { moment } = this
    if (!moment) return false
    const { columnSeconds } = viewport
    if (columnSeconds !== this.#columnSeconds) {
      this.#columnSeconds = columnSeconds
      this.ring.clear()
      this.#ringVersion++
    }
    const started = this.#clock.now()
    const { first, last } = viewport.columns
    let written = 0
    let isMore = false
    for (let number = last; number >= first; number--) {
      const end = this.#endOf(number)
      const before = this.ring.column(number)
      if (before?.last === end) continue
      const column = isMore
        ? undefined
        : this.#reader.store.column(columnSeconds, end, moment.second)
      if (column) {
        this.ring.write(number, column)
        this.#ringVersion++
        isMore = ++written % WRITTEN_AT_ONCE === 0 && this.#clock.now() - started > budget
      } else if ((!before || before.last > end) && this.ring.blank(number)) this.#ringVersion++
    }
    return isMore
  }

  /** Is all that is in view in the ring? */
  isWhole(viewport: Viewport): boolean {
    const { first, last } = viewport.columns
    for (let number = first; number <= last; number++) {
      const end = this.#endOf(number)
      if (end < this.day.firstEndSecond) continue
      if (this.ring.column(number)?.last !== end) return false
    }
    return true
  }

  /** The last second of a column, as far as it has come. */
  #endOf(number: number): number {
    const now = this.moment?.second ?? this.day.firstEndSecond
    return Math.min(number * this.#columnSeconds, now, this.day.lastEndSecond)
  }

  /** The scale of what is in view. */
  scale(viewport: Viewport, contrast: number): Scale {
    const { first, last } = viewport.columns
    const key = `${this.#ringVersion} ${first} ${last} ${contrast}`
    if (this.#scale?.key !== key) {
      this.#scale = { key, scale: this.#scaleWindow.scale(this.ring, first, last, contrast) }
    }
    return this.#scale.scale
  }

  /** Makes the marks over what is in view, where they are not made already. */
  mark(viewport: Viewport, view: View): void {
    const { moment } = this
    if (!moment) return
    const { first, last } = viewport.columns
    const { anchor, quotes, trades, levels, candles: hasCandles } = view
    const versions = `${this.#ringVersion} ${this.#dayVersion} ${viewport.columnSeconds}`
    const key = `${versions} ${anchor} ${quotes} ${trades} ${levels} ${hasCandles}`
    if (key === this.#marksKey && first >= this.#marksFirst && last <= this.#marksLast) return
    this.#marksKey = key
    const { columnSeconds } = viewport
    this.#marksFirst = first - MARKS_MARGIN
    this.#marksLast = Math.min(last + MARKS_MARGIN, Math.ceil(moment.second / columnSeconds))
    const from = (this.#marksFirst - 1) * columnSeconds + 1
    this.marks.build({
      ring: this.ring,
      first: this.#marksFirst,
      last: this.#marksLast,
      columnSeconds,
      view,
      spot: this.spotOf(moment.second),
      gex: moment.gex,
      candles: hasCandles ? this.#candles(from, this.#marksLast * columnSeconds) : [],
      spotOf: this.spotOf,
    })
  }

  /** Candles of what is in view. */
  candles(viewport: Viewport): Candle[] {
    const { from, to } = viewport.seconds
    return this.#candles(from, to)
  }

  #candles(from: number, to: number): Candle[] {
    const { moment } = this
    return moment ? candles(this.#reader.line, from, Math.min(to, moment.second)) : []
  }

  /** The session's volume by price so far. */
  get profile(): VolumeProfile {
    const second = this.moment?.second ?? this.day.firstEndSecond
    this.#profile ??= volumeProfile(this.#reader.store, this.day.firstEndSecond, second)
    return this.#profile
  }

  /** The newest second's session levels. */
  get levels(): LevelLine[] {
    const { newest } = this
    if (!newest) return []
    return LEVELS.map(({ label }, level) => ({ label, tick: newest.levels[level] })).filter(
      ({ tick }) => !Number.isNaN(tick),
    )
  }

  /**
   * The exact numbers at a place; undefined where nothing has been read.
   *
   * @param axisTick as the viewport counts them
   */
  reading(
    viewport: Viewport,
    column: number,
    axisTick: number,
    view: View,
  ): CellReading | undefined {
    const { moment } = this
    if (!moment) return undefined
    const end = Math.min(column * viewport.columnSeconds, moment.second)
    const found = this.#reader.store.column(viewport.columnSeconds, end, moment.second)
    if (!found) return undefined
    const shift = view.anchor === 'spot' ? found.spot - this.spotOf(moment.second) : 0
    return readCell(found, axisTick + shift, this.day.maxRelTicks)
  }

  /** The nearest event of note after a second, or before it. */
  async findEvent(second: number, direction: 1 | -1): Promise<EventOfNote | undefined> {
    const { store, line } = this.#reader
    for (;;) {
      try {
        return await findEvent(store, line, this.day, second, direction)
      } catch (error) {
        // What is in view was wanted first, and the reading of this given up for it.
        if (!isAbort(error) || this.#isClosed) throw error
      }
    }
  }

  close(): void {
    this.#isClosed = true
    this.#retryTimer?.cancel()
    this.#walkTimer?.cancel()
    this.#reader.close()
  }

  /** Reads on through the day, a chunk at a time while nothing else is read, for its events. */
  readonly #walk = async (): Promise<void> => {
    const second = this.moment?.second
    if (second === undefined) {
      this.#walkTimer = this.#clock.timeout(WALK_MS, this.#walk)
      return
    }
    const missing = this.#events.missing(second)
    if (missing === undefined) return
    const { store, line } = this.#reader
    try {
      // The whole day's line is soon read, and shows where there is something to go to.
      await line.loadAll()
      await this.#note(await store.load(missing))
      // The newest chunk is used last: it stays.
      await store.load(second, second)
      this.#walkOn(WALK_MS)
    } catch {
      // What matters is read again by whoever needs it, and told there.
      this.#walkOn(WALK_RETRY_MS)
    }
  }

  #walkOn(wait: number): void {
    if (!this.#isClosed) this.#walkTimer = this.#clock.timeout(wait, this.#walk)
  }

  async #note(chunk: Chunk): Promise<void> {
    await this.#events.note(chunk)
    if (!this.#isClosed) this.#listener.changed(undefined)
  }

  #changed(error: unknown): void {
    if (this.#isClosed) return
    this.#dayVersion++
    // There may be more of the session's volume.
    this.#profile = undefined
    if (isAbort(error)) {
      this.#listener.changed(undefined)
      return
    }
    const trouble = error instanceof Error ? error.message : undefined
    this.#listener.changed(trouble)
    if (trouble === undefined) return
    this.#restsUntil = this.#clock.now() + RETRY_MS
    this.#retryTimer?.cancel()
    this.#retryTimer = this.#clock.timeout(RETRY_MS, () => {
      this.#restsUntil = 0
      this.#listener.changed(trouble)
    })
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
