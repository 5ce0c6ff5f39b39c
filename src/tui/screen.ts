import './react-production.ts'
import { readCell, type SideReading } from '../player/cell-reading.ts'
import { clockText } from '../player/clock-text.ts'
import { NO_TICK } from '../player/day-line.ts'
import type { Picture } from '../player/player.ts'
import { priceText, signed } from '../player/price-text.ts'
import { MIN_COLUMNS, MIN_ROWS, type ScreenLayout, screenLayout } from './layout.ts'
import { CellBuffer } from './painter/cells.ts'
import type { TerminalCapabilities } from './painter/colour-depth.ts'
import { Footer, type FooterProps } from './panels/footer.tsx'
import { Gauges, type GaugesProps, gaugesProps } from './panels/gauges.tsx'
import { Header, headerProps, type TerminalHeaderProps } from './panels/header.tsx'
import { Help, type HelpProps, helpProps } from './panels/help.tsx'
import { Panel } from './panels/panel.ts'
import { paintAxis } from './panes/axis-pane.ts'
import { paintCrosshair } from './panes/crosshair-pane.ts'
import { paintEmptyNotice } from './panes/empty-notice.ts'
import { paintGex } from './panes/gex-pane.ts'
import { paintHeatmap } from './panes/heatmap-pane.ts'
import { paintLadder } from './panes/ladder-pane.ts'
import { paintLegend } from './panes/legend-pane.ts'
import { paintLevelLabels } from './panes/level-labels.ts'
import { paintDeltaLine, paintSpotLine } from './panes/line-pane.ts'
import { paintTimeLabels } from './panes/time-labels.ts'
import { type Theme, themeOf } from './theme.ts'

/** State of the screen outside the picture. */
export interface ScreenState {
  readonly showsHelp: boolean
  /** A prompt or a notice in the footer. */
  readonly message: string | undefined
  readonly isWarning: boolean
}

/** Only the picture: no help, no message. */
export const PLAIN_STATE: ScreenState = {
  showsHelp: false,
  message: undefined,
  isWarning: false,
}

/** Composes panes and panels into one cell buffer. */
export class Screen {
  readonly capabilities: TerminalCapabilities
  readonly #hasOptions: boolean
  readonly #themes: Readonly<Record<'dark' | 'light', Theme>>
  readonly #header = new Panel<TerminalHeaderProps>(Header)
  readonly #gauges = new Panel<GaugesProps>(Gauges)
  readonly #footer = new Panel<FooterProps>(Footer)
  readonly #help = new Panel<HelpProps>(Help)
  #cells: CellBuffer
  #layout: ScreenLayout | undefined

  /** @param columns, rows size of the terminal */
  constructor(
    columns: number,
    rows: number,
    capabilities: TerminalCapabilities,
    hasOptions: boolean,
  ) {
    this.capabilities = capabilities
    this.#hasOptions = hasOptions
    this.#themes = { dark: themeOf('dark', capabilities), light: themeOf('light', capabilities) }
    this.#layout = screenLayout(columns, rows, hasOptions)
    this.#cells = new CellBuffer(columns, Math.max(rows - 1, 1))
  }

  resize(columns: number, rows: number): void {
    this.#layout = screenLayout(columns, rows, this.#hasOptions)
    this.#cells = new CellBuffer(columns, Math.max(rows - 1, 1))
  }

