import { charmTexts } from '../../player/charm-text.ts'
import { flowWalls } from '../../player/flow-walls.ts'
import { strikeText } from '../../player/gamma-levels.ts'
import type { Picture } from '../../player/player.ts'
import { PRESSURE_TICKS } from '../../player/pressure-scale.ts'
import { signed } from '../../player/price-text.ts'
import { shortNumber } from '../../player/series.ts'
import type { Rect } from '../layout.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

const BAR_COLUMNS = 12
const CLEAR_STEP = 30

/**
 * Paints what dealers' hedging does in this second: its pressure either way as gauges, the strikes
 * where today's trades have left them gamma, and late in the day what time makes them trade.
 */
export function paintDealers(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  const { moment, day } = picture
  const { dealers } = moment
  if (!dealers) return
  let row = rect.row
  const end = rect.row + rect.rows
  const { pressure } = dealers
  for (const [name, value] of [
    ['▲', pressure?.up ?? Number.NaN],
    ['▼', pressure?.down ?? Number.NaN],
  ] as const) {
    if (row < end) paintGauge(cells, rect.column, row++, name, value, theme)
  }
  const charm = charmTexts(dealers.charm).map(([name, lots]) => `${name} ${lots}`)
  const walls = flowWalls(dealers.flow).map(
    ({ tick, gex, name }) =>
      `${name} ${strikeText(tick, day)} · ${shortNumber(gex).replace('-', '−')}`,
  )
  const since = dealers.flow?.isComplete ? '' : ' (flow is partial)'
  const lines = [
    ...(charm.length > 0 ? [`time makes dealers trade: ${charm.join(' · ')}`] : []),
    ...(walls.length > 0 ? [`${walls.join('   ')}${since}`] : []),
  ]
  for (const text of lines) {
    if (row >= end) return
    cells.write(rect.column, row++, text.slice(0, rect.columns), { colour: theme.dim })
  }
}

/** "hedging ▲ 8 ticks ■■■······ +0.24 pushes on": the bar is full at a pressure of 1. */
function paintGauge(
  cells: CellBuffer,
  column: number,
  row: number,
  name: string,
  value: number,
  theme: Theme,
): void {
  const { utf8 } = theme.capabilities
  const label = `hedging ${name} ${PRESSURE_TICKS} ticks `
  cells.write(column, row, label, { colour: theme.dim })
  const bar = column + label.length
  if (Number.isNaN(value)) {
    cells.write(bar, row, 'unknown', { colour: theme.dim })
    return
  }
  const filled = Math.round(Math.min(Math.abs(value), 1) * BAR_COLUMNS)
  const ramp = value > 0 ? theme.vacuum : theme.added
  cells.write(bar, row, (utf8 ? '■' : '#').repeat(filled), { colour: ramp[CLEAR_STEP] })
  cells.write(bar + filled, row, (utf8 ? '·' : '.').repeat(BAR_COLUMNS - filled), {
    colour: theme.faint,
  })
  const does = value > 0 ? 'pushes on' : value < 0 ? 'resists' : 'is none'
  cells.write(bar + BAR_COLUMNS + 1, row, `${signed(value, 2)} ${does}`, { colour: theme.text })
}
