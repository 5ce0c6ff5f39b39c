import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nearestOf16, nearestOf256 } from '../../../src/player/colour.ts'
import { ATTRIBUTE, CellBuffer, DEFAULT_COLOUR } from '../../../src/tui/painter/cells.ts'
import type { ColourDepth } from '../../../src/tui/painter/colour-depth.ts'
import { FrameEncoder } from '../../../src/tui/painter/encoder.ts'
import { runs } from '../../setup/long.ts'
import { TerminalScreen } from '../terminal-screen.ts'

const COLUMNS = 17
const ROWS = 5

const colours = fc.oneof(
  fc.constant(DEFAULT_COLOUR),
  fc.integer({ min: 0, max: 0xffffff }),
  fc.constantFrom(0x000000, 0xffffff, 0x0d1117),
)
const change = fc.record({
  at: fc.integer({ min: 0, max: COLUMNS * ROWS - 1 }),
  glyph: fc.constantFrom(...'aZ ~é▀●╱γ'),
  colour: colours,
  background: colours,
  attributes: fc.constantFrom(
    0,
    ATTRIBUTE.bold,
    ATTRIBUTE.underline,
    ATTRIBUTE.bold | ATTRIBUTE.underline,
  ),
})

function shownColour(colour: number, depth: ColourDepth): number {
  if (colour === DEFAULT_COLOUR || depth === 1) return -1
  if (depth === 24) return colour
  return depth === 8 ? nearestOf256(colour) : nearestOf16(colour)
}

function expectShown(screen: TerminalScreen, cells: CellBuffer, depth: ColourDepth): void {
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const index = row * COLUMNS + column
      const shown = screen.cell(column, row)
      const glyph = String.fromCodePoint(cells.glyph[index])
      expect(shown.glyph).toBe(glyph)
      expect(shown.background).toBe(shownColour(cells.background[index], depth))
      // The colour of a blank is not seen.
      if (glyph !== ' ') expect(shown.colour).toBe(shownColour(cells.colour[index], depth))
      expect(shown.bold).toBe((cells.attributes[index] & ATTRIBUTE.bold) !== 0)
    }
  }
}

describe('the encoder', () => {
  test.each([24, 8, 4, 1] as const)(
    'whatever changes from frame to frame, the terminal shows the cells (%i bits)',
    async (depth) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(change, { maxLength: 40 }), { minLength: 1, maxLength: 4 }),
          async (frames) => {
            const screen = new TerminalScreen(COLUMNS, ROWS)
            const encoder = new FrameEncoder({ depth, utf8: true })
            const cells = new CellBuffer(COLUMNS, ROWS)
            for (const changes of frames) {
              for (const { at, glyph, colour, background, attributes } of changes) {
                cells.glyph[at] = glyph.codePointAt(0) as number
                cells.colour[at] = colour
                cells.background[at] = background
                cells.attributes[at] = attributes
              }
              await screen.write(Buffer.from(encoder.encode(cells)))
              expectShown(screen, cells, depth)
            }
          },
        ),
        { numRuns: runs(40) },
      )
    },
  )

  test('a frame without a change has no bytes, and a small change few', () => {
    const encoder = new FrameEncoder({ depth: 24, utf8: true })
    const cells = new CellBuffer(200, 50)
    expect(encoder.encode(cells).length).toBeGreaterThan(10_000)
    expect(encoder.encode(cells).length).toBe(0)
    cells.write(100, 25, 'x', { colour: 0xff0000 })
    expect(encoder.encode(cells).length).toBeLessThan(80)
  })

  test('a frame is one synchronized block', () => {
    const text = Buffer.from(
      new FrameEncoder({ depth: 24, utf8: true }).encode(new CellBuffer(3, 1)),
    ).toString()
    expect(text.startsWith('\x1b[?2026h')).toBe(true)
    expect(text.endsWith('\x1b[?2026l')).toBe(true)
    expect(text.split('\x1b[?2026').length).toBe(3)
  })

  test('after it is told to forget, it writes all', () => {
    const encoder = new FrameEncoder({ depth: 24, utf8: true })
    const cells = new CellBuffer(20, 4)
    const whole = encoder.encode(cells).length
    encoder.reset()
    expect(encoder.encode(cells).length).toBe(whole)
  })

  test('without UTF-8 every byte is ASCII, without colours none is set', () => {
    const cells = new CellBuffer(12, 1)
    cells.write(0, 0, '▀●╱γ│·▶−×é', { colour: 0x123456, background: 0x654321 })
    const bytes = Buffer.from(new FrameEncoder({ depth: 1, utf8: false }).encode(cells))
    expect(bytes.every((byte) => byte < 128)).toBe(true)
    expect(bytes.toString()).not.toMatch(/\[[34]8|\[[349]\d/)
  })
})
