import { type Clock, systemClock, type Timer } from '../../clock.ts'
import { type Candle, candles } from '../../player/candles.ts'
import { type CellReading, readCell } from '../../player/cell-reading.ts'
import type { Chunk } from '../../player/chunk.ts'
import { type CrossedSpan, crossedSpans } from '../../player/crossed-spans.ts'
import { DayEvents, type RungAlert } from '../../player/day-events.ts'
import { type DayLine, NO_TICK } from '../../player/day-line.ts'
import { eventMarks } from '../../player/event-marks.ts'
import { type EventOrder, eventBesideByRank } from '../../player/event-order.ts'
import type { EventKind } from '../../player/event-text.ts'
import { findEvent } from '../../player/find-event.ts'
import type { HeatColumn } from '../../player/heat-column.ts'
import { LEVELS } from '../../player/levels.ts'
import type { Moment } from '../../player/moment.ts'
import type { NotableEvent } from '../../player/notable-events.ts'
import { PictureReader } from '../../player/picture-reader.ts'
import { latestPrints, type Print } from '../../player/prints.ts'
import type { ColourScale } from '../../player/scale.ts'
import { type StatisticLevel, sessionStatistics } from '../../player/session-statistics.ts'
import type { View } from '../../player/view.ts'
import { type VolumeProfile, volumeProfile } from '../../player/volume-profile.ts'
import type { DayDescription } from '../../seconds/second.ts'
import type { StreamBatch } from '../../wire/batch.ts'
import type { ServerRanges } from '../../wire/server-ranges.ts'
import type { LargeTrade, LevelLine, PlacedMark } from '../picture.ts'
import type { Viewport } from '../viewport.ts'
import { ColumnRing } from './column-ring.ts'
import type { FramingInput } from './framing.ts'
import { Marks } from './marks.ts'
import { ScaleWindow } from './scale-window.ts'

/** Marks are built for this many columns beyond either side of the view. */
const MARKS_MARGIN = 128
/** Prints kept for their panel: more than a screen's rows. */
const MAX_PRINTS = 200
/** Columns written between checks of the time budget. */
const COLUMNS_PER_CHECK = 16
/** Pause between chunks when reading the rest of the day for its events. */
const BACKGROUND_READ_MS = 1000
const BACKGROUND_RETRY_MS = 10_000
/** Delay before a failed read is retried. */
const RETRY_MS = 2000

/** Callbacks of a day's state. */
export interface DayListener {
  /** More has been read, or reading failed. */
  changed(trouble: string | undefined): void
}

/**
 * The state of one day: seconds from the stream, history that was read, and the data for the
 * renderer.
 */
export class DayState {
  readonly ring = new ColumnRing()
  readonly marks = new Marks()

  readonly #ranges: ServerRanges
  readonly #listener: DayListener
  readonly #clock: Clock
  readonly #reader: PictureReader
  readonly #events: DayEvents
  readonly #scaleWindow = new ScaleWindow()
  /** Width of the columns in the ring. */
  #columnSeconds = 0
  #profile: VolumeProfile | undefined
  #scale: { readonly key: string; readonly scale: ColourScale } | undefined
  #marksKey = ''
  #marksFirst = 0
  #marksLast = -1
  /** Increment with changes of the ring, and of the day's data. */
  #ringVersion = 0
  #dayVersion = 0
  /** No reads before this time after a failure. */
  #pausedUntil = 0
  #retryTimer: Timer | undefined
  #backgroundTimer: Timer | undefined
  #isClosed = false

  constructor(ranges: ServerRanges, listener: DayListener, clock: Clock = systemClock) {
    this.#ranges = ranges
    this.#listener = listener
    this.#clock = clock
    this.#reader = new PictureReader(ranges, clock)
    this.#events = new DayEvents(ranges, this.#reader.line, clock)
    this.#reader.onChange = (error) => this.#changed(error)
    this.#reader.onChunk = (chunk) => this.#searchEvents(chunk)
    this.#backgroundTimer = this.#clock.timeout(BACKGROUND_READ_MS, this.#readBackground)
  }

  /** An open day's last second is the newest known. */
  get day(): DayDescription {
    return this.#ranges.day
  }

  /** Undefined until the first second has arrived. */
  get moment(): Moment | undefined {
    return this.#reader.moment
  }

  get line(): DayLine {
    return this.#reader.line
  }

  /** Replaces the alerts among the events. */
  setAlerts(alerts: readonly RungAlert[]): void {
    this.#events.setAlerts(alerts)
  }

  get events(): readonly NotableEvent[] {
    return this.#events.all
  }

  /** A column of the newest second alone. */
  get newest(): HeatColumn | undefined {
    return this.moment && this.#reader.store.second(this.moment.second)
  }

