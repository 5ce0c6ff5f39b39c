import { type Clock, sleep, systemClock } from '../clock.ts'
import type { DayDescription, SecondSource } from '../seconds/second.ts'
import type { AlertFeed } from './alert-feed.ts'
import { type Candle, candles } from './candles.ts'
import type { Chunk } from './chunk.ts'
import { FULL_SPEED, PlayClock, scaledSpeed } from './clock.ts'
import { type CrossedSpan, crossedSpans } from './crossed-spans.ts'
import { DayEvents, type RungAlert } from './day-events.ts'
import { type DayLine, NO_TICK } from './day-line.ts'
import { type EventOrder, eventBesideByRank } from './event-order.ts'
import type { EventKind } from './event-text.ts'
import { findEvent } from './find-event.ts'
import type { HeatColumn } from './heat-column.ts'
import { Heatmap, nextOrigin } from './heatmap.ts'
import type { PlayerAction } from './keys.ts'
import type { Moment } from './moment.ts'
import type { NotableEvent } from './notable-events.ts'
import { type PictureRange, PictureReader } from './picture-reader.ts'
import { latestPrints, type Print } from './prints.ts'
import { type ColourScale, scaleOf } from './scale.ts'
import { type StatisticLevel, sessionStatistics } from './session-statistics.ts'
import { CROSSHAIR_STEPS, isOneOf, JUMPS, SPEED_FACTORS } from './steps.ts'
import { TimeAxis } from './time-axis.ts'
import { fittingCellTicks, initialView, type View, viewAfter } from './view.ts'
import { type VolumeProfile, volumeProfile } from './volume-profile.ts'

/** Prints kept for their panel: more than a screen's rows. */
const MAX_PRINTS = 200
/** Pause between chunks when reading the rest of the day for its events. */
const SEARCH_PAUSE_MS = 300

/** The selected cell: columns left of the newest, cells from the top. */
export interface CrosshairCell {
  readonly column: number
  readonly cell: number
}

/** The session's volume up to a second, and what follows from it. */
type SessionVolume = Pick<Picture, 'profile' | 'statistics'> & { readonly until: number }

/** Everything that a screen shows at one instant of the replay. */
export interface Picture {
  readonly day: DayDescription
  readonly view: View
  /** The newest second. */
  readonly second: number
  readonly isPlaying: boolean
  readonly hasEnded: boolean
  readonly speed: number
  readonly mark: number | undefined
  readonly crosshair: CrosshairCell | undefined
  readonly line: DayLine
  readonly moment: Moment
  /** Which seconds each column shows. */
  readonly axis: TimeAxis
  /** Oldest first; undefined where not loaded. */
  readonly columns: readonly (HeatColumn | undefined)[]
  readonly heatmap: Heatmap
  readonly scale: ColourScale
  readonly candles: readonly Candle[]
  /** A column of the newest second alone. */
  readonly newest: HeatColumn | undefined
  readonly profile: VolumeProfile
  /** Point of control, value area and initial balance of the session so far. */
  readonly statistics: readonly StatisticLevel[]
  /** The latest prints, newest first, if their panel is shown. */
  readonly prints: readonly Print[]
  /** Events of what has been read so far, in order. */
  readonly events: readonly NotableEvent[]
  /** Where the book is crossed before the first trade. */
  readonly crossed: readonly CrossedSpan[]
}

/**
 * Plays a day: holds the position, the view and the loaded data. A screen requests the picture at
 * any rate and gets what is loaded; the rest is read in the background, newest first, and
 * `onChange` is called when more can be shown.
 *
 * Real time (`now`) is in milliseconds of a monotonic clock.
 */
export class Player {
  readonly clock: PlayClock
  /** Called when more has been read, or reading failed. */
  onChange: (error?: unknown) => void = () => {}

  readonly #source: SecondSource
  readonly #reader: PictureReader
  #view: View
  #mark: number | undefined
  #crosshair: CrosshairCell | undefined
  #heatmap = new Heatmap(0, 0)
  #origin = NO_TICK
  #scale: ColourScale | undefined
  #session: SessionVolume | undefined
  readonly #time: Clock
  readonly #events: DayEvents
  #alerts: readonly RungAlert[] = []
  readonly #alertFeeds: AlertFeed[] = []
  #alertSearch: Promise<unknown> = Promise.resolve()
  #beginsFull: boolean
  /** Second of the event that was gone to last: the next by rank follows it. */
  #visited: number | undefined
  #isClosed = false

