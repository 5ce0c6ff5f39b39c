import { ASKS, BIDS, type HeatColumn } from '../../player/heat-column.ts'
import { shortNumber } from '../../player/series.ts'
import type { VolumeProfile } from '../../player/volume-profile.ts'
import type { HudPicture } from '../picture.ts'
import { type DrawingContext, write, writeRight } from './drawing.tsx'
import { type PriceRow, priceRows } from './price-rows.ts'

/** Positions of the ladder's parts, as shares of its width. */
const LOTS_RIGHT = 0.19
const BARS = [0.21, 0.6] as const
const MARKS = [0.64, 0.69, 0.74, 0.79] as const
const PROFILE = [0.83, 1] as const

/** A row's largest level on each side, and the sums of its flows. */
interface RowLots {
  readonly asks: number
  readonly bids: number
  readonly add: number
  readonly pull: number
  readonly bought: number
  readonly sold: number
  readonly hidden: number
}

/**
 * Draws the newest second's book on the heatmap's price axis: the lots of a row's largest level, a
 * bar for each tick, marks of lots added (+), pulled (−), filled (dot) and filled while hidden
 * (lozenge), and the session's volume. Bars are relative to the largest level in view, whatever the
 * contrast.
 */
export function drawLadder(sheet: DrawingContext, picture: HudPicture): void {
  const { newest, viewport, profile } = picture
  if (!newest) return
  const { em, inks } = sheet
  drawBars(sheet, picture, newest)
  if (picture.view.panels.profile) drawProfile(sheet, picture, profile)
  const rows = priceRows(viewport, 1.15 * em)
  for (const row of rows) {
    // The first line is for the heads.
    if (row.y < 2 * em) continue
    const lots = rowLots(newest, row)
    const depth = Math.max(lots.asks, lots.bids)
    if (depth > 0) {
      const isBest = [newest.bid, newest.ask].some((tick) => tick >= row.low && tick <= row.high)
      sheet.context.font = sheet.context.font.replace(/^(600 )?/, isBest ? '600 ' : '')
      const ink = lots.asks > lots.bids ? inks.askLine : inks.bidLine
      writeRight(sheet, shortNumber(depth), sheet.width * LOTS_RIGHT, row.y, ink)
    }
    drawMarks(sheet, row.y, lots)
  }
  sheet.context.font = sheet.context.font.replace(/^600 /, '')
  drawHeads(sheet, rows[0].high - rows[0].low + 1)
}

/** Names of the ladder's parts, in its first line. */
function drawHeads(sheet: DrawingContext, ticks: number): void {
  const { context, width, em, inks } = sheet
  const y = 0.75 * em
  context.fillStyle = inks.background
  context.fillRect(0, 0, width, 1.5 * em)
  write(sheet, ticks > 1 ? `largest of ${ticks}` : 'size', 0.4 * em, y, inks.dim)
  const [addX, pullX, fillX, hiddenX] = MARKS.map((share) => Math.round(share * width))
  context.textAlign = 'center'
  context.fillText('+', addX, y)
  context.fillText('−', pullX, y)
  // The font has neither a dot nor a lozenge.
  context.beginPath()
  context.arc(fillX, y, em * 0.28, 0, 2 * Math.PI)
  context.fill()
  drawLozenge(context, hiddenX, y, em * 0.34)
  writeRight(sheet, 'vol', width - 0.2 * em, y, inks.dim)
}

function rowLots(column: HeatColumn, { low, high }: PriceRow): RowLots {
  const { ticks, firstTick, depth, add, pull, fill, hidden } = column
  const lots = { asks: 0, bids: 0, add: 0, pull: 0, bought: 0, sold: 0, hidden: 0 }
  const end = Math.min(high - firstTick, ticks - 1)
  for (let offset = Math.max(low - firstTick, 0); offset <= end; offset++) {
    const [ask, bid] = [ASKS * ticks + offset, BIDS * ticks + offset]
    lots.asks = Math.max(lots.asks, depth[ask])
    lots.bids = Math.max(lots.bids, depth[bid])
    lots.add += add[ask] + add[bid]
    lots.pull += pull[ask] + pull[bid]
    lots.bought += fill[ask]
    lots.sold += fill[bid]
    lots.hidden += hidden[ask] + hidden[bid]
  }
  return lots
}