  /** Spot of a second in ticks. */
  readonly spotOf = (second: number): number => {
    const { line } = this.#reader
    return line.spot[line.index(second)] ?? NO_TICK
  }

  /** The input for framing; undefined until the first second has arrived. */
  framingInput({ columnSeconds, anchor }: View): FramingInput | undefined {
    if (!this.moment) return undefined
    const { day, spotOf } = this
    const { second } = this.moment
    return { day, columnSeconds, isSpotAnchored: anchor === 'spot', second, spotOf }
  }

  /** Retries failed reads at once after a reconnection. */
  resume(): void {
    this.#pausedUntil = 0
    this.#listener.changed(undefined)
  }

  /** Adds the newest second. */
  addBatch(batch: StreamBatch): void {
    if (batch.endSecond > this.day.lastEndSecond) this.#ranges.grow(batch.endSecond)
    this.#reader.add(batch)
    this.#dayVersion++
    this.#profile = undefined
  }

  /** Reads missing data in view, and cancels reads that are out of view. */
  read(viewport: Viewport): void {
    if (this.#clock.now() < this.#pausedUntil) return
    const { first, last } = viewport.columns
    const { columnSeconds } = viewport
    this.#reader.loadColumns({
      columns: last - first + 1,
      columnSeconds,
      lastSecond: last * columnSeconds,
    })
    if (this.#reader.isLoadingElsewhere) this.#ranges.cancel()
  }

  /**
   * Writes the loaded columns in view into the ring, newest first.
   *
   * @param budget time limit in milliseconds
   * @returns whether columns are left to write
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
        isMore = ++written % COLUMNS_PER_CHECK === 0 && this.#clock.now() - started > budget
      } else if ((!before || before.last > end) && this.ring.clearColumn(number))
        this.#ringVersion++
    }
    return isMore
  }

  /** Whether all columns in view are in the ring. */
  isComplete(viewport: Viewport): boolean {
    const { first, last } = viewport.columns
    for (let number = first; number <= last; number++) {
      const end = this.#endOf(number)
      if (end < this.day.firstEndSecond) continue
      if (this.ring.column(number)?.last !== end) return false
    }
    return true
  }

  /** The last second of a column, up to the newest. */
  #endOf(number: number): number {
    const now = this.moment?.second ?? this.day.firstEndSecond
    return Math.min(number * this.#columnSeconds, now, this.day.lastEndSecond)
  }

  /** The colour scale of the columns in view. */
  scale(viewport: Viewport, view: View): ColourScale {
    const { first, last } = viewport.columns
    const { lowCut, highCut, vacuumFloor } = view
    const key = `${this.#ringVersion} ${first} ${last} ${lowCut} ${highCut} ${vacuumFloor}`
    const before = this.#scale?.scale
    if (this.#scale?.key !== key) {
      this.#scale = { key, scale: this.#scaleWindow.scale(this.ring, first, last, view, before) }
    }
    return this.#scale.scale
  }

