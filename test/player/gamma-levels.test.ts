import { expect, test } from 'vitest'
import { gammaLabel, gammaLevels, gammaWords } from '../../src/player/gamma-levels.ts'

const DAY = { tickSize: 250_000_000 }
const GEX = {
  total: -330,
  callWall: 27_600,
  putWall: 27_580,
  zeroGamma: 27_605.9,
  coverage: 1,
}
const NEWEST = { strike: Float64Array.of(27_580, 27_600), gex: Float64Array.of(-1130, 4300) }

test('gamma levels with their prices, and the exposure of the walls', () => {
  expect(gammaLevels(GEX, NEWEST, DAY).map(gammaLabel)).toEqual([
    'call wall 6900 · net 4.30k',
    'zero gamma 6901.50',
    'put wall 6895 · net −1.13k',
  ])
})

test('in a few words where there is little room; what is undefined is left out', () => {
  expect(gammaWords(GEX, DAY)).toBe('CW 6900 ZG 6901.50 PW 6895')
  expect(gammaWords({ ...GEX, zeroGamma: Number.NaN }, DAY)).toBe('CW 6900 PW 6895')
})
