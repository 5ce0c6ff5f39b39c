import type { DayDescription, SecondSource } from '../seconds/second.ts'
import { type Candle, candles } from './candles.ts'
import { changedSpeed, FULL_SPEED, PlayClock } from './clock.ts'
import { type DayLine, NO_TICK } from './day-line.ts'
import type { EventOfNote } from './events-of-note.ts'
import { findEvent } from './find-event.ts'
import type { HeatColumn } from './heat-column.ts'
import { Heatmap, movedOrigin } from './heatmap.ts'
import type { Action } from './keys.ts'
import type { Moment } from './moment.ts'
import { type Extent, PictureReader } from './picture-reader.ts'
import { type Scale, scaleOf } from './scale.ts'
import { CROSSHAIR_STEPS, JUMPS, SPEED_FACTORS } from './steps.ts'
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

/**
 * Plays a day: knows where it stands, how it is looked at and what of it is in memory. A screen
 * asks for the picture as often as it likes and gets what is there; what is missing is read behind
 * it, the newest first, and `onChange` says when there is more to see.
 *
 * Times of the wall (`now`) are milliseconds of any clock that only goes forward.
 */
export class Player {
  readonly day: DayDescription
  readonly clock: PlayClock
  /** Told when more has been read, or reading failed. */
  onChange: (error?: unknown) => void = () => {}

  readonly #reader: PictureReader
  #view: View
  #mark: number | undefined
  #crosshair: Crosshair | undefined
  #heatmap = new Heatmap(0, 0)
  #origin = NO_TICK
  #profile: VolumeProfile | undefined
  #profileSecond = Number.NaN

  /** @param at second to begin at; the day's first, if left out */
  constructor(source: SecondSource, at?: number) {
    const { day } = source
    this.day = day
    this.#reader = new PictureReader(source)
    this.#reader.onChange = (error) => {
      // There may be more of the session's volume.
      this.#profile = undefined
      this.onChange(error)
    }
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
    const { day, clock } = this
    const { store, line } = this.#reader
    this.#reader.follow(clock.second(now))
    const { moment } = this.#reader
    if (!moment) return undefined
    this.#resize(columns, cells)
    const view = this.#view
    const { second } = moment
    const shown = this.#columns(second)
    const scale = scaleOf(shown, view.contrast)
    const spot = line.spot[line.index(second)] ?? NO_TICK
    this.#origin = movedOrigin(this.#origin, spot, cells * view.cellTicks)
    this.#heatmap.paint(shown, view, scale, this.#origin, day.maxRelTicks)
    this.#reader.fill(this.#extent)
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
      newest: store.second(second),
      profile: this.#profileAt(second),
    }
  }

  /** Reads all that the picture of this size at this instant is made of. */
  async resolve(columns: number, cells: number, now: number): Promise<void> {
    this.#resize(columns, cells)
    await this.#reader.resolve(this.clock.second(now), this.#extent)
  }

  /**
   * The nearest event of note after the present, or before it; goes there. Undefined where there is
   * none as far as the day goes.
   *
   * @param direction 1 forward, −1 back
   */
  async findEvent(direction: 1 | -1, now: number): Promise<EventOfNote | undefined> {
    const { store, line } = this.#reader
    const found = await findEvent(store, line, this.day, this.clock.second(now), direction)
    if (found) this.clock.seek(now, found.second)
    return found
  }

  close(): Promise<void> {
    return this.#reader.close()
  }

  get #extent(): Extent {
    return { columns: this.#heatmap.columns, columnSeconds: this.#view.columnSeconds }
  }

  #resize(columns: number, cells: number): void {
    if (this.#heatmap.columns === columns && this.#heatmap.cells === cells) return
    this.#heatmap = new Heatmap(columns, cells)
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
      return this.#reader.store.column(columnSeconds, end, second)
    })
  }

  #profileAt(second: number): VolumeProfile {
    if (!this.#profile || this.#profileSecond !== second) {
      this.#profile = volumeProfile(this.#reader.store, this.day.firstEndSecond, second)
      this.#profileSecond = second
    }
    return this.#profile
  }
}
