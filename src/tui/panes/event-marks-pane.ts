import { eventMarks, markInk } from '../../player/event-marks.ts'
import type { MarketEvent } from '../../player/market-events.ts'
import type { Picture } from '../../player/player.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer } from '../painter/cells.ts'
import type { TerminalCapabilities } from '../painter/colour-depth.ts'
import type { Theme } from '../theme.ts'
import { paintMapGlyph } from './map-glyph.ts'

/** Marks sweeps, stop runs, icebergs and absorption, each at its price. */
export function paintEventMarks(
  cells: CellBuffer,
  rect: Rect,
  { heatmap, columns, view }: Picture,
  theme: Theme,
): void {
  for (const [at, column] of columns.entries()) {
    if (!column) continue
    for (const { event, tick } of eventMarks(column, view.minLots)) {
      const cell = heatmap.cellAt(at, tick)
      const row = theme.halfBlocks ? cell >> 1 : cell
      if (row < 0 || row >= rect.rows) continue
      const [x, y] = [rect.column + at, rect.row + row]
      const glyph = markGlyph(event, theme.capabilities).charCodeAt(0)
      const colour = theme[markInk(event)]
      if (theme.halfBlocks) paintMapGlyph(cells, x, y, glyph, colour, true)
      else {
        cells.set(x, y, glyph, colour, theme.canvas)
        cells.attributes[y * cells.columns + x] = ATTRIBUTE.bold
      }
    }
  }
}

/** The glyph of an event; letters without UTF-8, where the lines have the signs. */
function markGlyph({ kind, side }: MarketEvent, { utf8 }: TerminalCapabilities): string {
  switch (kind) {
    case 'sweep':
      if (side === 'asks') return utf8 ? '▲' : 'A'
      return utf8 ? '▼' : 'V'
    case 'stop run':
      return 'S'
    case 'iceberg':
      return utf8 ? '◆' : 'I'
    case 'possible iceberg':
      return utf8 ? '◇' : 'i'
    case 'absorption':
      return utf8 ? '■' : 'H'
  }
}
