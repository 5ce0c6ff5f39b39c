import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HELD, NONE, QUOTED, SMILE } from '../../src/options/quality.ts'
import { fillSmile } from '../../src/options/smile.ts'

function filled(sigma: number[], quality: number[]) {
  const strikes = sigma.map((_, index) => 5200 + 5 * index)
  const result = { sigma: Float64Array.from(sigma), quality: Uint8Array.from(quality) }
  fillSmile(Float64Array.from(strikes, Math.log), result.sigma, result.quality)
  return result
}

test('between two: linear in variance over ln K', () => {
  const { sigma, quality } = filled([0.2, 0, 0.1], [QUOTED, NONE, HELD])
  const share = Math.log(5205 / 5200) / Math.log(5210 / 5200)
  expect(sigma[1]).toBeCloseTo(Math.sqrt(0.04 + share * (0.01 - 0.04)), 12)
  expect([...quality]).toEqual([QUOTED, SMILE, HELD])
})

test('beyond the outermost: flat', () => {
  const { sigma, quality } = filled([0, 0, 0.1, 0.2, 0], [NONE, NONE, QUOTED, QUOTED, NONE])
  expect([...sigma]).toEqual([0.1, 0.1, 0.1, 0.2, 0.2])
  expect([...quality]).toEqual([SMILE, SMILE, QUOTED, QUOTED, SMILE])
})

test('without known strikes: none', () => {
  expect(filled([0, 0], [NONE, NONE])).toEqual({
    sigma: Float64Array.of(0, 0),
    quality: Uint8Array.of(NONE, NONE),
  })
  expect(filled([], []).sigma).toHaveLength(0)
})

test('keeps what is known, and stays between its neighbours', () => {
  const strike = fc.option(fc.double({ min: 0.01, max: 5, noNaN: true }), { nil: undefined })
  fc.assert(
    fc.property(fc.array(strike, { maxLength: 40 }), (known) => {
      const before = known.map((sigma) => (sigma === undefined ? NONE : QUOTED))
      const { sigma, quality } = filled(
        known.map((value) => value ?? 0),
        before,
      )
      const all = known.filter((value) => value !== undefined)
      for (const [index, value] of known.entries()) {
        if (value !== undefined) expect([sigma[index], quality[index]]).toEqual([value, QUOTED])
        else if (all.length === 0) expect([sigma[index], quality[index]]).toEqual([0, NONE])
        else {
          const left = known.slice(0, index).findLast((one) => one !== undefined)
          const right = known.slice(index).find((one) => one !== undefined)
          const ends = [left ?? right, right ?? left] as number[]
          expect(sigma[index]).toBeGreaterThanOrEqual(Math.min(...ends) * (1 - 1e-12))
          expect(sigma[index]).toBeLessThanOrEqual(Math.max(...ends) * (1 + 1e-12))
          expect(quality[index]).toBe(SMILE)
        }
      }
    }),
  )
})
