import { rampStep } from '../../player/cell-colours.ts'
import { readSide, type SideReading } from '../../player/cell-reading.ts'
import { ASKS, BIDS } from '../../player/heat-column.ts'
import type { Picture } from '../../player/player.ts'
import { shortNumber } from '../../player/series.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { rowOf, ticksOfRow } from './axis-pane.ts'

const UPPER_HALF = 0x2580
const LOWER_HALF = 0x2584
const FULL = 0x2588
const HASH = 35

const LOTS_COLUMNS = 5
const MARK_COLUMNS = 4

/** Sums over a row's ticks, and the values of its two halves. */
interface LadderRow {
  readonly asks: SideReading
  readonly bids: SideReading
  /** Lots in the row's upper and lower half. */
  readonly halves: readonly [lots: number, isAsk: boolean][]
}

/**
 * Paints the newest second's book: lots and their bars, marks of what was added (+), pulled (−),
 * filled (•) and filled while hidden (◆), and the session's volume by price.
 */
export function paintLadder(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  const { newest, scale } = picture
  if (!newest) return
  const profileColumns = Math.max(Math.floor((rect.columns - LOTS_COLUMNS - MARK_COLUMNS) * 0.4), 4)
  const barColumns = rect.columns - LOTS_COLUMNS - MARK_COLUMNS - profileColumns - 2
  const lotsAt = rect.column + 1
  const barsAt = lotsAt + LOTS_COLUMNS
  const marksAt = barsAt + barColumns
  const profileAt = marksAt + MARK_COLUMNS + 1
  const maxLots = 2 ** scale.highDepth
  for (let row = 0; row < rect.rows; row++) {
    const ladder = ladderRow(picture, ticksOfRow(picture, row, theme))
    const y = rect.row + row
    const lots = ladder.asks.depth + ladder.bids.depth
    if (lots > 0) {
      const isAsk = ladder.asks.depth > ladder.bids.depth
      const text = shortNumber(lots)
      cells.writeRight(barsAt - 1, y, text, { colour: isAsk ? theme.askLine : theme.bidLine })
    }
    paintDepthBars(cells, barsAt, y, barColumns, ladder.halves, maxLots, theme)
    paintMarks(cells, marksAt, y, ladder, theme)
    paintProfile(cells, profileAt, y, profileColumns, picture, row, theme)
  }
  paintQuoteEdges(cells, rect, picture, theme)
}

function ladderRow({ newest }: Picture, ticks: readonly number[]): LadderRow {
  const sum = (side: number) =>
    ticks
      .map((tick) => readSide(newest as NonNullable<typeof newest>, side, tick))
      .reduce((total, reading) => ({
        depth: total.depth + reading.depth,
        add: total.add + reading.add,
        pull: total.pull + reading.pull,
        fill: total.fill + reading.fill,
        hidden: total.hidden + reading.hidden,
        vacuum: Math.max(total.vacuum, reading.vacuum),
      }))
  const halfOf = (part: readonly number[]): [number, boolean] => {
    const depth = (side: number) =>
      Math.max(
        ...part.map((tick) => readSide(newest as NonNullable<typeof newest>, side, tick).depth),
      )
    const [asks, bids] = [depth(ASKS), depth(BIDS)]
    return [Math.max(asks, bids), asks > bids]
  }
  const middle = Math.ceil(ticks.length / 2)
  const lower = ticks.length > 1 ? ticks.slice(middle) : ticks
  return {
    asks: sum(ASKS),
    bids: sum(BIDS),
    halves: [halfOf(ticks.slice(0, middle)), halfOf(lower)],
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
  const colourOf = ([lots, isAsk]: LadderRow['halves'][number]) => {
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

function paintProfile(
  cells: CellBuffer,
  column: number,
  row: number,
  columns: number,
  picture: Picture,
  at: number,
  theme: Theme,
): void {
  const { profile } = picture
  let bought = 0
  let sold = 0
  for (const tick of ticksOfRow(picture, at, theme)) {
    bought += profile.bought[tick - profile.firstTick] ?? 0
    sold += profile.sold[tick - profile.firstTick] ?? 0
  }
  if (bought + sold === 0) return
  const ticksPerRow = ticksOfRow(picture, at, theme).length
  const share = Math.min((bought + sold) / (profile.maxVolume * Math.min(ticksPerRow, 2)), 1)
  // Eighths of a column, so that small volumes are visible.
  const eighths = Math.max(Math.round(share * columns * 8), 1)
  const colour = theme.dim
  for (let cell = 0; cell * 8 < eighths; cell++) {
    const part = Math.min(eighths - cell * 8, 8)
    const glyph = theme.capabilities.utf8 ? 0x2590 - part : HASH
    cells.set(column + cell, row, glyph, colour, theme.background)
  }
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
