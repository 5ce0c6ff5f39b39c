import { describe, expect, test } from 'vitest'
import { shortNumber, sparklineHeights } from '../../src/player/series.ts'

describe('series', () => {
  test('heights from the least to the greatest', () => {
    expect([...sparklineHeights([10, 15, Number.NaN, 20], 8)]).toEqual([0, 4, Number.NaN, 8])
    expect([...sparklineHeights([3, 3], 8)]).toEqual([0, 0])
    expect([...sparklineHeights([], 8)]).toEqual([])
    expect([...sparklineHeights([Number.NaN], 8)]).toEqual([Number.NaN])
  })

  test.each([
    [0, '0'],
    [950, '950'],
    [-7, '-7'],
    [0.5, '0.50'],
    [999.7, '1.00k'],
    [12_345, '12.3k'],
    [-656_000, '-656k'],
    [999_999, '1.00M'],
    [1_234_567, '1.23M'],
    [2.5e9, '2.50G'],
  ])('%d is written %s', (value, text) => expect(shortNumber(value)).toBe(text))
})
