import { CELL_KIND } from '../../player/heatmap.ts'
import { type LegendRamp, legendOf } from '../../player/legend.ts'
import type { Picture } from '../../player/player.ts'
import { shortNumber } from '../../player/series.ts'
import type { Rect } from '../layout.ts'
import { type CellBuffer, DEFAULT_COLOUR } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { shadeOf, shadesOf, tradeGlyphs, VACUUM_GLYPH } from './shades.ts'

/** Columns of a ramp, where there is room and where there is little. */
const RAMP_COLUMNS = 8
const SHORT_RAMP_COLUMNS = 4
/** Screens from this width on have the long legend. */
const LONG_FROM_COLUMNS = 90

/** Paints the layer's legend, and the one of trades. */
export function paintLegend(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  const { scale, view } = picture
  const isLong = rect.columns >= LONG_FROM_COLUMNS
  const rampColumns = isLong ? RAMP_COLUMNS : SHORT_RAMP_COLUMNS
  const dim = { colour: theme.dim }
  let column = rect.column + 1
  const write = (text: string, style: { colour: number } = dim) => {
    column = cells.write(column, rect.row, text, style)
  }
  for (const { ramps, low, high } of legendOf(view.layer, scale, theme)) {
    for (const ramp of ramps) {
      const isOverlay = view.layer === 'both' && ramp.kind === CELL_KIND.vacuum
      write(`${isLong ? ramp.name : (SHORT_NAMES[ramp.name] ?? ramp.name)} `, {
        colour: theme.text,
      })
      paintRamp(cells, column, rect.row, rampColumns, ramp, isOverlay, theme)
      column += rampColumns + 1
    }
    const isShare = !isLong && high === '1'
    write(isShare ? `≥${low}  ` : `${low}–${isLong ? high : high.replace(' lots', '')}  `)
  }
  if (!view.trades) return
  const { bought, sold } = tradeGlyphs(theme.capabilities)
  write(bought, { colour: theme.buyer })
  write(isLong ? ' bought  ' : ' buy ')
  write(sold, { colour: theme.seller })
  write(isLong ? ' sold  ' : ' sell ')
  const large = `large from ${shortNumber(scale.largeTrade)} lots`
  if (column + large.length < rect.columns) write(large)
}

const SHORT_NAMES: Readonly<Record<string, string>> = { bids: 'bid', asks: 'ask', vacuum: 'vac' }

function paintRamp(
  cells: CellBuffer,
  column: number,
  row: number,
  columns: number,
  { kind, ramp }: LegendRamp,
  isOverlay: boolean,
  theme: Theme,
): void {
  const { capabilities, halfBlocks } = theme
  const shades = shadesOf(kind, capabilities)
  for (let at = 0; at < columns; at++) {
    const share = at / (columns - 1)
    const colour = ramp[Math.round(share * (ramp.length - 1))]
    if (halfBlocks) {
      cells.set(column + at, row, 32, DEFAULT_COLOUR, colour)
      continue
    }
    const isMarked = isOverlay && capabilities.depth === 1
    const glyph = isMarked ? VACUUM_GLYPH : shadeOf(shades, share)
    cells.set(
      column + at,
      row,
      glyph,
      ramp[Math.round(ramp.length * (0.5 + share / 2)) - 1],
      theme.background,
    )
  }
}
