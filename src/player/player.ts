import type { DayDescription, SecondSource } from '../seconds/second.ts'
import { type Candle, candles } from './candles.ts'
import { CHUNK_SECONDS } from './chunk.ts'
import { changedSpeed, FULL_SPEED, PlayClock } from './clock.ts'
import { ColumnStore } from './column-store.ts'
import { DayLine, NO_TICK } from './day-line.ts'
import { type EventOfNote, eventsOfNote } from './events-of-note.ts'
import type { HeatColumn } from './heat-column.ts'
import { Heatmap, movedOrigin } from './heatmap.ts'
import type { Action } from './keys.ts'
import { type Moment, readMoment } from './moment.ts'
import { type Scale, scaleOf } from './scale.ts'
import { changedView, firstView, fittingCellTicks, type View } from './view.ts'
import { type VolumeProfile, volumeProfile } from './volume-profile.ts'

/** A cell pointed at: columns left of the newest, cells from the top. */
export interface Crosshair {
  readonly column: number
  readonly cell: number
}

/** All that a screen shows of one instant of the replay. */
export interface Picture {
  readonly day: DayDescription
  readonly view: View
  /** The newest second. */
  readonly second: number
  readonly isPlaying: boolean
  readonly hasEnded: boolean
  readonly speed: number
  readonly mark: number | undefined
  readonly crosshair: Crosshair | undefined
  readonly line: DayLine
  readonly moment: Moment
  /** Oldest first; undefined where nothing has been read yet, or the day has not begun. */
  readonly columns: readonly (HeatColumn | undefined)[]
  readonly heatmap: Heatmap
  readonly scale: Scale
  readonly candles: readonly Candle[]
  /** The newest second by itself. */
  readonly newest: HeatColumn | undefined
  readonly profile: VolumeProfile
}

const MINUTE = 60

/**
 * Plays a day: knows where it stands, how it is looked at and what of it is in memory. A screen
 * asks for the picture as often as it likes and gets what is there; what is missing is read behind
 * it, the newest first, and `onChange` says when there is more to see.
 *
 * Times of the wall (`now`) are milliseconds of any clock that only goes forward.
 */
export class Player {
  readonly day: DayDescription
  readonly line: DayLine
  readonly clock: PlayClock
  /** Told when more has been read, or reading failed. */
  onChange: (error?: unknown) => void = () => {}

  readonly #source: SecondSource
  readonly #store: ColumnStore
  #view: View
  #mark: number | undefined
  #crosshair: Crosshair | undefined
  #heatmap = new Heatmap(0, 0)
  #origin = NO_TICK
  /** The second that is shown: all of it has been read. */
  #shown: Moment | undefined
  #profile: VolumeProfile | undefined
  #profileSecond = Number.NaN
  #following: Promise<void> | undefined
  #filling: Promise<void> | undefined
  #isClosed = false

  /** @param at second to begin at; the day's first, if left out */
  constructor(source: SecondSource, at?: number) {
    const { day } = source
    this.day = day
    this.#source = source
    this.line = new DayLine(source)
    this.#store = new ColumnStore(source, this.line)
    this.clock = new PlayClock(day.firstEndSecond, day.lastEndSecond, at)
    this.#view = firstView(day)
  }

  get view(): View {
    return this.#view
  }

  set view(view: View) {
    this.#view = view
  }

  get crosshair(): Crosshair | undefined {
    return this.#crosshair
  }

