import { rampStep } from '../../player/cell-colours.ts'
import { readSide, type SideReading } from '../../player/cell-reading.ts'
import { ASKS, BIDS, type HeatColumn } from '../../player/heat-column.ts'
import type { Picture } from '../../player/player.ts'
import { shortNumber } from '../../player/series.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { labelledTicks, rowOf, ticksOfRow } from './axis-pane.ts'

const UPPER_HALF = 0x2580
const LOWER_HALF = 0x2584
const FULL = 0x2588
const HASH = 35

const LOTS_COLUMNS = 5
const MARK_COLUMNS = 4

/** The largest level of some ticks. */
type LevelLots = readonly [lots: number, isAsk: boolean]

/** A row's largest level, the sums of its flows, and the largest level of its two halves. */
interface LadderRow {
  readonly largest: LevelLots
  readonly asks: SideReading
  readonly bids: SideReading
  readonly halves: readonly [upper: LevelLots, lower: LevelLots]
}

/** Positions of the ladder's columns. */
interface LadderColumns {
  readonly bars: number
  readonly barColumns: number
  readonly marks: number
}

function ladderColumns(rect: Rect): LadderColumns {
  const barColumns = rect.columns - LOTS_COLUMNS - MARK_COLUMNS - 2
  const bars = rect.column + 1 + LOTS_COLUMNS
  return { bars, barColumns, marks: bars + barColumns }
}

/**
 * Paints the newest second's book: the lots of a row's largest level, a bar for each tick, marks of
 * what was added (+), pulled (−), filled (•) and filled while hidden (◆). Bars are relative to the largest level in view, whatever the contrast.
 *
 * @param heads the row below, for the names of the columns
 */
export function paintLadder(
  cells: CellBuffer,
  rect: Rect,
  heads: Rect,
  picture: Picture,
  theme: Theme,
): void {
  const { newest } = picture
  if (!newest) return
  const { bars, barColumns, marks } = ladderColumns(rect)
  const rows = Array.from({ length: rect.rows }, (_, row) =>
    ladderRow(newest, ticksOfRow(picture, row, theme)),
  )
  const most = Math.max(...rows.map(({ largest: [lots] }) => lots), 1)
  for (const [row, ladder] of rows.entries()) {
    const y = rect.row + row
    paintDepthBars(cells, bars, y, barColumns, ladder.halves, most, theme)
    if (labelledTicks(picture, row, theme).length === 0) continue
    const [lots, isAsk] = ladder.largest
    const colour = isAsk ? theme.askLine : theme.bidLine
    if (lots > 0) cells.writeRight(bars - 1, y, shortNumber(lots), { colour })
    paintMarks(cells, marks, y, ladder, theme)
  }
  paintQuoteEdges(cells, rect, picture, theme)
  paintHeads(cells, rect, heads, picture, theme)
}

function paintHeads(
  cells: CellBuffer,
  rect: Rect,
  heads: Rect,
  picture: Picture,
  theme: Theme,
): void {
  const { marks } = ladderColumns(rect)
  const style = { colour: theme.dim }
  const ticks = ticksOfRow(picture, 0, theme).length
  const size = ticks > 1 ? `largest of ${ticks}` : 'size'
  const room = marks - rect.column - 2
  cells.write(rect.column + 1, heads.row, size.length <= room ? size : 'size', style)
  cells.write(marks, heads.row, '+−●◆', style)
}

function ladderRow(newest: HeatColumn, ticks: readonly number[]): LadderRow {
  const sum = (side: number) =>
    ticks
      .map((tick) => readSide(newest, side, tick))
      .reduce((total, reading) => ({
        depth: total.depth + reading.depth,
        add: total.add + reading.add,
        pull: total.pull + reading.pull,
        fill: total.fill + reading.fill,
        hidden: total.hidden + reading.hidden,
        vacuum: Math.max(total.vacuum, reading.vacuum),
      }))
  const largestOf = (part: readonly number[]): LevelLots => {
    const depth = (side: number) =>
      Math.max(...part.map((tick) => readSide(newest, side, tick).depth))
    const [asks, bids] = [depth(ASKS), depth(BIDS)]
    return [Math.max(asks, bids), asks > bids]
  }
  const middle = Math.ceil(ticks.length / 2)
  const lower = ticks.length > 1 ? ticks.slice(middle) : ticks
  return {
    largest: largestOf(ticks),
    asks: sum(ASKS),
    bids: sum(BIDS),
    halves: [largestOf(ticks.slice(0, middle)), largestOf(lower)],
  }
}

function paintDepthBars(
  cells: CellBuffer,
  column: number,
  row: number,
  columns: number,
  halves: LadderRow['halves'],
  most: number,
  theme: Theme,
): void {
  const length = (lots: number) =>
    lots === 0 ? 0 : Math.max(Math.round((Math.min(lots, most) / most) * columns), 1)
  const colourOf = ([lots, isAsk]: LevelLots) => {
    const ramp = isAsk ? theme.ask : theme.bid
    return ramp[rampStep(0.45 + 0.4 * Math.min(lots / most, 1))]
  }
  const [upper, lower] = halves
  const [upperLength, lowerLength] = [length(upper[0]), length(lower[0])]
  for (let at = 0; at < columns; at++) {
    const [isUpper, isLower] = [at < upperLength, at < lowerLength]
    if (!isUpper && !isLower) continue
    if (!theme.halfBlocks) {
      cells.set(
        column + at,
        row,
        theme.capabilities.utf8 ? FULL : HASH,
        colourOf(upper),
        theme.background,
      )
    } else if (isUpper && isLower) {
      cells.set(column + at, row, UPPER_HALF, colourOf(upper), colourOf(lower))
    } else if (isUpper) {
      cells.set(column + at, row, UPPER_HALF, colourOf(upper), theme.background)
    } else {
      cells.set(column + at, row, LOWER_HALF, colourOf(lower), theme.background)
    }
  }
}

function paintMarks(
  cells: CellBuffer,
  column: number,
  row: number,
  { asks, bids }: LadderRow,
  theme: Theme,
): void {
  const added = asks.add + bids.add
  const pulled = asks.pull + bids.pull
  const large = Math.max(asks.depth, bids.depth, 8) / 4
  const weight = (lots: number) => ({ attributes: lots >= large ? ATTRIBUTE.bold : ATTRIBUTE.none })
  if (added > 0) cells.write(column, row, '+', { colour: theme.added[34], ...weight(added) })
  if (pulled > 0) cells.write(column + 1, row, '−', { colour: theme.pulled[34], ...weight(pulled) })
  if (asks.fill + bids.fill > 0) {
    const colour = asks.fill >= bids.fill ? theme.buyer : theme.seller
    cells.write(column + 2, row, '•', { colour, ...weight(asks.fill + bids.fill) })
  }
  if (asks.hidden + bids.hidden > 0) cells.write(column + 3, row, '◆', { colour: theme.accent })
}

/** Highlights the lots at the best bid and ask. */
function paintQuoteEdges(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  const { newest } = picture
  for (const tick of [newest?.bid, newest?.ask]) {
    if (tick === undefined) continue
    const row = rowOf(picture, tick, theme)
    if (row < 0 || row >= rect.rows) continue
    for (let at = rect.column; at < rect.column + LOTS_COLUMNS; at++) {
      cells.attributes[(rect.row + row) * cells.columns + at] |= ATTRIBUTE.bold
    }
  }
}