  /** Columns and cells of the heatmap; one cell where the screen is too small. */
  get heatmapSize(): { columns: number; cells: number } {
    if (!this.#layout) return { columns: 1, cells: 1 }
    const { columns, rows } = this.#layout.heatmap
    return { columns, cells: this.#themes.dark.halfBlocks ? 2 * rows : rows }
  }

  /** The heatmap cell at a terminal position, counted from 0; undefined outside the heatmap. */
  heatmapCellAt(column: number, row: number): { column: number; cell: number } | undefined {
    const heatmap = this.#layout?.heatmap
    if (!heatmap) return undefined
    const [x, y] = [column - heatmap.column, row - heatmap.row]
    if (x < 0 || y < 0 || x >= heatmap.columns || y >= heatmap.rows) return undefined
    return { column: heatmap.columns - 1 - x, cell: this.#themes.dark.halfBlocks ? 2 * y : y }
  }

  /** Paints a picture, or a note that it is loading. The buffer is valid until the next call. */
  paint(picture: Picture | undefined, state: ScreenState): CellBuffer {
    const cells = this.#cells
    const theme = this.#themes[picture?.view.theme ?? 'dark']
    cells.clear(theme.text, theme.background)
    const layout = this.#layout
    if (!layout) {
      paintTooSmall(cells)
      return cells
    }
    if (!picture) {
      cells.write(2, 1, state.message ?? 'reading …', { colour: theme.dim })
      return cells
    }
    paintHeatmap(cells, layout.heatmap, picture, theme)
    paintEmptyNotice(cells, layout.heatmap, picture, theme)
    paintLevelLabels(cells, layout.heatmap, picture, theme)
    paintAxis(cells, layout.axis, layout.gutter, picture, theme)
    paintLadder(cells, layout.ladder, picture, theme)
    if (layout.gex) paintGex(cells, layout.gex, picture, theme)
    paintTimeLabels(cells, layout.timeLabels, layout.heatmap, picture, theme)
    paintSpotLine(cells, layout.spotLine, picture, theme)
    paintDeltaLine(cells, layout.deltaLine, picture, theme)
    paintLegend(cells, layout.legend, picture, theme)
    if (picture.crosshair) paintCrosshair(cells, layout, picture, theme)
    this.#paintPanels(layout, picture, theme, state)
    return cells
  }

  #paintPanels(layout: ScreenLayout, picture: Picture, theme: Theme, state: ScreenState): void {
    const cells = this.#cells
    const { columns } = layout
    const { header, gauges, footer } = layout
    const headerContent = headerProps(picture, columns)
    cells.blit(this.#header.cells(headerContent, columns, header.rows, theme), 0, header.row)
    const gaugesContent = gaugesProps(picture, theme, columns)
    cells.blit(this.#gauges.cells(gaugesContent, columns, 1, theme), 0, gauges.row)
    const message = state.message ?? readingText(picture)
    const footerContent = { message, isWarning: state.isWarning, columns }
    cells.blit(this.#footer.cells(footerContent, columns, 1, theme), 0, footer.row)
    if (!state.showsHelp) return
    const size = helpProps(columns, layout.rows)
    const column = (columns - size.columns) >> 1
    const row = (layout.rows - size.rows) >> 1
    cells.blit(this.#help.cells(size, size.columns, size.rows, theme), column, row)
  }
}

function paintTooSmall(cells: CellBuffer): void {
  const lines = [
    `This terminal is ${cells.columns}×${cells.rows + 1};`,
    `the replay needs ${MIN_COLUMNS}×${MIN_ROWS}.`,
  ]
  for (const [row, line] of lines.entries()) cells.write(0, row, line.slice(0, cells.columns))
}

/** The crosshair's values in one line. */
function readingText({ crosshair, columns, heatmap, day }: Picture): string | undefined {
  if (!crosshair) return undefined
  const at = columns.length - 1 - crosshair.column
  const column = columns[at]
  if (!column || column.spot === NO_TICK) return 'crosshair: no data here'
  const tick = heatmap.tickAt(at, crosshair.cell)
  const reading = readCell(column, tick, day.maxRelTicks)
  const place = `${clockText(reading.last)}  ${priceText(tick, day.tickSize, day.priceParts)}  ${signed(reading.relTicks)} ticks`
  if (!reading.isRecorded) return `${place}  beyond ±${day.maxRelTicks} ticks: not recorded`
  if (reading.isMissing) return `${place}  not recorded: the connection was cut`
  const sides = [sideText('ask', reading.asks), sideText('bid', reading.bids)].filter(Boolean)
  const validity = reading.isValid ? '' : '  (not valid)'
  return `${place}  ${sides.join('   ') || 'nothing stood here'}${validity}`
}

function sideText(name: string, side: SideReading): string {
  const { depth, add, pull, fill, hidden, vacuum } = side
  if (depth + add + pull + fill + hidden === 0) return ''
  const parts = [`${name} ${depth}`, `add ${add}`, `pull ${pull}`, `fill ${fill}`]
  if (hidden > 0) parts.push(`hidden ${hidden}`)
  if (vacuum > 0) parts.push(`vacuum ${vacuum.toFixed(3)}`)
  return parts.join('  ')
}