  /**
   * @param at Unix second to begin at; by default the heatmap begins full, but no later than half
   *   of the day
   */
  constructor(source: SecondSource, at?: number, clock: Clock = systemClock) {
    const { day } = source
    this.#source = source
    this.#time = clock
    this.#beginsFull = at === undefined
    this.#reader = new PictureReader(source, clock)
    this.#reader.onChunk = (chunk) => this.#search(chunk)
    this.#events = new DayEvents(source, this.#reader.line, clock)
    this.#reader.onChange = (error) => {
      // The session's volume may have grown.
      this.#session = undefined
      this.onChange(error)
    }
    this.clock = new PlayClock(day.firstEndSecond, day.lastEndSecond, at, day.isOpen)
    if (day.isOpen && at === undefined) {
      this.#beginsFull = false
      this.clock.goToNewest(clock.now())
    }
    source.onGrowth = () => this.#grow()
    this.#view = initialView(day)
  }

  /** An open day's last second is the newest known. */
  get day(): DayDescription {
    return this.#source.day
  }

  get view(): View {
    return this.#view
  }

  set view(view: View) {
    this.#view = view
  }

  get crosshair(): CrosshairCell | undefined {
    return this.#crosshair
  }

  /** Selects a cell of the heatmap, or none. */
  selectCell(crosshair: CrosshairCell | undefined): void {
    const { columns, cells } = this.#heatmap
    this.#crosshair = crosshair && {
      column: Math.min(Math.max(crosshair.column, 0), Math.max(columns - 1, 0)),
      cell: Math.min(Math.max(crosshair.cell, 0), Math.max(cells - 1, 0)),
    }
  }

  /** Performs a key's action, if it is one of the player's. */
  perform(action: PlayerAction, now: number): void {
    const { clock } = this
    switch (action) {
      case 'pause':
        if (clock.isPlaying(now)) clock.pause(now)
        else clock.play(now)
        return
      case 'step':
        clock.pause(now)
        clock.seek(now, clock.second(now) + 1)
        return
      case 'normal-speed':
        clock.setSpeed(now, 1)
        return
      case 'full-speed':
        clock.setSpeed(now, FULL_SPEED)
        return
      case 'mark':
        this.#mark = clock.second(now)
        return
      case 'jump-to-mark':
        if (this.#mark !== undefined) clock.seek(now, this.#mark)
        return
      case 'first-second':
        clock.seek(now, clock.first)
        return
      case 'newest-second':
        clock.goToNewest(now)
        return
      case 'fit':
        this.#view = {
          ...this.#view,
          cellTicks: fittingCellTicks(this.day.maxRelTicks, this.#heatmap.cells),
        }
        this.#origin = NO_TICK
        return
      default:
        if (isOneOf(SPEED_FACTORS, action))
          clock.setSpeed(now, scaledSpeed(clock.speed, SPEED_FACTORS[action]))
        else if (isOneOf(JUMPS, action)) clock.seek(now, clock.second(now) + JUMPS[action])
        else if (isOneOf(CROSSHAIR_STEPS, action)) {
          const [columns, cells] = CROSSHAIR_STEPS[action]
          this.#moveCrosshair(columns, cells)
        } else this.#view = viewAfter(this.#view, action)
    }
  }

  /**
   * The picture at an instant. Undefined only until the first second has been read; while a later
   * one is read, the last one stays.
   *
   * @param columns, cells size of the heatmap
   */
  picture(columns: number, cells: number, now: number): Picture | undefined {
    const { day, clock } = this
    const { store, line } = this.#reader
    this.#resize(columns, cells)
    if (clock.isOpen) clock.extend(now, day.lastEndSecond, day.isOpen === true)
    this.#reader.loadSecond(clock.second(now))
    const { moment } = this.#reader
    if (!moment) return undefined
    const view = this.#view
    const { second } = moment
    const axis = new TimeAxis({ ...this.#range, second, firstEndSecond: day.firstEndSecond })
    const shown = this.#columns(axis, second)
    const scale = scaleOf(shown, view, this.#scale)
    this.#scale = scale
    const spot = line.spot[line.index(second)] ?? NO_TICK
    this.#origin = nextOrigin(this.#origin, spot, cells * view.cellTicks)
    this.#heatmap.paint(shown, view, scale, this.#origin, day.maxRelTicks)
    this.#reader.loadColumns(this.#range)
    const { profile, statistics } = this.#sessionAt(second)
    return {
      day,
      view,
      second,
      isPlaying: clock.isPlaying(now),
      hasEnded: clock.hasEnded(now),
      speed: clock.speed,
      mark: this.#mark,
      crosshair: this.#crosshair,
      line,
      moment,
      axis,
      columns: shown,
      heatmap: this.#heatmap,
      scale,
      candles: view.candles
        ? candles(line, view.candleSeconds, second - columns * view.columnSeconds + 1, second)
        : [],
      newest: store.second(second),
      profile,
      statistics,
      prints: view.panels.prints ? latestPrints(store, second, view.minLots, MAX_PRINTS) : [],
      events: this.#events.all,
      crossed: crossedSpans(line, axis.endOf(0) - view.columnSeconds + 1, second),
    }
  }

  /** Loads everything that the picture of this size at this instant needs. */
  async resolve(columns: number, cells: number, now: number): Promise<void> {
    this.#resize(columns, cells)
    await this.#reader.resolve(this.clock.second(now), this.#range)
  }

  /**
   * Reads the rest of the day for its events, chunk by chunk; {@link onChange} is called after
   * each. Ends with the player.
   */
  async searchDay(now: () => number): Promise<void> {
    const { store, line } = this.#reader
    await line.loadAll()
    for (;;) {
      const present = this.clock.second(now())
      const missing = this.#events.nextUnsearched(present)
      if (this.#isClosed || (missing === undefined && !this.day.isOpen)) return
      if (missing === undefined) {
        await sleep(this.#time, SEARCH_PAUSE_MS)
        continue
      }
      await this.#search(await store.load(missing))
      // Marks the newest chunk as most recently used, so that it stays in memory.
      await store.load(present)
      await sleep(this.#time, SEARCH_PAUSE_MS)
    }
  }

  /** Seeks to an event. */
  goTo(event: NotableEvent, now: number): void {
    this.#visited = event.second
    this.clock.seek(now, event.second)
  }

  /** Searches the day for alerts, which become events, also as it grows; returns those so far. */
  async searchAlerts(
    prepare: (source: SecondSource) => Promise<AlertFeed>,
  ): Promise<readonly RungAlert[]> {
    const feed = await prepare(this.#source)
    this.#alertFeeds.push(feed)
    return this.#searchOn(feed)
  }

  /** One search after the other: each goes on where the one before has ended. */
  #searchOn(feed: AlertFeed): Promise<readonly RungAlert[]> {
    const searching = this.#alertSearch
      .catch(() => {})
      .then(async () => {
        const found = await feed.upTo(this.#source, this.day.lastEndSecond)
        if (!this.#isClosed && found.length > 0) this.addAlerts(found)
        return found
      })
    this.#alertSearch = searching
    return searching
  }

  #grow(): void {
    for (const feed of this.#alertFeeds)
      this.#searchOn(feed).catch((error: unknown) => this.onChange(error))
    this.onChange()
  }

  /** Adds alerts to the events. */
  addAlerts(alerts: readonly RungAlert[]): void {
    this.#alerts = [...this.#alerts, ...alerts]
    this.#events.setAlerts(this.#alerts)
    this.onChange()
  }

  /** The alerts of some seconds, both ends included. */
  alertsBetween(from: number, to: number): readonly NotableEvent[] {
    return this.#events.alerts.filter(({ second }) => second >= from && second <= to)
  }

  /** Events of what has been read so far, in order. */
  get events(): readonly NotableEvent[] {
    return this.#events.all
  }

  /**
   * Seeks to the notable event after or before the present, or to the one beside that gone to last
   * by rank; undefined where there is none.
   *
   * @param direction 1 forward, −1 back
   * @param order by rank, "after" is the next smaller of the events read so far
   * @param kind only events of this kind
   */
  async findEvent(
    direction: 1 | -1,
    now: number,
    order: EventOrder = 'time',
    kind?: EventKind,
  ): Promise<NotableEvent | undefined> {
    const { store, line } = this.#reader
    const present = this.clock.second(now)
    const found =
      order === 'time'
        ? this.#events.nearest(
            await findEvent(store, line, this.day, present, direction, kind),
            present,
            direction,
            kind,
          )
        : eventBesideByRank(this.events, this.#visited, direction, kind)
    if (found) this.goTo(found, now)
    return found
  }

  /** Reads nothing for a while, after a failure; what has been read stays. */
  pauseReading(milliseconds: number): void {
    this.#reader.pause(milliseconds)
  }

  close(): Promise<void> {
    this.#isClosed = true
    return this.#reader.close()
  }

  async #search(chunk: Chunk): Promise<void> {
    await this.#events.search(chunk)
    if (!this.#isClosed) this.onChange()
  }

  get #range(): PictureRange {
    return { columns: this.#heatmap.columns, columnSeconds: this.#view.columnSeconds }
  }

  #resize(columns: number, cells: number): void {
    if (this.#heatmap.columns === columns && this.#heatmap.cells === cells) return
    this.#heatmap = new Heatmap(columns, cells)
    if (this.#beginsFull) this.#beginFull(columns)
  }

  /** Skips the first screenful, unless the user has chosen a second already. */
  #beginFull(columns: number): void {
    this.#beginsFull = false
    const { first, last } = this.clock
    if (this.clock.position(0) !== first) return
    const seconds = columns * this.#view.columnSeconds - 1
    this.clock.seek(0, first + Math.min(seconds, (last - first) >> 1))
  }

  #moveCrosshair(columns: number, cells: number): void {
    const { column, cell } = this.#crosshair ?? {
      column: 0,
      cell: this.#heatmap.cells >> 1,
    }
    this.selectCell(
      this.#crosshair ? { column: column + columns, cell: cell + cells } : { column, cell },
    )
  }

  #columns(axis: TimeAxis, second: number): (HeatColumn | undefined)[] {
    const { store } = this.#reader
    return Array.from({ length: axis.columns }, (_, at) =>
      store.column(axis.columnSeconds, Math.min(axis.endOf(at), second), second),
    )
  }

  #sessionAt(second: number): SessionVolume {
    if (this.#session?.until !== second) {
      const { store, line } = this.#reader
      const profile = volumeProfile(store, this.day.firstEndSecond, second)
      const statistics = sessionStatistics(profile, line, this.day, second)
      this.#session = { until: second, profile, statistics }
    }
    return this.#session
  }
}
