import type { Picture } from '../../player/player.ts'
import { percentText, type SmileBar, smileBlocks } from '../../player/smile-text.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

const NAME_COLUMNS = 5
const TEXT_COLUMNS = 8
const BLOCK_ROWS = 5

/**
 * Paints the smile of each expiration: 25-delta put, at the money and 25-delta call as bars of one
 * scale, so that those at the money are the term structure.
 */
export function paintSmile(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  const { smile } = picture.moment
  const dim = { colour: theme.dim }
  const left = rect.column + 1
  cells.write(left, rect.row, 'smile, per year', dim)
  if (!smile) {
    cells.write(left, rect.row + 1, 'none in this second', dim)
    return
  }
  cells.write(left, rect.row + 1, `realised so far ${percentText(smile.realized)}`, dim)
  let row = rect.row + 3
  const end = rect.row + rect.rows
  for (const { title, facts, bars } of smileBlocks(smile)) {
    if (row + BLOCK_ROWS - 1 > end) return
    const after = cells.write(left, row, title, { attributes: ATTRIBUTE.bold })
    cells.write(after + 2, row, facts.slice(0, rect.column + rect.columns - after - 2), dim)
    for (const bar of bars) paintBar(cells, rect, ++row, bar, theme)
    row += 2
  }
}

function paintBar(cells: CellBuffer, rect: Rect, row: number, bar: SmileBar, theme: Theme): void {
  const columns = rect.columns - NAME_COLUMNS - TEXT_COLUMNS - 1
  const { utf8 } = theme.capabilities
  cells.write(rect.column + 1, row, bar.name, { colour: theme.dim })
  if (!Number.isNaN(bar.share)) {
    const filled = Math.round(bar.share * columns)
    const ramp = { P25: theme.bid, ATM: theme.gexPositive, C25: theme.ask }[bar.name]
    const text = (utf8 ? '■' : '#').repeat(filled)
    cells.write(rect.column + NAME_COLUMNS, row, text, { colour: ramp[30] })
  }
  cells.writeRight(rect.column + rect.columns - 1, row, bar.text, { colour: theme.text })
}
