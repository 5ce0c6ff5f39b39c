import { NO_TICK } from '../../player/day-line.ts'
import { paletteOf } from '../../player/palette.ts'
import { CROSSHAIR_STEPS, type CrosshairAction, isOneOf } from '../../player/steps.ts'
import {
  initialView,
  type Layer,
  type View,
  type ViewAction,
  viewAfter,
} from '../../player/view.ts'
import type { DayDescription, SurfaceName } from '../../seconds/second.ts'
import type { HudPicture } from '../picture.ts'
import type { Scene } from '../renderer/scene.ts'
import type { Viewport } from '../viewport.ts'
import { CrosshairPosition, type PlotPosition } from './crosshair-position.ts'
import type { DayState } from './day-state.ts'
import { Framing } from './framing.ts'

/** The surface that each layer needs. */
const LAYER_SURFACES: Readonly<Record<Layer, SurfaceName>> = {
  wall: 'wall',
  vacuum: 'vacuum',
  balance: 'wall',
  gex: 'gex',
  both: 'vacuum',
}

/** Price zoom factor per key press. */
const ZOOM_STEP = Math.SQRT2
/** Time per frame for writing newly read columns. */
const SYNC_BUDGET_MS = 2

/** Playback state, as shown in the picture. */
export type PlaybackState = Pick<HudPicture, 'isPlaying' | 'hasEnded' | 'speed' | 'mark'>

/** Display state: view settings, framing and pointer. */
export class DisplayState {
  #view: View = initialView({ surfaces: [] })
  /** Whether the user has chosen a layer; otherwise a day opens with its default one. */
  #hasLayer = false
  readonly #framing = new Framing()
  readonly #pointer = new CrosshairPosition()

  get view(): View {
    return this.#view
  }

  set view(view: View) {
    this.#hasLayer ||= view.layer !== this.#view.layer
    this.#view = view
  }

  /** Opens another day; a layer that it lacks is replaced by its default. */
  open({ surfaces }: DayDescription): void {
    const { layer } = this.#view
    const isShown = this.#hasLayer && surfaces.includes(LAYER_SURFACES[layer])
    if (!isShown) this.#view = { ...this.#view, layer: initialView({ surfaces }).layer }
    this.#framing.fit()
  }

  resize(width: number, height: number): void {
    this.#framing.resize(width, height)
  }

  /** Returns to the newest second. */
  follow(): void {
    this.#framing.follow()
  }

  setPointer(place: PlotPosition | undefined): void {
    this.#pointer.position = place
  }

  pan(state: DayState, x: number, y: number): void {
    const subject = state.framingInput(this.#view)
    if (subject) this.#framing.pan(x, y, this.#framing.viewport(subject), subject)
  }

  zoom(state: DayState, timeFactor: number, priceFactor: number, at: PlotPosition): void {
    const subject = state.framingInput(this.#view)
    if (!subject) return
    const viewport = this.#framing.viewport(subject)
    const columnSeconds = this.#framing.zoom(timeFactor, priceFactor, at, viewport, subject)
    this.view = { ...this.#view, columnSeconds }
  }

  /** Performs an action of view, framing or crosshair. */
  perform(action: ViewAction | CrosshairAction | 'fit', state: DayState | undefined): void {
    const viewport = state && this.viewport(state)
    if (isOneOf(CROSSHAIR_STEPS, action)) {
      const [columns, cells] = CROSSHAIR_STEPS[action]
      if (viewport) this.#pointer.move(columns, cells, viewport)
    } else if (action === 'ticks-in' || action === 'ticks-out') {
      const factor = action === 'ticks-in' ? ZOOM_STEP : 1 / ZOOM_STEP
      if (viewport) this.#framing.zoomTicks(factor, viewport)
    } else if (action === 'fit') this.#framing.fit()
    else this.view = viewAfter(this.#view, action)
  }

  /** The viewport of a day; undefined until its first second has arrived. */
  viewport(state: DayState): Viewport | undefined {
    const subject = state.framingInput(this.#view)
    return subject && this.#framing.viewport(subject)
  }

  /** Everything shown of a day, except the heatmap. */
  picture(state: DayState, playing: PlaybackState): HudPicture | undefined {
    const { moment } = state
    const viewport = this.viewport(state)
    if (!moment || !viewport) return undefined
    const view = this.#view
    state.sync(viewport, SYNC_BUDGET_MS)
    return {
      ...playing,
      day: state.day,
      view,
      viewport,
      second: moment.second,
      isFollowing: this.#framing.isFollowing,
      isComplete: state.isComplete(viewport),
      crosshair: this.#pointer.crosshair(state, viewport, view),
      line: state.line,
      moment,
      newest: state.newest,
      profile: state.profile,
      levels: state.levels,
      candles: view.candles ? state.candles(viewport, view) : [],
      scale: state.scale(viewport, view),
      events: state.events,
      prints: view.panels.prints ? state.prints(view) : [],
      largeTrades: state.largeTrades(viewport, view),
      footprint: view.trades && viewport.hasNumbers ? state.tradedCells(viewport, view) : [],
      eventMarks: view.eventMarks ? state.eventMarks(viewport, view) : [],
      crossed: state.crossed(viewport),
    }
  }

  /** The scene of the next frame, if any, and whether another frame must follow. */
  scene(state: DayState): { readonly scene: Scene | undefined; readonly isMore: boolean } {
    const { moment } = state
    const viewport = this.viewport(state)
    const view = this.#view
    const spot = moment ? state.spotOf(moment.second) : NO_TICK
    if (!viewport || (spot === NO_TICK && view.anchor === 'spot'))
      return { scene: undefined, isMore: false }
    const isMore = state.sync(viewport, SYNC_BUDGET_MS)
    state.buildMarks(viewport, view)
    const scene = {
      ring: state.ring,
      marks: state.marks,
      viewport,
      view,
      scale: state.scale(viewport, view),
      palette: paletteOf(view),
      maxRelTicks: state.day.maxRelTicks,
      spot,
      crosshair: this.#pointer.cell(viewport),
    }
    return { scene, isMore }
  }
}
