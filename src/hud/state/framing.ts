import { NO_TICK } from '../../player/day-line.ts'
import { movedOrigin } from '../../player/heatmap.ts'
import { COLUMN_SECONDS } from '../../player/view.ts'
import type { DayDescription } from '../../seconds/second.ts'
import { COLUMN_WIDTHS, TICK_HEIGHTS, Viewport } from '../viewport.ts'
import { RING_COLUMNS } from './column-ring.ts'

/** A column's width to begin with, CSS pixels. */
const FIRST_COLUMN_WIDTH = 3
/** Of the ring's columns, those that may be in view: some are being written beside them. */
const MAX_COLUMNS = RING_COLUMNS - 16
/** Of the plot, so much stays on the day when one looks back. */
const MIN_COLUMNS_IN_VIEW = 8

const WIDTHS: readonly number[] = COLUMN_SECONDS

/** What the picture is framed around. */
export interface Subject {
  readonly day: DayDescription
  readonly columnSeconds: number
  readonly isSpotAnchored: boolean
  /** The newest second. */
  readonly second: number
  /** Spot in ticks of a second; NO_TICK where there is none. */
  readonly spotOf: (second: number) => number
}

/**
 * Where one looks: the newest second at the right edge and spot in the middle, unless one pans or
 * zooms. Who looks back in time keeps what is in view in its place while the day plays on.
 */
export class Framing {
  #width = 0
  #height = 0
  #columnWidth = FIRST_COLUMN_WIDTH
  /** Undefined: as high as shows all that is recorded. */
  #tickHeight: number | undefined
  /** The Unix second at the right edge, with a fraction; undefined: the newest. */
  #rightSecond: number | undefined
  /** Ticks of the plot's middle above where it would be. */
  #above = 0
  #origin = NO_TICK

  get isFollowing(): boolean {
    return this.#rightSecond === undefined
  }

  resize(width: number, height: number): void {
    this.#width = width
    this.#height = height
    this.#columnWidth = Math.max(this.#columnWidth, this.#minColumnWidth)
  }

  /** Back to the newest second, spot in the middle and all that is recorded. */
  fit(): void {
    this.#tickHeight = undefined
    this.#rightSecond = undefined
    this.#above = 0
    this.#origin = NO_TICK
  }

  /** Back to the newest second: what is gone to is looked at. */
  follow(): void {
    this.#rightSecond = undefined
  }

  /** Another day, or another place of it: the middle is found anew. */
  forgetOrigin(): void {
    this.#origin = NO_TICK
  }

  /** What is in view of a subject. */
  viewport(subject: Subject): Viewport {
    const { day, columnSeconds, isSpotAnchored, second, spotOf } = subject
    const { firstEndSecond } = day
    const tickHeight = this.#tickHeightOf(day)
    const newest = Math.ceil(second / columnSeconds)
    const earliest = firstEndSecond / columnSeconds + MIN_COLUMNS_IN_VIEW
    const right = (this.#rightSecond ?? newest * columnSeconds) / columnSeconds
    const rightColumn = Math.min(Math.max(right, earliest), newest)
    const lastInView = Math.min(Math.ceil(rightColumn) * columnSeconds, second)
    const spot = spotOf(isSpotAnchored ? second : lastInView)
    // Who has moved the middle away from spot wants it to stay.
    if (this.#above === 0 || this.#origin === NO_TICK) {
      const ticks = this.#height / tickHeight
      this.#origin = isSpotAnchored
        ? spot === NO_TICK
          ? this.#origin
          : spot
        : movedOrigin(this.#origin, spot, ticks)
    } else if (isSpotAnchored && spot !== NO_TICK) this.#origin = spot
    return new Viewport({
      width: this.#width,
      height: this.#height,
      columnSeconds,
      columnWidth: this.#columnWidth,
      tickHeight,
      rightColumn,
      middleTick: (this.#origin === NO_TICK ? 0 : this.#origin) + this.#above,
    })
  }

  /** Moves the picture by CSS pixels. */
  pan(x: number, y: number, viewport: Viewport, subject: Subject): void {
    this.#above += y / viewport.tickHeight
    if (x !== 0) this.#lookAt(viewport.rightColumn - x / viewport.columnWidth, subject)
  }

  /**
   * Zooms around a point.
   *
   * @returns seconds in a column from now on: wider ones where columns would be too narrow
   */
  zoom(
    timeFactor: number,
    priceFactor: number,
    at: { readonly x: number; readonly y: number },
    viewport: Viewport,
    subject: Subject,
  ): number {
    if (priceFactor !== 1) this.#zoomPrice(priceFactor, at.y, viewport)
    if (timeFactor === 1) return subject.columnSeconds
    const { rightColumn, columnWidth } = viewport
    const secondAtX = (rightColumn - (viewport.width - at.x) / columnWidth) * subject.columnSeconds
    const columnSeconds = this.#zoomTime(timeFactor, subject.columnSeconds)
    if (this.#rightSecond !== undefined) {
      const right = secondAtX / columnSeconds + (viewport.width - at.x) / this.#columnWidth
      this.#lookAt(right, { ...subject, columnSeconds })
    }
    return columnSeconds
  }

  /** Fewer or more ticks, around the middle. */
  zoomTicks(factor: number, viewport: Viewport): void {
    this.#zoomPrice(factor, viewport.height / 2, viewport)
  }

  #zoomPrice(factor: number, y: number, { tickHeight, height }: Viewport): void {
    const next = clamped(tickHeight * factor, TICK_HEIGHTS.least, TICK_HEIGHTS.most)
    const fromMiddle = height / 2 - y
    this.#above += fromMiddle / tickHeight - fromMiddle / next
    this.#tickHeight = next
  }

  #zoomTime(factor: number, columnSeconds: number): number {
    const least = this.#minColumnWidth
    let width = this.#columnWidth * factor
    let at = WIDTHS.indexOf(columnSeconds)
    while (width < least && at < WIDTHS.length - 1) {
      width *= WIDTHS[at + 1] / WIDTHS[at]
      at++
    }
    // Back to narrower ones as soon as they are wide enough.
    while (at > 0 && factor > 1) {
      const narrower = (width * WIDTHS[at - 1]) / WIDTHS[at]
      if (narrower < 2 * least) break
      width = narrower
      at--
    }
    this.#columnWidth = clamped(width, least, COLUMN_WIDTHS.most)
    return WIDTHS[at]
  }

  #lookAt(rightColumn: number, { day, second, columnSeconds }: Subject): void {
    const newest = Math.ceil(second / columnSeconds)
    const earliest = day.firstEndSecond / columnSeconds + MIN_COLUMNS_IN_VIEW
    const right = Math.max(rightColumn, earliest)
    this.#rightSecond = right >= newest ? undefined : right * columnSeconds
  }

  #tickHeightOf({ maxRelTicks }: DayDescription): number {
    const fitting = this.#height / (2 * maxRelTicks + 1)
    return this.#tickHeight ?? clamped(fitting, TICK_HEIGHTS.least, TICK_HEIGHTS.most)
  }

  get #minColumnWidth(): number {
    return Math.max(COLUMN_WIDTHS.least, this.#width / MAX_COLUMNS)
  }
}

function clamped(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
