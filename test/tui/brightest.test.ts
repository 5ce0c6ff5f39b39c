import { describe, expect, test } from 'vitest'
import { PALETTES } from '../../src/player/palette.ts'
import { Player } from '../../src/player/player.ts'
import type { ColourDepth } from '../../src/tui/painter/colour-depth.ts'
import { FrameEncoder } from '../../src/tui/painter/encoder.ts'
import { PLAIN_STATE, Screen } from '../../src/tui/screen.ts'
import {
  brightestThings,
  MOMENT_SECOND,
  MOMENTS,
  plantedSource,
} from '../player/planted-moments.ts'
import { TerminalScreen } from './terminal-screen.ts'

const [COLUMNS, ROWS] = [120, 40]
const UPPER_HALF = '▀'

/** Five seconds on the terminal: the wall, the pull and the call wall are what is seen first. */
describe.each([24, 8] as const)('the brightest things at colour depth %i', (depth: ColourDepth) => {
  test.each(MOMENTS)('moment $seed', async (moment) => {
    const source = plantedSource(moment)
    const capabilities = { depth, utf8: true }
    const player = new Player(source, MOMENT_SECOND)
    const screen = new Screen(COLUMNS, ROWS, capabilities, source.day)
    const { columns, cells } = screen.heatmapSize(player.view)
    await player.resolve(columns, cells, 0)
    const picture = player.picture(columns, cells, 0)
    if (!picture) throw new Error('no picture')
    const terminal = new TerminalScreen(COLUMNS, ROWS)
    const frame = new FrameEncoder(capabilities).encode(screen.paint(picture, PLAIN_STATE))
    await terminal.write(Buffer.from(frame))
    // The heatmap begins at the third row, after five columns.
    const colours = [columns - 2, columns - 1].flatMap((column) =>
      Array.from({ length: cells }, (_, cell) => {
        const { glyph, rgb, backgroundRgb } = terminal.cell(5 + column, 2 + (cell >> 1))
        const colour = glyph === UPPER_HALF && cell % 2 === 0 ? rgb : backgroundRgb
        return { tick: picture.heatmap.tickAt(column, cell), colour: colour ?? 0 }
      }),
    )
    const touch = picture.columns
      .slice(-2)
      .flatMap((column) => [column?.bid ?? 0, column?.ask ?? 0])
    const { canvas } = PALETTES.dark
    expect(brightestThings(colours, moment, canvas, touch)).toEqual(['call wall', 'pulled', 'wall'])
    await player.close()
  })
})
