import { NO_TICK } from '../../player/day-line.ts'
import { gammaLevels } from '../../player/gamma-levels.ts'
import type { Picture } from '../../player/player.ts'
import { labelStep, priceText, signed } from '../../player/price-text.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer, type CellStyle } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

/** The screen row of a tick in the newest column; may lie outside. */
export function rowOf({ heatmap }: Picture, tick: number, theme: Theme): number {
  const cell = heatmap.cellAt(heatmap.columns - 1, tick)
  return theme.halfBlocks ? cell >> 1 : cell
}

/** The ticks that a screen row shows in the newest column, highest first. */
export function ticksOfRow({ heatmap }: Picture, row: number, theme: Theme): number[] {
  const cells = theme.halfBlocks ? [2 * row, 2 * row + 1] : [row]
  const ticks: number[] = []
  for (const cell of cells) {
    const low = heatmap.tickAt(heatmap.columns - 1, cell)
    for (let tick = low + Math.max(heatmap.cellTicks, 1) - 1; tick >= low; tick--) {
      if (ticks.at(-1) !== tick) ticks.push(tick)
    }
  }
  return ticks
}

/**
 * The ticks that a row is labelled with. Where a tick is several rows high, only its middle row has
 * it.
 */
export function labelledTicks(picture: Picture, row: number, theme: Theme): number[] {
  return ticksOfRow(picture, row, theme).filter((tick) => rowOf(picture, tick, theme) === row)
}

/**
 * Paints prices right of the heatmap and ticks from spot left of it; the row of spot is
 * highlighted.
 */
export function paintAxis(
  cells: CellBuffer,
  axis: Rect,
  gutter: Rect,
  picture: Picture,
  theme: Theme,
): void {
  const { line, second, day, heatmap } = picture
  const spot = line.spot[line.index(second)] ?? NO_TICK
  if (spot === NO_TICK) return
  const ticksPerRow = heatmap.cellTicks * (theme.halfBlocks ? 2 : 1)
  const step = labelStep(ticksPerRow, 3)
  const spotRow = rowOf(picture, spot, theme)
  for (let row = 0; row < axis.rows; row++) {
    const ticks = labelledTicks(picture, row, theme)
    const far = ticks.find((tick) => (tick - spot) % step === 0)
    if (far !== undefined && far !== spot && Math.abs(row - spotRow) > 1) {
      cells.writeRight(gutter.column + gutter.columns - 1, gutter.row + row, signed(far - spot), {
        colour: theme.dim,
      })
    }
    const round = ticks.find((tick) => tick % step === 0)
    if (round !== undefined && Math.abs(row - spotRow) > 1) {
      cells.write(axis.column + 1, axis.row + row, priceText(round, day.tickSize, day.priceParts), {
        colour: theme.dim,
      })
    }
  }
  paintChips(cells, axis, picture, theme)
  if (spotRow < 0 || spotRow >= axis.rows) return
  cells.writeRight(gutter.column + gutter.columns, gutter.row + spotRow, 'spot▸', {
    colour: theme.accent,
  })
  const label = ` ${priceText(spot, day.tickSize, day.priceParts)}`.padEnd(axis.columns - 1)
  const style =
    theme.capabilities.depth >= 8
      ? { colour: theme.background, background: theme.accent, attributes: ATTRIBUTE.bold }
      : { colour: theme.accent, attributes: ATTRIBUTE.bold }
  cells.write(axis.column, axis.row + spotRow, label, style)
}

/** Paints the prices of gamma levels and session levels in their colours. */
function paintChips(cells: CellBuffer, axis: Rect, picture: Picture, theme: Theme): void {
  const { newest, view, moment, day } = picture
  if (!newest || !view.levels) return
  const chip = (tick: number, style: CellStyle) => {
    const row = rowOf(picture, Math.round(tick), theme)
    if (Number.isNaN(tick) || row < 0 || row >= axis.rows) return
    const price = priceText(Math.round(tick), day.tickSize, day.priceParts)
    cells.write(axis.column, axis.row + row, ` ${price}`.padEnd(axis.columns - 1), style)
  }
  for (const tick of newest.levels) chip(tick, { colour: theme.level })
  for (const { tick, ink } of gammaLevels(moment.gex, newest, day)) {
    const colour = theme[ink]
    chip(
      tick,
      theme.capabilities.depth >= 8
        ? { colour: theme.background, background: colour, attributes: ATTRIBUTE.bold }
        : { colour, attributes: ATTRIBUTE.bold },
    )
  }
}
