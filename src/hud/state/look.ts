import { NO_TICK } from '../../player/day-line.ts'
import type { Action } from '../../player/keys.ts'
import { PALETTES } from '../../player/palette.ts'
import { CROSSHAIR_STEPS } from '../../player/steps.ts'
import { changedView, firstView, type Layer, type View } from '../../player/view.ts'
import type { DayDescription, SurfaceName } from '../../seconds/second.ts'
import type { HudPicture } from '../picture.ts'
import type { Scene } from '../renderer/scene.ts'
import type { Viewport } from '../viewport.ts'
import type { DayState } from './day-state.ts'
import { Framing } from './framing.ts'
import { type Place, Pointer } from './pointer.ts'

/** What a day must have for a layer. */
const SURFACES: Readonly<Record<Layer, SurfaceName>> = {
  wall: 'wall',
  vacuum: 'vacuum',
  balance: 'wall',
  gex: 'gex',
  both: 'vacuum',
}

/** Keys zoom prices by so much. */
const ZOOM_STEP = Math.SQRT2
/** Of a frame, what may be spent on what has newly been read, milliseconds. */
const SYNC_BUDGET_MS = 2

/** What of the picture is the stream's. */
export type Playing = Pick<HudPicture, 'isPlaying' | 'hasEnded' | 'speed' | 'mark'>

/** How days are looked at: the view, where one looks, and where one points. */
export class Look {
  #view: View = firstView({ surfaces: [] })
  /** Has the reader chosen a layer? A day opens with as much as it has to show. */
  #hasLayer = false
  readonly #framing = new Framing()
  readonly #pointer = new Pointer()

  get view(): View {
    return this.#view
  }

  set view(view: View) {
    this.#hasLayer ||= view.layer !== this.#view.layer
    this.#view = view
  }

  /** Another day: a layer that it lacks is not shown. */
  open({ surfaces }: DayDescription): void {
    const { layer } = this.#view
    const isShown = this.#hasLayer && surfaces.includes(SURFACES[layer])
    if (!isShown) this.#view = { ...this.#view, layer: firstView({ surfaces }).layer }
    this.#framing.fit()
  }

  resize(width: number, height: number): void {
    this.#framing.resize(width, height)
  }

  /** Back to the newest second. */
  follow(): void {
    this.#framing.follow()
  }

  point(place: Place | undefined): void {
    this.#pointer.place = place
  }

  pan(state: DayState, x: number, y: number): void {
    const subject = state.subject(this.#view)
    if (subject) this.#framing.pan(x, y, this.#framing.viewport(subject), subject)
  }

  zoom(state: DayState, timeFactor: number, priceFactor: number, at: Place): void {
    const subject = state.subject(this.#view)
    if (!subject) return
    const viewport = this.#framing.viewport(subject)
    const columnSeconds = this.#framing.zoom(timeFactor, priceFactor, at, viewport, subject)
    this.view = { ...this.#view, columnSeconds }
  }

  /** Does what a key asks for, as far as it is about looking. */
  act(action: Action, state: DayState | undefined): void {
    const steps = CROSSHAIR_STEPS[action]
    const viewport = state && this.viewport(state)
    if (steps) {
      if (viewport) this.#pointer.move(steps[0], steps[1], viewport)
    } else if (action === 'ticks-in' || action === 'ticks-out') {
      const factor = action === 'ticks-in' ? ZOOM_STEP : 1 / ZOOM_STEP
      if (viewport) this.#framing.zoomTicks(factor, viewport)
    } else if (action === 'fit') this.#framing.fit()
    else this.view = changedView(this.#view, action)
  }

  /** What of a day is in view; undefined until its first second has come. */
  viewport(state: DayState): Viewport | undefined {
    const subject = state.subject(this.#view)
    return subject && this.#framing.viewport(subject)
  }

  /** All that is shown of a day, but for the heatmap. */
  picture(state: DayState, playing: Playing): HudPicture | undefined {
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
      isWhole: state.isWhole(viewport),
      crosshair: this.#pointer.crosshair(state, viewport, view),
      line: state.line,
      moment,
      newest: state.newest,
      profile: state.profile,
      levels: state.levels,
      candles: view.candles ? state.candles(viewport) : [],
      scale: state.scale(viewport, view.contrast),
      events: state.events,
    }
  }

  /** What the next frame shows of a day, if there is anything yet; and whether another is to follow. */
  scene(state: DayState): { readonly scene: Scene | undefined; readonly isMore: boolean } {
    const { moment } = state
    const viewport = this.viewport(state)
    const view = this.#view
    const spot = moment ? state.spotOf(moment.second) : NO_TICK
    if (!viewport || (spot === NO_TICK && view.anchor === 'spot'))
      return { scene: undefined, isMore: false }
    const isMore = state.sync(viewport, SYNC_BUDGET_MS)
    state.mark(viewport, view)
    const scene = {
      ring: state.ring,
      marks: state.marks,
      viewport,
      view,
      scale: state.scale(viewport, view.contrast),
      palette: PALETTES[view.theme],
      maxRelTicks: state.day.maxRelTicks,
      spot,
      crosshair: this.#pointer.cell(viewport),
    }
    return { scene, isMore }
  }
}