/** One bar per tick, aligned with the heatmap's rows. */
function drawBars(
  { context, width, inks }: DrawingContext,
  { viewport }: HudPicture,
  { ticks, firstTick, depth }: HeatColumn,
): void {
  const from = width * BARS[0]
  const room = width * (BARS[1] - BARS[0])
  const gap = viewport.tickHeight > 4 ? 1 : 0
  const { low, high } = viewport.ticks
  const [first, last] = [Math.max(low, firstTick), Math.min(high, firstTick + ticks - 1)]
  const sidesAt = (tick: number) => [
    depth[ASKS * ticks + tick - firstTick],
    depth[BIDS * ticks + tick - firstTick],
  ]
  let most = 1
  for (let tick = first; tick <= last; tick++) most = Math.max(most, ...sidesAt(tick))
  for (let tick = first; tick <= last; tick++) {
    const [asks, bids] = sidesAt(tick)
    const lots = Math.max(asks, bids)
    if (lots === 0) continue
    const share = lots / most
    const ramp = asks > bids ? inks.ask : inks.bid
    context.fillStyle = ramp[Math.round((0.45 + 0.4 * share) * (ramp.length - 1))]
    const top = Math.round(viewport.tickToY(tick) - viewport.tickHeight / 2)
    const bottom = Math.round(viewport.tickToY(tick) + viewport.tickHeight / 2)
    context.fillRect(from, top, Math.max(share * room, 1), Math.max(bottom - top - gap, 1))
  }
}

/** A lozenge: marks hidden fills, and the user's mark on the time axis. */
export function drawLozenge(context: CanvasRenderingContext2D, x: number, y: number, half: number) {
  context.beginPath()
  context.moveTo(x - half, y)
  context.lineTo(x, y - half)
  context.lineTo(x + half, y)
  context.lineTo(x, y + half)
  context.fill()
}

/** Marks of the second's flows; large if they are large relative to depth. */
function drawMarks({ context, width, em, inks }: DrawingContext, y: number, lots: RowLots): void {
  const large = Math.max(lots.asks, lots.bids, 8) / 4
  const [addX, pullX, fillX, hiddenX] = MARKS.map((share) => Math.round(share * width))
  const half = (amount: number) => em * (amount >= large ? 0.34 : 0.22)
  const bar = (x: number, long: number, high: number) =>
    context.fillRect(x - long, Math.round(y - high), 2 * long, 2 * high)
  if (lots.add > 0) {
    context.fillStyle = inks.added[34]
    bar(addX, half(lots.add), lots.add >= large ? 1 : 0.5)
    bar(addX, lots.add >= large ? 1 : 0.5, half(lots.add))
  }
  if (lots.pull > 0) {
    context.fillStyle = inks.pulled[34]
    bar(pullX, half(lots.pull), lots.pull >= large ? 1 : 0.5)
  }
  const filled = lots.bought + lots.sold
  if (filled > 0) {
    context.fillStyle = lots.bought >= lots.sold ? inks.buyer : inks.seller
    context.beginPath()
    context.arc(fillX, y, half(filled), 0, 2 * Math.PI)
    context.fill()
  }
  if (lots.hidden > 0) {
    context.fillStyle = inks.accent
    drawLozenge(context, hiddenX, y, em * 0.34)
  }
}

/** Bought and sold lots of the session, stacked from the right edge. */
function drawProfile(
  { context, width, inks }: DrawingContext,
  { viewport }: HudPicture,
  { firstTick, bought, sold, maxVolume }: VolumeProfile,
): void {
  const room = width * (PROFILE[1] - PROFILE[0])
  const { low, high } = viewport.ticks
  const end = Math.min(high, firstTick + bought.length - 1)
  for (let tick = Math.max(low, firstTick); tick <= end; tick++) {
    const lots = [bought[tick - firstTick], sold[tick - firstTick]]
    const top = Math.round(viewport.tickToY(tick) - viewport.tickHeight / 2)
    const bottom = Math.round(viewport.tickToY(tick) + viewport.tickHeight / 2)
    let right = width
    for (const [index, amount] of lots.entries()) {
      const length = (amount / maxVolume) * room
      context.fillStyle = index === 0 ? inks.buyer : inks.seller
      context.globalAlpha = 0.55
      context.fillRect(right - length, top, length, Math.max(bottom - top - 1, 1))
      right -= length
    }
    context.globalAlpha = 1
  }
}