  /** Points at a cell of the present heatmap, or at none. */
  point(crosshair: Crosshair | undefined): void {
    const { columns, cells } = this.#heatmap
    this.#crosshair = crosshair && {
      column: Math.min(Math.max(crosshair.column, 0), Math.max(columns - 1, 0)),
      cell: Math.min(Math.max(crosshair.cell, 0), Math.max(cells - 1, 0)),
    }
  }

  /** Does what a key asks for, as far as it is the player's to do. */
  act(action: Action, now: number): void {
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
      case 'fit':
        this.#view = {
          ...this.#view,
          cellTicks: fittingCellTicks(this.day.maxRelTicks, this.#heatmap.cells),
        }
        this.#origin = NO_TICK
        return
      default: {
        const factor = SPEED_FACTORS[action]
        if (factor !== undefined) clock.setSpeed(now, changedSpeed(clock.speed, factor))
        const seconds = JUMPS[action]
        if (seconds !== undefined) clock.seek(now, clock.second(now) + seconds)
        const steps = CROSSHAIR_STEPS[action]
        if (steps) this.#moveCrosshair(steps[0], steps[1])
        this.#view = changedView(this.#view, action)
      }
    }
  }

  /**
   * What there is to see. Undefined only before the first second has been read; while a later one
   * is, the one before stays.
   *
   * @param columns, cells size of the heatmap
   */
  picture(columns: number, cells: number, now: number): Picture | undefined {
    this.#follow(now)
    const moment = this.#shown
    if (!moment) return undefined
    if (this.#heatmap.columns !== columns || this.#heatmap.cells !== cells) {
      this.#heatmap = new Heatmap(columns, cells)
    }
    const { day, line, clock } = this
    const view = this.#view
    const { second } = moment
    const shown = this.#columns(second)
    const scale = scaleOf(shown, view.contrast)
    const spot = line.spot[line.index(second)] ?? NO_TICK
    this.#origin = movedOrigin(this.#origin, spot, cells * view.cellTicks)
    this.#heatmap.paint(shown, view, scale, this.#origin, day.maxRelTicks)
    this.#fill()
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
      columns: shown,
      heatmap: this.#heatmap,
      scale,
      candles: view.candles ? candles(line, second - columns * view.columnSeconds + 1, second) : [],
      newest: this.#store.second(second),
      profile: this.#profileAt(second),
    }
  }

  /** Reads all that the picture of this size at this instant is made of. */
  async settle(columns: number, cells: number, now: number): Promise<void> {
    if (this.#heatmap.columns !== columns || this.#heatmap.cells !== cells) {
      this.#heatmap = new Heatmap(columns, cells)
    }
    this.#follow(now)
    while (this.#following) {
      await this.#following
      this.#follow(now)
    }
    this.#fill()
    while (this.#filling) await this.#filling
  }

  /**
   * The nearest event of note after the present, or before it; goes there. Undefined where there is
   * none as far as the day goes.
   *
   * @param direction 1 forward, −1 back
   */
  async findEvent(direction: 1 | -1, now: number): Promise<EventOfNote | undefined> {
    const present = this.clock.second(now)
    const { firstEndSecond, lastEndSecond } = this.day
    for (
      let second = present;
      second > firstEndSecond - CHUNK_SECONDS && second < lastEndSecond + CHUNK_SECONDS;
      second += direction * CHUNK_SECONDS
    ) {
      const events = eventsOfNote(await this.#store.load(second), this.line)
      const found =
        direction > 0
          ? events.find((event) => event.second > present)
          : events.findLast((event) => event.second < present)
      if (!found) continue
      this.clock.seek(now, found.second)
      return found
    }
    return undefined
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.allSettled([this.#following, this.#filling])
    await this.#source.close()
  }

  #moveCrosshair(columns: number, cells: number): void {
    const { column, cell } = this.#crosshair ?? {
      column: 0,
      cell: this.#heatmap.cells >> 1,
    }
    this.point(
      this.#crosshair ? { column: column + columns, cell: cell + cells } : { column, cell },
    )
  }

  #columns(second: number): (HeatColumn | undefined)[] {
    const { columnSeconds } = this.#view
    const newest = Math.ceil(second / columnSeconds)
    const { columns } = this.#heatmap
    return Array.from({ length: columns }, (_, at) => {
      const end = Math.min((newest - columns + 1 + at) * columnSeconds, second)
      return this.#store.column(columnSeconds, end, second)
    })
  }

  #profileAt(second: number): VolumeProfile {
    if (!this.#profile || this.#profileSecond !== second) {
      this.#profile = volumeProfile(this.#store, this.day.firstEndSecond, second)
      this.#profileSecond = second
    }
    return this.#profile
  }

  /** Reads the clock's second, if it is not the one shown. One reading at a time: seconds in between are left out. */
  #follow(now: number): void {
    const second = this.clock.second(now)
    if (this.#following || this.#isClosed || this.#shown?.second === second) return
    this.#following = this.#read(second)
      .catch((error) => this.onChange(error))
      .finally(() => {
        this.#following = undefined
      })
  }

  async #read(second: number): Promise<void> {
    const [moment] = await Promise.all([
      readMoment(this.#source, second),
      this.#store.load(second),
      this.line.load(second - MINUTE, second),
    ])
    this.#shown = moment
    this.onChange()
  }

  /** Reads what the picture lacks, the newest first, then what the session's profile lacks. */
  #fill(): void {
    if (this.#filling || this.#isClosed || this.#shown === undefined) return
    if (this.#missing() === undefined) return
    this.#filling = this.#fillAll()
      .catch((error) => this.onChange(error))
      .finally(() => {
        this.#filling = undefined
      })
  }

  async #fillAll(): Promise<void> {
    for (;;) {
      const missing = this.#missing()
      if (missing === undefined || this.#isClosed || !this.#shown) return
      const started = performance.now()
      await this.#store.load(missing)
      // Makes what is visible of it while its rows are there; and keeps the newest chunk's.
      this.#store.make(this.#view.columnSeconds, missing, this.#shown.second)
      await this.#store.load(this.#shown.second)
      this.#profile = undefined
      this.onChange()
      // The profile can wait: half of the time is left to the screen.
      const pause = this.#missingInView() === undefined ? performance.now() - started : 0
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  /** The latest second that the picture lacks. */
  #missingInView(): number | undefined {
    const now = this.#shown?.second ?? this.day.firstEndSecond
    const { firstEndSecond } = this.day
    const { columnSeconds } = this.#view
    const oldest = Math.max(now - (this.#heatmap.columns - 1) * columnSeconds, firstEndSecond)
    for (let second = now; second > oldest - columnSeconds; second -= columnSeconds) {
      const at = Math.max(second, firstEndSecond)
      if (!this.#store.has(columnSeconds, at)) return at
    }
    return undefined
  }

  /** The latest second that is wanted and not in memory: in view, then ahead, then of the profile. */
  #missing(): number | undefined {
    const inView = this.#missingInView()
    if (inView !== undefined) return inView
    const now = this.#shown?.second ?? this.day.firstEndSecond
    const { firstEndSecond, lastEndSecond } = this.day
    const ahead = Math.min(now + CHUNK_SECONDS / 2, lastEndSecond)
    if (!this.#store.has(MINUTE, ahead)) return ahead
    for (let second = now; second >= firstEndSecond; second -= MINUTE) {
      if (!this.#store.has(MINUTE, second)) return second
    }
    return undefined
  }
}

const JUMPS: Partial<Record<Action, number>> = {
  'back-5s': -5,
  'forward-5s': 5,
  'back-1s': -1,
  'forward-1s': 1,
  'back-1m': -60,
  'forward-1m': 60,
}

const SPEED_FACTORS: Partial<Record<Action, number>> = {
  slower: 0.9,
  faster: 1.1,
  'half-speed': 0.5,
  'double-speed': 2,
}

const CROSSHAIR_STEPS: Partial<Record<Action, readonly [columns: number, cells: number]>> = {
  'crosshair-left': [1, 0],
  'crosshair-right': [-1, 0],
  'crosshair-up': [0, -1],
  'crosshair-down': [0, 1],
}