  /** Builds the marks in view, unless they are up to date. */
  buildMarks(viewport: Viewport, view: View): void {
    const { moment } = this
    if (!moment) return
    const { first, last } = viewport.columns
    const { anchor, quotes, trades, minLots, levels, candles: hasCandles, candleSeconds } = view
    const versions = `${this.#ringVersion} ${this.#dayVersion} ${viewport.columnSeconds}`
    const shown = `${quotes} ${trades} ${minLots} ${levels} ${hasCandles} ${candleSeconds}`
    const key = `${versions} ${anchor} ${shown}`
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
      statistics: this.#statistics.map(({ tick }) => tick),
      candles: hasCandles ? this.#candles(view, from, this.#marksLast * columnSeconds) : [],
      spotOf: this.spotOf,
    })
  }

  /** Candles in view. */
  candles(viewport: Viewport, view: View): Candle[] {
    const { from, to } = viewport.seconds
    return this.#candles(view, from, to)
  }

  #candles({ candleSeconds }: View, from: number, to: number): Candle[] {
    const { moment } = this
    if (!moment) return []
    return candles(this.#reader.line, candleSeconds, from, Math.min(to, moment.second))
  }

  /** The session's volume by price so far. */
  get profile(): VolumeProfile {
    const second = this.moment?.second ?? this.day.firstEndSecond
    this.#profile ??= volumeProfile(this.#reader.store, this.day.firstEndSecond, second)
    return this.#profile
  }

  /** The latest prints, newest first. */
  prints({ minLots }: View): Print[] {
    const { moment } = this
    return moment ? latestPrints(this.#reader.store, moment.second, minLots, MAX_PRINTS) : []
  }

  /** Large trades in view, the largest first. */
  largeTrades(viewport: Viewport, view: View): LargeTrade[] {
    this.buildMarks(viewport, view)
    return this.marks.largeTrades(viewport.columns, this.scale(viewport, view).largeTrade)
  }

  /** What traded in each cell in view. */
  tradedCells(viewport: Viewport, view: View): LargeTrade[] {
    this.buildMarks(viewport, view)
    return this.marks.largeTrades(viewport.columns, 1)
  }

  /** Event marks in view. */
  eventMarks({ columns: { first, last } }: Viewport, { anchor, minLots }: View): PlacedMark[] {
    const spot = this.moment ? this.spotOf(this.moment.second) : NO_TICK
    const placed: PlacedMark[] = []
    for (let number = first; number <= last; number++) {
      const column = this.ring.column(number)
      if (!column || column.events.length === 0) continue
      const isShifted = anchor === 'spot' && column.spot !== NO_TICK && spot !== NO_TICK
      const shift = isShifted ? spot - column.spot : 0
      for (const { event, tick } of eventMarks(column, minLots))
        placed.push({ column: number, axisTick: tick + shift, event })
    }
    return placed
  }

  /** Where the book is crossed before the first trade, in view. */
  crossed({ seconds: { from, to } }: Viewport): CrossedSpan[] {
    const { moment } = this
    return moment ? crossedSpans(this.#reader.line, from, Math.min(to, moment.second)) : []
  }

  /** Point of control, value area and initial balance of the session so far. */
  get #statistics(): readonly StatisticLevel[] {
    const second = this.moment?.second ?? this.day.firstEndSecond
    return sessionStatistics(this.profile, this.line, this.day, second)
  }

  /** The newest second's session levels, and the session's statistics. */
  get levels(): LevelLine[] {
    const { newest } = this
    if (!newest) return []
    const levels = LEVELS.map(({ label }, level) => ({ label, tick: newest.levels[level] }))
    return [...levels.filter(({ tick }) => !Number.isNaN(tick)), ...this.#statistics]
  }

  /**
   * The exact values of a cell; undefined if not loaded.
   *
   * @param axisTick tick of the viewport's axis
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

  /**
   * The notable event after or before a second by time, or beside that of another second by rank.
   */
  async findEvent(
    second: number,
    visited: number | undefined,
    direction: 1 | -1,
    order: EventOrder,
    kind: EventKind | undefined,
  ): Promise<NotableEvent | undefined> {
    if (order === 'rank') return eventBesideByRank(this.events, visited, direction, kind)
    const { store, line } = this.#reader
    for (;;) {
      try {
        return await findEvent(store, line, this.day, second, direction, kind)
      } catch (error) {
        // The read was cancelled in favour of data in view: try again.
        if (!isAbort(error) || this.#isClosed) throw error
      }
    }
  }

  close(): void {
    this.#isClosed = true
    this.#retryTimer?.cancel()
    this.#backgroundTimer?.cancel()
    this.#reader.close()
  }

  /** Reads the rest of the day chunk by chunk in the background, for its events. */
  readonly #readBackground = async (): Promise<void> => {
    const second = this.moment?.second
    if (second === undefined) {
      this.#backgroundTimer = this.#clock.timeout(BACKGROUND_READ_MS, this.#readBackground)
      return
    }
    const missing = this.#events.nextUnsearched(second)
    if (missing === undefined) {
      if (this.day.isOpen) this.#scheduleBackground(BACKGROUND_READ_MS)
      return
    }
    const { store, line } = this.#reader
    try {
      // The day line is read completely first; it is small, and the timeline shows it.
      await line.loadAll()
      await this.#searchEvents(await store.load(missing))
      // Marks the newest chunk as most recently used, so that it stays in memory.
      await store.load(second, second)
      this.#scheduleBackground(BACKGROUND_READ_MS)
    } catch {
      // Not reported: data that is needed is read again elsewhere, which reports failures.
      this.#scheduleBackground(BACKGROUND_RETRY_MS)
    }
  }

  #scheduleBackground(wait: number): void {
    if (!this.#isClosed) this.#backgroundTimer = this.#clock.timeout(wait, this.#readBackground)
  }

  async #searchEvents(chunk: Chunk): Promise<void> {
    await this.#events.search(chunk)
    if (!this.#isClosed) this.#listener.changed(undefined)
  }

  #changed(error: unknown): void {
    if (this.#isClosed) return
    this.#dayVersion++
    // The session's volume may have grown.
    this.#profile = undefined
    if (isAbort(error)) {
      this.#listener.changed(undefined)
      return
    }
    const trouble = error instanceof Error ? error.message : undefined
    this.#listener.changed(trouble)
    if (trouble === undefined) return
    this.#pausedUntil = this.#clock.now() + RETRY_MS
    this.#retryTimer?.cancel()
    this.#retryTimer = this.#clock.timeout(RETRY_MS, () => {
      this.#pausedUntil = 0
      this.#listener.changed(trouble)
    })
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
