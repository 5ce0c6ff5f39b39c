/** Zoom limits of column width and tick height, CSS pixels. */
export const COLUMN_WIDTHS_PX = { least: 0.5, most: 48 } as const
export const TICK_HEIGHTS_PX = { least: 0.25, most: 48 } as const

/** Least size of a cell that has room for its numbers, CSS pixels. */
const MIN_NUMBERS_PX = { width: 40, height: 12 } as const

export interface ViewportShape {
  /** The plot's size in CSS pixels. */
  readonly width: number
  readonly height: number
  /** Seconds in a column, and its width in CSS pixels. */
  readonly columnSeconds: number
  readonly columnWidth: number
  /** CSS pixels a tick is high. */
  readonly tickHeight: number
  /**
   * The column at the plot's right edge, fractional while panning. Column n holds the Unix seconds
   * after (n − 1) · columnSeconds, up to n · columnSeconds.
   */
  readonly rightColumn: number
  /** The tick in the vertical middle, fractional while panning. */
  readonly middleTick: number
}

/**
 * Maps times and prices to CSS pixels from the plot's top left corner. Immutable: every change of
 * the view makes a new viewport. With anchor `spot`, ticks are those of the newest column.
 */
export class Viewport implements ViewportShape {
  readonly width: number
  readonly height: number
  readonly columnSeconds: number
  readonly columnWidth: number
  readonly tickHeight: number
  readonly rightColumn: number
  readonly middleTick: number

  constructor(shape: ViewportShape) {
    this.width = shape.width
    this.height = shape.height
    this.columnSeconds = shape.columnSeconds
    this.columnWidth = shape.columnWidth
    this.tickHeight = shape.tickHeight
    this.rightColumn = shape.rightColumn
    this.middleTick = shape.middleTick
  }

  /** The middle of a tick's row; may lie outside the plot. */
  tickToY(tick: number): number {
    return this.height / 2 - (tick - this.middleTick) * this.tickHeight
  }

  /** The tick whose row holds a y. */
  yToTick(y: number): number {
    return Math.round(this.middleTick + (this.height / 2 - y) / this.tickHeight)
  }

  /** The right edge of a second; may lie outside the plot. */
  secondToX(second: number): number {
    return this.width - (this.rightColumn - second / this.columnSeconds) * this.columnWidth
  }

  /** The last second of the column that holds an x. */
  xToSecond(x: number): number {
    return this.xToColumn(x) * this.columnSeconds
  }

  xToColumn(x: number): number {
    return Math.floor(this.rightColumn - (this.width - x) / this.columnWidth) + 1
  }

  /** The left edge of a column. */
  columnToX(column: number): number {
    return this.width - (this.rightColumn + 1 - column) * this.columnWidth
  }

  /** The first and last column at least partly in view. */
  get columns(): { readonly first: number; readonly last: number } {
    return { first: this.xToColumn(0), last: Math.ceil(this.rightColumn) }
  }

  /** Whether a price of a column has room for numbers. */
  get hasNumbers(): boolean {
    return this.columnWidth >= MIN_NUMBERS_PX.width && this.tickHeight >= MIN_NUMBERS_PX.height
  }

  /** The lowest and highest tick at least partly in view. */
  get ticks(): { readonly low: number; readonly high: number } {
    return { low: this.yToTick(this.height), high: this.yToTick(0) }
  }

  /** Unix seconds from the plot's left to its right edge. */
  get seconds(): { readonly from: number; readonly to: number } {
    const { first, last } = this.columns
    return { from: (first - 1) * this.columnSeconds + 1, to: last * this.columnSeconds }
  }
}
