import type { View } from '../player/view.ts'

/** A part of the screen, in cells. */
export interface Rect {
  readonly column: number
  readonly row: number
  readonly columns: number
  readonly rows: number
}

/** The parts of the screen. Those that are switched off, or have no room, are undefined. */
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
  readonly ladder: Rect | undefined
  readonly profile: Rect | undefined
  /** What dealers must trade at each price. */
  readonly hedge: Rect | undefined
  readonly gex: Rect | undefined
  readonly prints: Rect | undefined
  /** Smile and term structure. */
  readonly smile: Rect | undefined
  readonly timeLabels: Rect
  readonly spotLine: Rect | undefined
  readonly deltaLine: Rect | undefined
  /** Pressure of hedging on the heatmap's time axis. */
  readonly pressure: Rect | undefined
  /** Numbers about dealers, right of the lines. */
  readonly dealers: Rect | undefined
  readonly timeline: Rect | undefined
  readonly gauges: Rect | undefined
  readonly legend: Rect | undefined
  readonly footer: Rect
}

export const MIN_COLUMNS = 60
export const MIN_ROWS = 16

const HEADER_ROWS = 2
const GUTTER_COLUMNS = 5
const AXIS_COLUMNS = 10
const PRINTS_COLUMNS = 24
const SMILE_COLUMNS = 36
/** Two rows: moves up and moves down. */
const PRESSURE_ROWS = 2
/** Numbers about dealers need this width, and lie so far right of the lines, whose values come first. */
const DEALERS_COLUMNS = 48
const LINE_VALUE_COLUMNS = 11
/** Narrower screens have no GEX panel, and prints in the place of the ladder. */
const WIDE_COLUMNS = 100
/** The heatmap keeps at least this width. */
const MIN_HEATMAP_COLUMNS = 24

/** The settings that a layout depends on. */
export type LayoutView = Pick<View, 'panels' | 'isMapAlone'>

/** What a day has beyond its future's book. */
export interface OptionPanels {
  /** Reserves room for GEX. */
  readonly hasOptions: boolean
  /** Reserves room for what dealers must trade. */
  readonly hasHedge: boolean
  /** Reserves room for the smile. */
  readonly hasSmile: boolean
}

/**
 * Divides a terminal's cells.
 *
 * @returns undefined where the terminal is too small
 */
