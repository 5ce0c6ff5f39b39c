import { NO_TICK } from '../../player/day-line.ts'
import { nextOrigin } from '../../player/heatmap.ts'
import { COLUMN_SECONDS } from '../../player/view.ts'
import type { DayDescription } from '../../seconds/second.ts'
import { COLUMN_WIDTHS_PX, TICK_HEIGHTS_PX, Viewport } from '../viewport.ts'
import { RING_COLUMNS } from './column-ring.ts'

/** Initial column width, CSS pixels. */
const INITIAL_COLUMN_WIDTH_PX = 3
/** Maximum columns in view; some of the ring's are reserved for writing. */
const MAX_COLUMNS = RING_COLUMNS - 16
/** Columns of the day that stay in view when panning before its start. */
const MIN_COLUMNS_IN_VIEW = 8

/** While the day is shorter than the plot, its columns are stretched, up to this width. */
const MAX_STRETCH_PX = COLUMN_WIDTHS_PX.most

const WIDTHS: readonly number[] = COLUMN_SECONDS

/** The input for framing: day, column width, anchor and newest second. */
export interface FramingInput {
  readonly day: DayDescription
  readonly columnSeconds: number
  readonly isSpotAnchored: boolean
  /** The newest second. */
  readonly second: number
  /** Spot of a second in ticks; NO_TICK if undefined. */
  readonly spotOf: (second: number) => number
}

/**
 * Computes the viewport: the newest second at the right edge and spot in the middle, unless panned
 * or zoomed. After panning back, the view stays in place while the day plays on.
 */
export class Framing {
  #width = 0
  #height = 0
  #columnWidth = INITIAL_COLUMN_WIDTH_PX
  /** Undefined: fits all recorded ticks. */
  #tickHeight: number | undefined
  /** Unix second at the right edge, fractional; undefined for the newest. */
  #rightSecond: number | undefined
  /** Vertical pan in ticks. */
  #verticalPan = 0
  #origin = NO_TICK

  get isFollowing(): boolean {
    return this.#rightSecond === undefined
  }

  resize(width: number, height: number): void {
    this.#width = width
    this.#height = height
    this.#columnWidth = Math.max(this.#columnWidth, this.#minColumnWidth)
  }

  /** Resets pan and zoom. */
  fit(): void {
    this.#tickHeight = undefined
    this.#rightSecond = undefined
    this.#verticalPan = 0
    this.#origin = NO_TICK
  }

  /** Returns to the newest second. */
  follow(): void {
    this.#rightSecond = undefined
  }

  /** Recomputes the middle, after a change of day or position. */
  forgetOrigin(): void {
    this.#origin = NO_TICK
  }

  /** The viewport of a subject. */
  viewport(subject: FramingInput): Viewport {
    const { day, columnSeconds, isSpotAnchored, second, spotOf } = subject
    const { firstEndSecond } = day
    const tickHeight = this.#tickHeightOf(day)
    const newest = Math.ceil(second / columnSeconds)
    const earliest = Math.min(firstEndSecond / columnSeconds + MIN_COLUMNS_IN_VIEW, newest)
    const right = (this.#rightSecond ?? newest * columnSeconds) / columnSeconds
    const rightColumn = Math.min(Math.max(right, earliest), newest)
    const elapsed = newest - Math.ceil(firstEndSecond / columnSeconds) + 1
    const columnWidth = this.isFollowing
      ? clamp(this.#width / elapsed, this.#columnWidth, MAX_STRETCH_PX)
      : this.#columnWidth
    const lastInView = Math.min(Math.ceil(rightColumn) * columnSeconds, second)
    const spot = spotOf(isSpotAnchored ? second : lastInView)
    // After a vertical pan the middle stays.
    if (this.#verticalPan === 0 || this.#origin === NO_TICK) {
      const ticks = this.#height / tickHeight
      this.#origin = isSpotAnchored
        ? spot === NO_TICK
          ? this.#origin
          : spot
        : nextOrigin(this.#origin, spot, ticks)
    } else if (isSpotAnchored && spot !== NO_TICK) this.#origin = spot
    return new Viewport({
      width: this.#width,
      height: this.#height,
      columnSeconds,
      columnWidth,
      tickHeight,
      rightColumn,
      middleTick: (this.#origin === NO_TICK ? 0 : this.#origin) + this.#verticalPan,
    })
  }

  /** Moves the picture by CSS pixels. */
  pan(x: number, y: number, viewport: Viewport, subject: FramingInput): void {
    this.#verticalPan += y / viewport.tickHeight
    if (x !== 0) this.#setRightColumn(viewport.rightColumn - x / viewport.columnWidth, subject)
  }

  /**
   * Zooms around a point.
   *
   * @returns the new seconds per column: more where columns would be too narrow
   */
  zoom(
    timeFactor: number,
    priceFactor: number,
    at: { readonly x: number; readonly y: number },
    viewport: Viewport,
    subject: FramingInput,
  ): number {
    if (priceFactor !== 1) this.#zoomPrice(priceFactor, at.y, viewport)
    if (timeFactor === 1) return subject.columnSeconds
    const { rightColumn, columnWidth } = viewport
    const secondAtX = (rightColumn - (viewport.width - at.x) / columnWidth) * subject.columnSeconds
    const columnSeconds = this.#zoomTime(timeFactor, subject.columnSeconds)
    if (this.#rightSecond !== undefined) {
      const right = secondAtX / columnSeconds + (viewport.width - at.x) / this.#columnWidth
      this.#setRightColumn(right, { ...subject, columnSeconds })
    }
    return columnSeconds
  }

  /** Zooms prices around the middle. */
  zoomTicks(factor: number, viewport: Viewport): void {
    this.#zoomPrice(factor, viewport.height / 2, viewport)
  }

  #zoomPrice(factor: number, y: number, { tickHeight, height }: Viewport): void {
    const next = clamp(tickHeight * factor, TICK_HEIGHTS_PX.least, TICK_HEIGHTS_PX.most)
    const fromMiddle = height / 2 - y
    this.#verticalPan += fromMiddle / tickHeight - fromMiddle / next
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
    // Back to fewer seconds per column as soon as columns are wide enough.
    while (at > 0 && factor > 1) {
      const narrower = (width * WIDTHS[at - 1]) / WIDTHS[at]
      if (narrower < 2 * least) break
      width = narrower
      at--
    }
    this.#columnWidth = clamp(width, least, COLUMN_WIDTHS_PX.most)
    return WIDTHS[at]
  }

  #setRightColumn(rightColumn: number, { day, second, columnSeconds }: FramingInput): void {
    const newest = Math.ceil(second / columnSeconds)
    const earliest = day.firstEndSecond / columnSeconds + MIN_COLUMNS_IN_VIEW
    const right = Math.max(rightColumn, earliest)
    this.#rightSecond = right >= newest ? undefined : right * columnSeconds
  }

  #tickHeightOf({ maxRelTicks }: DayDescription): number {
    const fitting = this.#height / (2 * maxRelTicks + 1)
    return this.#tickHeight ?? clamp(fitting, TICK_HEIGHTS_PX.least, TICK_HEIGHTS_PX.most)
  }

  get #minColumnWidth(): number {
    return Math.max(COLUMN_WIDTHS_PX.least, this.#width / MAX_COLUMNS)
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
