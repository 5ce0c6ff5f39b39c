import type { DayDescription, SecondSource } from '../seconds/second.ts'
import { type Candle, candles } from './candles.ts'
import { FULL_SPEED, PlayClock, scaledSpeed } from './clock.ts'
import { type DayLine, NO_TICK } from './day-line.ts'
import { findEvent } from './find-event.ts'
import type { HeatColumn } from './heat-column.ts'
import { Heatmap, nextOrigin } from './heatmap.ts'
import type { PlayerAction } from './keys.ts'
import type { Moment } from './moment.ts'
import type { NotableEvent } from './notable-events.ts'
import { type PictureRange, PictureReader } from './picture-reader.ts'
import { type ColourScale, scaleOf } from './scale.ts'
import { CROSSHAIR_STEPS, isOneOf, JUMPS, SPEED_FACTORS } from './steps.ts'
import { fittingCellTicks, initialView, type View, viewAfter } from './view.ts'
import { type VolumeProfile, volumeProfile } from './volume-profile.ts'

/** The selected cell: columns left of the newest, cells from the top. */
export interface CrosshairCell {
  readonly column: number
  readonly cell: number
}

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
  /** Oldest first; undefined where not loaded or before the day's start. */
  readonly columns: readonly (HeatColumn | undefined)[]
  readonly heatmap: Heatmap
  readonly scale: ColourScale
  readonly candles: readonly Candle[]
  /** A column of the newest second alone. */
  readonly newest: HeatColumn | undefined
  readonly profile: VolumeProfile
}

/**
 * Plays a day: holds the position, the view and the loaded data. A screen requests the picture at
 * any rate and gets what is loaded; the rest is read in the background, newest first, and
 * `onChange` is called when more can be shown.
 *
 * Real time (`now`) is in milliseconds of a monotonic clock.
 */
export class Player {
  readonly day: DayDescription
  readonly clock: PlayClock
  /** Called when more has been read, or reading failed. */
  onChange: (error?: unknown) => void = () => {}

  readonly #reader: PictureReader
  #view: View
  #mark: number | undefined
  #crosshair: CrosshairCell | undefined
  #heatmap = new Heatmap(0, 0)
  #origin = NO_TICK
  #profile: VolumeProfile | undefined
  #profileSecond = Number.NaN

  /** @param at Unix second to begin at; default the day's first */
  constructor(source: SecondSource, at?: number) {
    const { day } = source
    this.day = day
    this.#reader = new PictureReader(source)
    this.#reader.onChange = (error) => {
      // The session's volume may have grown.
      this.#profile = undefined
      this.onChange(error)
    }
    this.clock = new PlayClock(day.firstEndSecond, day.lastEndSecond, at)
    this.#view = initialView(day)
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
    this.#reader.loadSecond(clock.second(now))
    const { moment } = this.#reader
    if (!moment) return undefined
    this.#resize(columns, cells)
    const view = this.#view
    const { second } = moment
    const shown = this.#columns(second)
    const scale = scaleOf(shown, view.contrast)
    const spot = line.spot[line.index(second)] ?? NO_TICK
    this.#origin = nextOrigin(this.#origin, spot, cells * view.cellTicks)
    this.#heatmap.paint(shown, view, scale, this.#origin, day.maxRelTicks)
    this.#reader.loadColumns(this.#range)
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

  /** Loads everything that the picture of this size at this instant needs. */
  async resolve(columns: number, cells: number, now: number): Promise<void> {
    this.#resize(columns, cells)
    await this.#reader.resolve(this.clock.second(now), this.#range)
  }

  /**
   * Seeks to the nearest notable event after or before the present; undefined where the day has
   * none.
   *
   * @param direction 1 forward, −1 back
   */
  async findEvent(direction: 1 | -1, now: number): Promise<NotableEvent | undefined> {
    const { store, line } = this.#reader
    const found = await findEvent(store, line, this.day, this.clock.second(now), direction)
    if (found) this.clock.seek(now, found.second)
    return found
  }

  close(): Promise<void> {
    return this.#reader.close()
  }

  get #range(): PictureRange {
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
    this.selectCell(
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