export function screenLayout(
  columns: number,
  rows: number,
  day: OptionPanels,
  { panels, isMapAlone }: LayoutView,
): ScreenLayout | undefined {
  if (columns < MIN_COLUMNS || rows < MIN_ROWS) return undefined
  const height = rows - 1
  const hasLines = panels.lines && !isMapAlone
  const lineRows = rows >= 36 ? 2 : 1
  // Low screens show both lines side by side, high ones stack them.
  const stacked = rows >= 30
  const hasPressure = day.hasHedge && panels.hedge && stacked && hasLines
  const pressureRows = hasPressure ? PRESSURE_ROWS : 0
  const lines = !hasLines ? 0 : stacked ? 2 * lineRows + pressureRows : 1
  // Timeline, gauges and legend.
  const strips = isMapAlone ? 0 : 3
  const heatmapRows = height - HEADER_ROWS - 1 - lines - strips - 1
  const widths = isMapAlone ? NO_PANELS : panelWidths(columns, day, panels)
  const { ladder, hedge, profile, gex, prints, smile } = widths
  const panelColumns = ladder + hedge + profile + gex + prints + smile
  const heatmapColumns = columns - GUTTER_COLUMNS - AXIS_COLUMNS - panelColumns
  const below = HEADER_ROWS + heatmapRows
  const strip = (row: number, count = 1): Rect => ({ column: 0, row, columns, rows: count })
  const half = heatmapColumns >> 1
  const left = GUTTER_COLUMNS
  let next = left + heatmapColumns
  const band = (width: number): Rect | undefined => {
    if (width === 0) return undefined
    const rect = { column: next, row: HEADER_ROWS, columns: width, rows: heatmapRows }
    next += width
    return rect
  }
  const axis = { column: next, row: HEADER_ROWS, columns: AXIS_COLUMNS, rows: heatmapRows }
  next += AXIS_COLUMNS
  const spotLine = stacked
    ? { column: left, row: below + 1, columns: heatmapColumns, rows: lineRows }
    : { column: left, row: below + 1, columns: half, rows: 1 }
  const deltaLine = stacked
    ? { ...spotLine, row: below + 1 + lineRows }
    : { column: left + half, row: below + 1, columns: heatmapColumns - half, rows: 1 }
  const pressure = hasPressure
    ? { ...spotLine, row: below + 1 + 2 * lineRows, rows: PRESSURE_ROWS }
    : undefined
  const afterMap = left + heatmapColumns + LINE_VALUE_COLUMNS
  const room = columns - afterMap - 1
  const dealers =
    hasPressure && room >= DEALERS_COLUMNS
      ? { column: afterMap, row: below + 1, columns: room, rows: lines }
      : undefined
  const afterLines = below + 1 + lines
  return {
    columns,
    rows: height,
    header: strip(0, HEADER_ROWS),
    gutter: { column: 0, row: HEADER_ROWS, columns: GUTTER_COLUMNS, rows: heatmapRows },
    heatmap: { column: left, row: HEADER_ROWS, columns: heatmapColumns, rows: heatmapRows },
    axis,
    ladder: band(ladder),
    hedge: band(hedge),
    profile: band(profile),
    gex: band(gex),
    prints: band(prints),
    smile: band(smile),
    timeLabels: strip(below),
    spotLine: hasLines ? spotLine : undefined,
    deltaLine: hasLines ? deltaLine : undefined,
    pressure,
    dealers,
    timeline: isMapAlone ? undefined : strip(afterLines),
    gauges: isMapAlone ? undefined : strip(afterLines + 1),
    legend: isMapAlone ? undefined : strip(afterLines + 2),
    footer: strip(height - 1),
  }
}

interface PanelWidths {
  readonly ladder: number
  readonly hedge: number
  readonly profile: number
  readonly gex: number
  readonly prints: number
  readonly smile: number
}

const NO_PANELS: PanelWidths = { ladder: 0, hedge: 0, profile: 0, gex: 0, prints: 0, smile: 0 }

function panelWidths(
  columns: number,
  { hasOptions, hasHedge, hasSmile }: OptionPanels,
  panels: View['panels'],
): PanelWidths {
  const size = columns >= 150 ? 2 : columns >= WIDE_COLUMNS ? 1 : 0
  const gexColumns = [0, hasOptions ? 18 : 12, hasOptions ? 26 : 12][size]
  const hasPrints = panels.prints
  const isNarrow = size === 0
  const ladder = panels.ladder && !(isNarrow && hasPrints) ? [13, 16, 20][size] : 0
  const profile = panels.profile && !(isNarrow && hasPrints) ? [5, 8, 10][size] : 0
  const prints = hasPrints ? PRINTS_COLUMNS : 0
  const hedgeColumns = columns >= 150 ? 22 : columns >= 120 ? 16 : 0
  const gex = panels.gamma ? gexColumns : 0
  const left = columns - GUTTER_COLUMNS - AXIS_COLUMNS - MIN_HEATMAP_COLUMNS
  // Where all of them would leave no heatmap, hedging goes first, then gamma, then the smile.
  const wanted = hasSmile && panels.smile ? SMILE_COLUMNS : 0
  const smile = ladder + profile + prints + wanted <= left ? wanted : 0
  const others = ladder + profile + prints + smile
  const hedge = hasHedge && panels.hedge ? hedgeColumns : 0
  const fits = others + gex <= left
  return {
    ladder,
    profile,
    prints,
    smile,
    gex: fits ? gex : 0,
    hedge: others + gex + hedge <= left ? hedge : 0,
  }
}
