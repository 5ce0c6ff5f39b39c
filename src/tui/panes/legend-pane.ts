import type { Picture } from '../../player/player.ts'
import { lots } from '../../player/scale.ts'
import { shortNumber } from '../../player/series.ts'
import type { Rect } from '../layout.ts'
import { type Cells, DEFAULT_COLOUR } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

const RAMP_COLUMNS = 8

/** One ramp of the legend: what its ends stand for, and what it is of. */
interface Entry {
  readonly name: string
  readonly ramp: Uint32Array
  readonly low: string
  readonly high: string
}

/** Paints what the colours of the layer stand for. */
export function paintLegend(cells: Cells, rect: Rect, picture: Picture, theme: Theme): void {
  let column = rect.column + 1
  for (const entry of entriesOf(picture, theme)) {
    if (column + RAMP_COLUMNS + 24 > rect.columns) break
    column = paintEntry(cells, column, rect.row, entry, theme) + 2
  }
  const { scale, view } = picture
  if (!view.trades || column + 34 > rect.columns) return
  column = cells.write(column, rect.row, '• ', { colour: theme.buyer })
  column = cells.write(column, rect.row, 'bought  ', { colour: theme.dim })
  column = cells.write(column, rect.row, '• ', { colour: theme.seller })
  column = cells.write(column, rect.row, 'sold  ', { colour: theme.dim })
  const sizes = `● from ${shortNumber(scale.largeTrade)} lots`
  cells.write(column, rect.row, sizes, { colour: theme.dim })
}

function entriesOf({ view, scale }: Picture, theme: Theme): Entry[] {
  const depth = {
    low: shortNumber(lots(scale.lowDepth)),
    high: `${shortNumber(lots(scale.highDepth))} lots`,
  }
  const score = { low: '0', high: '1' }
  const bids = { name: 'bids', ramp: theme.bid, ...depth }
  const asks = { name: 'asks', ramp: theme.ask, ...depth }
  switch (view.layer) {
    case 'wall':
      return [bids, asks]
    case 'both':
      return [
        bids,
        asks,
        { name: 'vacuum', ramp: theme.vacuum, low: scale.leastVacuum.toFixed(2), high: '1' },
      ]
    case 'vacuum':
      return [{ name: 'vacuum', ramp: theme.vacuum, ...score }]
    case 'balance': {
      const most = `${shortNumber(Math.round(Math.exp(scale.highBalance)))} to 1`
      return [
        { name: 'pulled', ramp: theme.pulled, low: '1', high: most },
        { name: 'added', ramp: theme.added, low: '1', high: most },
      ]
    }
    case 'gex': {
      const most = shortNumber(scale.highGex)
      return [
        { name: 'GEX +', ramp: theme.gexPositive, low: '0', high: most },
        { name: 'GEX −', ramp: theme.gexNegative, low: '0', high: most },
      ]
    }
  }
}

function paintEntry(
  cells: Cells,
  column: number,
  row: number,
  { name, ramp, low, high }: Entry,
  theme: Theme,
): number {
  let at = cells.write(column, row, `${name} `, { colour: theme.text })
  at = cells.write(at, row, `${low} `, { colour: theme.dim })
  const hasRamp = theme.abilities.depth >= 8
  const shades = theme.abilities.utf8 && theme.abilities.depth > 1 ? ' ░░▒▒▓▓█' : ' .:-=*#@'
  for (let step = 0; step < RAMP_COLUMNS; step++) {
    const colour = ramp[Math.round((step / (RAMP_COLUMNS - 1)) * (ramp.length - 1))]
    if (hasRamp) cells.set(at++, row, 32, DEFAULT_COLOUR, colour)
    else cells.write(at++, row, shades[step], { colour: ramp[28] })
  }
  return cells.write(at, row, ` ${high}`, { colour: theme.dim })
}
