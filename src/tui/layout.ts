/** A part of the screen, in cells. */
export interface Rect {
  readonly column: number
  readonly row: number
  readonly columns: number
  readonly rows: number
}

/** The parts of the screen. Parts for which a small screen has no room are undefined. */
export interface ScreenLayout {
  readonly columns: number
  /** Painted rows: one less than the terminal's. */
  readonly rows: number
  readonly header: Rect
  /** Ticks from spot, left of the heatmap. */
  readonly gutter: Rect
  readonly heatmap: Rect
  /** Prices, right of the heatmap. */
  readonly axis: Rect
  readonly ladder: Rect
  readonly gex: Rect | undefined
  readonly timeLabels: Rect
  readonly spotLine: Rect
  readonly deltaLine: Rect
  readonly gauges: Rect
  readonly legend: Rect
  readonly footer: Rect
}

export const MIN_COLUMNS = 60
export const MIN_ROWS = 16

const HEADER_ROWS = 2
const GUTTER_COLUMNS = 5
const AXIS_COLUMNS = 9

/**
 * Divides a terminal's cells.
 *
 * @param hasOptions reserves room for GEX
 * @returns undefined where the terminal is too small
 */
export function screenLayout(
  columns: number,
  rows: number,
  hasOptions: boolean,
): ScreenLayout | undefined {
  if (columns < MIN_COLUMNS || rows < MIN_ROWS) return undefined
  const height = rows - 1
  const lineRows = rows >= 36 ? 2 : 1
  // Low screens show both lines side by side, high ones stack them.
  const stacked = rows >= 30
  const lines = stacked ? 2 * lineRows : 1
  const heatmapRows = height - HEADER_ROWS - 1 - lines - 3
  const ladderColumns = columns >= 150 ? 30 : columns >= 100 ? 24 : 18
  const gexColumns = columns < 100 ? 0 : !hasOptions ? 12 : columns >= 150 ? 26 : 18
  const heatmapColumns = columns - GUTTER_COLUMNS - AXIS_COLUMNS - ladderColumns - gexColumns
  const left = GUTTER_COLUMNS
  const band = (column: number, width: number): Rect => ({
    column,
    row: HEADER_ROWS,
    columns: width,
    rows: heatmapRows,
  })
  const below = HEADER_ROWS + heatmapRows
  const strip = (row: number, count = 1): Rect => ({ column: 0, row, columns, rows: count })
  const half = heatmapColumns >> 1
  const axisAt = left + heatmapColumns
  return {
    columns,
    rows: height,
    header: strip(0, HEADER_ROWS),
    gutter: band(0, GUTTER_COLUMNS),
    heatmap: band(left, heatmapColumns),
    axis: band(axisAt, AXIS_COLUMNS),
    ladder: band(axisAt + AXIS_COLUMNS, ladderColumns),
    gex: gexColumns > 0 ? band(axisAt + AXIS_COLUMNS + ladderColumns, gexColumns) : undefined,
    timeLabels: strip(below),
    spotLine: stacked
      ? { column: left, row: below + 1, columns: heatmapColumns, rows: lineRows }
      : { column: left, row: below + 1, columns: half, rows: 1 },
    deltaLine: stacked
      ? { column: left, row: below + 1 + lineRows, columns: heatmapColumns, rows: lineRows }
      : { column: left + half, row: below + 1, columns: heatmapColumns - half, rows: 1 },
    gauges: strip(below + 1 + lines),
    legend: strip(below + 2 + lines),
    footer: strip(below + 3 + lines),
  }
}
