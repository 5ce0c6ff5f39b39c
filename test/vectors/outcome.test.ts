import { expect, it } from 'vitest'
import { outcomeOf } from '../../src/vectors/outcome.ts'

const mid = Float64Array.from({ length: 400 }, (_, second) => 100 + second * 0.25)

it('an outcome is what the mid did, in ticks', () => {
  expect(outcomeOf(mid, { call: 125, put: 90 }, 50, 0.25)).toEqual({
    after10: 10,
    after60: 60,
    after300: 300,
    range: 300,
    wallSeconds: 50,
  })
})

it('has no value beyond the session, and none to a wall that is not there', () => {
  expect(outcomeOf(mid, { call: Number.NaN, put: Number.NaN }, 150, 0.25)).toEqual({
    after10: 10,
    after60: 60,
    after300: Number.NaN,
    range: Number.NaN,
    wallSeconds: Number.NaN,
  })
})
