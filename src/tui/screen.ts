import './react-production.ts'
import { Keys } from '../player/key-choices.ts'
import type { Picture } from '../player/player.ts'
import { initialView, type View } from '../player/view.ts'
import type { DayDescription } from '../seconds/second.ts'
import {
  type LayoutView,
  MIN_COLUMNS,
  MIN_ROWS,
  type OptionPanels,
  type Rect,
  type ScreenLayout,
  screenLayout,
} from './layout.ts'
import { CellBuffer } from './painter/cells.ts'
import type { TerminalCapabilities } from './painter/colour-depth.ts'
import { Footer, type FooterProps, footerKeyAt } from './panels/footer.tsx'
import { Gauges, type GaugesProps, gaugesProps } from './panels/gauges.tsx'
import { Header, headerKeyAt, headerProps, type TerminalHeaderProps } from './panels/header.tsx'
import { Help, type HelpProps, helpProps } from './panels/help.tsx'
import { Panel } from './panels/panel.ts'
import { readingText } from './panels/reading-text.ts'
import { paintAxis } from './panes/axis-pane.ts'
import { paintCrossedBand } from './panes/crossed-band.ts'
import { paintCrosshair } from './panes/crosshair-pane.ts'
import { paintDealers } from './panes/dealers-pane.ts'
import { paintEmptyNotice } from './panes/empty-notice.ts'
import { paintGammaEdges } from './panes/gamma-edges.ts'
import { paintGex } from './panes/gex-pane.ts'
import { paintHeatmap } from './panes/heatmap-pane.ts'
import { paintHedge } from './panes/hedge-pane.ts'
import { paintLadder } from './panes/ladder-pane.ts'
import { paintLegend } from './panes/legend-pane.ts'
import { paintLevelLabels } from './panes/level-labels.ts'
import { paintDeltaLine, paintSpotLine } from './panes/line-pane.ts'
import { type ListView, listLineAt, listRect, paintList } from './panes/list-pane.ts'
import { paintPressure } from './panes/pressure-pane.ts'
import { paintPrints } from './panes/prints-pane.ts'
import { paintProfile } from './panes/profile-pane.ts'
import { paintSmile } from './panes/smile-pane.ts'
import { paintTimeLabels } from './panes/time-labels.ts'
import { paintTimeline, timelineSecond } from './panes/timeline-pane.ts'
import { type Theme, Themes } from './theme.ts'

/** State of the screen outside the picture. */
export interface ScreenState {
  /** Shown page of the help, from 0; undefined while it is closed. */
  readonly helpPage: number | undefined
  /** A list to choose from, over the heatmap. */
  readonly list: ListView | undefined
  /** A prompt or a notice in the footer. */
  readonly message: string | undefined
  readonly isWarning: boolean
}

/** Only the picture: no help, no message. */
export const PLAIN_STATE: ScreenState = {
  helpPage: undefined,
  list: undefined,
  message: undefined,
  isWarning: false,
}

/** What lies at a place of the screen. */
export type ScreenPlace =
  | { readonly part: 'heatmap'; readonly column: number; readonly cell: number }
  | { readonly part: 'timeline'; readonly second: number }
  | { readonly part: 'list'; readonly line: number }
  /** A text of the header or the footer that stands for a key. */
  | { readonly part: 'button'; readonly key: string }

/** Composes panes and panels into one cell buffer. */
export class Screen {
  readonly capabilities: TerminalCapabilities
  readonly #day: DayDescription
  readonly #keys: Keys
  readonly #optionPanels: OptionPanels
  readonly #themes: Themes
  readonly #header = new Panel<TerminalHeaderProps>(Header)
  readonly #gauges = new Panel<GaugesProps>(Gauges)
  readonly #footer = new Panel<FooterProps>(Footer)
  readonly #help = new Panel<HelpProps>(Help)
  #columns: number
  #rows: number
  #cells: CellBuffer
  #layout: { readonly key: string; readonly layout: ScreenLayout | undefined } | undefined
  /** The list that was painted last, and where. */
  #list: { readonly view: ListView; readonly rect: Rect } | undefined
  /** The header as it was painted last. */
  #headline: TerminalHeaderProps | undefined
  #hasMessage = false

