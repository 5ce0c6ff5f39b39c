import type { Colour } from '../../player/colour.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

/** A line of a list, and the colour of its first letter. */
export interface ListLine {
  readonly text: string
  readonly mark: Colour
}

/** A list to choose from, over the heatmap. */
export interface ListView {
  readonly title: string
  /** What its keys do. */
  readonly hint: string
  readonly lines: readonly ListLine[]
  readonly selected: number
  /** In place of the lines where there are none. */
  readonly empty: string
}

const MAX_COLUMNS = 86
const FRAME_ROWS = 2

/** Where a list lies on a screen. */
export function listRect(columns: number, rows: number, { lines }: ListView): Rect {
  const width = Math.min(columns - 2, MAX_COLUMNS)
  const height = Math.min(Math.max(lines.length, 1) + FRAME_ROWS, rows - 4)
  return {
    column: (columns - width) >> 1,
    row: Math.max((rows - height) >> 1, 2),
    columns: width,
    rows: height,
  }
}

/** The line of a list at a screen row; undefined outside. */
export function listLineAt(
  rect: Rect,
  list: ListView,
  column: number,
  row: number,
): number | undefined {
  const isInside = column > rect.column && column < rect.column + rect.columns - 1
  const line = row - rect.row - 1
  if (!isInside || line < 0 || line >= rect.rows - FRAME_ROWS) return undefined
  const index = firstShown(rect, list) + line
  return index < list.lines.length ? index : undefined
}

/** Paints a list with its frame; the selected line is highlighted. */
export function paintList(cells: CellBuffer, rect: Rect, list: ListView, theme: Theme): void {
  const { column, row, columns, rows } = rect
  cells.fill(column, row, columns, rows, theme.background)
  const line = { colour: theme.dim }
  const edge = '─'.repeat(columns - 2)
  cells.write(column, row, `┌${edge}┐`, line)
  cells.write(column, row + rows - 1, `└${edge}┘`, line)
  for (let at = row + 1; at < row + rows - 1; at++) {
    cells.write(column, at, '│', line)
    cells.write(column + columns - 1, at, '│', line)
  }
  cells.write(column + 2, row, ` ${list.title} `, {
    colour: theme.accent,
    attributes: ATTRIBUTE.bold,
  })
  const hint = ` ${list.hint} `.slice(0, columns - 4)
  cells.writeRight(column + columns - 2, row + rows - 1, hint, line)
  const room = columns - 4
  if (list.lines.length === 0) {
    cells.write(column + 2, row + 1, list.empty.slice(0, room), line)
    return
  }
  const first = firstShown(rect, list)
  for (let at = 0; at < rows - FRAME_ROWS; at++) {
    const shown = list.lines[first + at]
    if (!shown) return
    const isSelected = first + at === list.selected
    const style = isSelected
      ? { colour: theme.accent, attributes: ATTRIBUTE.bold }
      : { colour: theme.text }
    const y = row + 1 + at
    cells.write(column + 1, y, isSelected ? '▸' : ' ', style)
    cells.write(column + 2, y, '■', { colour: shown.mark })
    cells.write(column + 4, y, cut(shown.text, room - 2), style)
  }
}

/** The first line shown, so that the selected one is. */
function firstShown({ rows }: Rect, { lines, selected }: ListView): number {
  const room = rows - FRAME_ROWS
  const most = Math.max(lines.length - room, 0)
  return Math.min(Math.max(selected - (room >> 1), 0), most)
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`
}
