import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { grey, hex, mix, nearestOf16, nearestOf256, ramp } from '../../src/player/colour.ts'
import { PALETTES } from '../../src/player/palette.ts'
import { colourOf256 } from './xterm-colours.ts'

/** Of all 2^24 colours the furthest from its nearest, in one channel: 0x923030, drawn as a grey. */
const FURTHEST = 68

const colour = fc.integer({ min: 0, max: 0xffffff })

function lightness(value: number): number {
  return grey(value) & 255
}

describe('colours', () => {
  test('every one of the 256 is nearest to itself', () => {
    for (let index = 16; index < 256; index++) {
      expect(colourOf256(nearestOf256(colourOf256(index)))).toBe(colourOf256(index))
    }
  })

  test('the nearest of 256 is never far', () => {
    fc.assert(
      fc.property(colour, (value) => {
        const near = colourOf256(nearestOf256(value))
        for (const shift of [16, 8, 0]) {
          expect(Math.abs(((value >> shift) & 255) - ((near >> shift) & 255))).toBeLessThanOrEqual(
            FURTHEST,
          )
        }
      }),
    )
  })

  test('hues keep their names among 16', () => {
    expect([0x000000, 0xff0000, 0xffff00, 0xffffff].map(nearestOf16)).toEqual([0, 9, 11, 15])
  })

  test('mixing goes from one to the other', () => {
    fc.assert(
      fc.property(colour, colour, (from, to) => {
        expect(mix(from, to, 0)).toBe(from)
        expect(mix(from, to, 1)).toBe(to)
      }),
    )
    expect(hex(mix(0x000000, 0x0a1428, 0.5))).toBe('#050a14')
    expect([...ramp([0, 0x000004], 5)]).toEqual([0, 1, 2, 3, 4])
  })

  test.each(['dark', 'light'] as const)(
    '%s: every ramp tells how much by lightness alone',
    (theme) => {
      const { bid, ask, vacuum, pulled, added, gexPositive, gexNegative } = PALETTES[theme]
      for (const steps of [bid, ask, vacuum, pulled, added, gexPositive, gexNegative]) {
        const levels = [...steps].map(lightness)
        const sorted = levels.toSorted((a, b) => (theme === 'dark' ? a - b : b - a))
        expect(levels).toEqual(sorted)
        expect(Math.abs(levels[levels.length - 1] - levels[0])).toBeGreaterThan(130)
      }
    },
  )

  test.each(['dark', 'light'] as const)('%s: text is read on its background', (theme) => {
    const { text, background, canvas, warning, accent, dim } = PALETTES[theme]
    for (const [shown, least] of [
      [text, 7],
      [warning, 3],
      [accent, 3],
      [dim, 3],
    ] as const) {
      expect(contrast(shown, background)).toBeGreaterThan(least)
      expect(contrast(shown, canvas)).toBeGreaterThan(least)
    }
  })
})

/** WCAG's contrast of two colours. */
function contrast(one: number, other: number): number {
  const luminance = (value: number) =>
    [16, 8, 0]
      .map((shift) => ((value >> shift) & 255) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0)
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}
