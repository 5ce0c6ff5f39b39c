/** What a time axis is made of. */
export interface TimeAxisShape {
  /** Columns of the heatmap. */
  readonly columns: number
  readonly columnSeconds: number
  /** The newest second, and the day's first. */
  readonly second: number
  readonly firstEndSecond: number
}

/**
 * Which seconds each column of a heatmap shows, with the newest at the right. While the day is
 * shorter than the heatmap, its columns are stretched over all of it.
 */
export class TimeAxis {
  readonly columns: number
  readonly columnSeconds: number
  /** Number of the newest column of the day, and how many of the day's columns are shown. */
  readonly #newest: number
  readonly #shown: number

  constructor({ columns, columnSeconds, second, firstEndSecond }: TimeAxisShape) {
    this.columns = columns
    this.columnSeconds = columnSeconds
    this.#newest = Math.ceil(second / columnSeconds)
    const elapsed = this.#newest - Math.ceil(firstEndSecond / columnSeconds) + 1
    this.#shown = Math.max(Math.min(elapsed, columns), 1)
  }

  /** The last second of a column's range, which may be after the newest second. */
  endOf(column: number): number {
    const at = Math.floor((column * this.#shown) / this.columns)
    return (this.#newest - this.#shown + 1 + at) * this.columnSeconds
  }

  /** The first column that shows a second; it may lie outside the heatmap. */
  columnOf(second: number): number {
    const at = Math.ceil(second / this.columnSeconds) - this.#newest + this.#shown - 1
    return Math.ceil((at * this.columns) / this.#shown)
  }

  /** The last column that shows a second; it may lie outside the heatmap. */
  lastColumnOf(second: number): number {
    return this.columnOf(second + this.columnSeconds) - 1
  }
}