  /** @param columns, rows size of the terminal */
  constructor(
    columns: number,
    rows: number,
    capabilities: TerminalCapabilities,
    day: DayDescription,
    keys = new Keys(),
  ) {
    this.#keys = keys
    this.capabilities = capabilities
    this.#day = day
    this.#optionPanels = {
      hasOptions: day.surfaces.includes('gex'),
      hasHedge: day.surfaces.includes('hedge_profile'),
      hasSmile: day.surfaces.includes('smile'),
    }
    this.#themes = new Themes(capabilities)
    this.#columns = columns
    this.#rows = rows
    this.#cells = new CellBuffer(columns, Math.max(rows - 1, 1))
  }

  resize(columns: number, rows: number): void {
    this.#columns = columns
    this.#rows = rows
    this.#layout = undefined
    this.#cells = new CellBuffer(columns, Math.max(rows - 1, 1))
  }

  /** Columns and cells of a view's heatmap; one cell where the screen is too small. */
  heatmapSize(view: View): { columns: number; cells: number } {
    const layout = this.#layoutOf(view)
    if (!layout) return { columns: 1, cells: 1 }
    const { columns, rows } = layout.heatmap
    return { columns, cells: this.#themes.of(view).halfBlocks ? 2 * rows : rows }
  }

  /** What lies at a position of a view's screen, counted from 0. */
  placeAt(view: View, column: number, row: number): ScreenPlace | undefined {
    const layout = this.#layoutOf(view)
    if (!layout) return undefined
    if (this.#list) {
      const line = listLineAt(this.#list.rect, this.#list.view, column, row)
      if (line !== undefined) return { part: 'list', line }
    }
    const { heatmap, timeline, footer, header } = layout
    if (row < header.rows && this.#headline) {
      const key = headerKeyAt(this.#headline, row, column, header.columns)
      return key === undefined ? undefined : { part: 'button', key }
    }
    if (timeline && row === timeline.row) {
      return { part: 'timeline', second: timelineSecond(timeline, column, this.#day) }
    }
    if (row === footer.row && !this.#hasMessage) {
      const key = footerKeyAt(column, footer.columns)
      return key === undefined ? undefined : { part: 'button', key }
    }
    const [x, y] = [column - heatmap.column, row - heatmap.row]
    if (x < 0 || y < 0 || x >= heatmap.columns || y >= heatmap.rows) return undefined
    const cell = this.#themes.of(view).halfBlocks ? 2 * y : y
    return { part: 'heatmap', column: heatmap.columns - 1 - x, cell }
  }

  /** Paints a picture, or a skeleton while it is being read. The buffer is valid until the next call. */
  paint(picture: Picture | undefined, state: ScreenState): CellBuffer {
    const cells = this.#cells
    const view = picture?.view ?? initialView(this.#day)
    const theme = this.#themes.of(view)
    cells.clear(theme.text, theme.background)
    const layout = this.#layoutOf(view)
    if (!layout) {
      paintTooSmall(cells)
      return cells
    }
    if (picture) this.#paintPicture(layout, picture, theme)
    else paintSkeleton(cells, layout, this.#day, theme)
    this.#paintPanels(layout, picture, theme, state)
    return cells
  }

  #layoutOf(view: LayoutView): ScreenLayout | undefined {
    const key = JSON.stringify([view.panels, view.isMapAlone])
    if (this.#layout?.key !== key) {
      const layout = screenLayout(this.#columns, this.#rows, this.#optionPanels, view)
      this.#layout = { key, layout }
    }
    return this.#layout.layout
  }

  #paintPicture(layout: ScreenLayout, picture: Picture, theme: Theme): void {
    const cells = this.#cells
    const { heatmap, axis, gutter, timeLabels } = layout
    paintHeatmap(cells, heatmap, picture, theme)
    paintCrossedBand(cells, heatmap, picture, theme)
    paintEmptyNotice(cells, heatmap, picture, theme)
    paintLevelLabels(cells, heatmap, picture, theme)
    paintAxis(cells, axis, gutter, picture, theme)
    paintGammaEdges(cells, axis, picture, theme)
    paintTimeLabels(cells, timeLabels, heatmap, picture, theme)
    if (layout.ladder) paintLadder(cells, layout.ladder, timeLabels, picture, theme)
    if (layout.hedge) paintHedge(cells, layout.hedge, timeLabels, picture, theme)
    if (layout.profile) paintProfile(cells, layout.profile, timeLabels, picture, theme)
    if (layout.gex) paintGex(cells, layout.gex, timeLabels, picture, theme)
    if (layout.prints) paintPrints(cells, layout.prints, picture, theme)
    if (layout.smile) paintSmile(cells, layout.smile, picture, theme)
    if (layout.spotLine) paintSpotLine(cells, layout.spotLine, picture, theme)
    if (layout.deltaLine) paintDeltaLine(cells, layout.deltaLine, picture, theme)
    if (layout.pressure) paintPressure(cells, layout.pressure, picture, theme)
    if (layout.dealers) paintDealers(cells, layout.dealers, picture, theme)
    if (layout.timeline) paintTimeline(cells, layout.timeline, picture, theme)
    if (layout.legend) paintLegend(cells, layout.legend, picture, theme)
    if (picture.crosshair) paintCrosshair(cells, layout, picture, theme)
  }

  #paintPanels(
    layout: ScreenLayout,
    picture: Picture | undefined,
    theme: Theme,
    state: ScreenState,
  ): void {
    const cells = this.#cells
    const { columns, rows, header, gauges, footer } = layout
    if (picture) {
      const content = headerProps(picture, columns)
      this.#headline = content
      cells.blit(this.#header.cells(content, columns, header.rows, theme), 0, header.row)
    }
    if (picture && gauges) {
      const content = gaugesProps(picture, theme, columns)
      cells.blit(this.#gauges.cells(content, columns, 1, theme), 0, gauges.row)
    }
    const message = state.message ?? (picture && readingText(picture))
    this.#hasMessage = message !== undefined
    const footerContent = { message, isWarning: state.isWarning, columns }
    cells.blit(this.#footer.cells(footerContent, columns, 1, theme), 0, footer.row)
    this.#list = state.list && { view: state.list, rect: listRect(columns, rows, state.list) }
    if (this.#list) paintList(cells, this.#list.rect, this.#list.view, theme)
    if (state.helpPage === undefined) return
    const size = helpProps(columns, rows, state.helpPage, this.#keys)
    const column = (columns - size.columns) >> 1
    const row = (rows - size.rows) >> 1
    cells.blit(this.#help.cells(size, size.columns, size.rows, theme), column, row)
  }

  /** Number of pages of the help. */
  get helpPages(): number {
    return helpProps(this.#columns, this.#rows - 1, 0, this.#keys).pages
  }
}

function paintTooSmall(cells: CellBuffer): void {
  const lines = [
    `This terminal is ${cells.columns}×${cells.rows + 1};`,
    `the replay needs ${MIN_COLUMNS}×${MIN_ROWS}.`,
  ]
  for (const [row, line] of lines.entries()) cells.write(0, row, line.slice(0, cells.columns))
}

/** The day's name and the axes, until its first second has been read. */
function paintSkeleton(
  cells: CellBuffer,
  { heatmap, axis, timeLabels }: ScreenLayout,
  { symbol, dt }: DayDescription,
  theme: Theme,
): void {
  const faint = { colour: theme.faint }
  cells.write(1, 0, `${symbol}  ${dt}`, { colour: theme.text })
  cells.fill(heatmap.column, heatmap.row, heatmap.columns, heatmap.rows, theme.canvas)
  for (let row = 0; row < axis.rows; row++) cells.write(axis.column, axis.row + row, '│', faint)
  cells.write(heatmap.column, timeLabels.row, '─'.repeat(heatmap.columns), faint)
  const text = 'reading …'
  const column = heatmap.column + ((heatmap.columns - text.length) >> 1)
  cells.write(column, heatmap.row + (heatmap.rows >> 1), text, { colour: theme.dim })
}
