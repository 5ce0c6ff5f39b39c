import { expect, test } from 'vitest'
import { commonGrid, tickAt, tickRuleOf } from '../../src/options/tick-rule.ts'

const CENT = 10_000_000
const UNDEFINED = Number.NaN

test('ES options: 0.05 up to 5 points, 0.25 above', () => {
  const rule = tickRuleOf(UNDEFINED, 4, CENT)
  expect(tickAt(rule, 0.05e9)).toBe(0.05e9)
  expect(tickAt(rule, 5e9)).toBe(0.05e9)
  expect(tickAt(rule, 5.25e9)).toBe(0.25e9)
})

test('ES weeklies: 0.05 up to 10 points', () => {
  const rule = tickRuleOf(UNDEFINED, 15, CENT)
  expect(tickAt(rule, 9.5e9)).toBe(0.05e9)
  expect(tickAt(rule, 10.25e9)).toBe(0.25e9)
})

test('an increment that is defined is the tick at every price', () => {
  const rule = tickRuleOf(250_000_000, 4, CENT)
  expect([tickAt(rule, 1e9), tickAt(rule, 100e9)]).toEqual([250_000_000, 250_000_000])
})

test('an unknown table: one unit of the exchange', () => {
  expect(tickRuleOf(UNDEFINED, 255, CENT)).toEqual({ fine: CENT, coarse: CENT, threshold: 0 })
  expect(tickRuleOf(UNDEFINED, 255, UNDEFINED).fine).toBe(CENT)
})

test('the common grid divides every tick, and no coarser one does', () => {
  expect(commonGrid([])).toBe(0)
  expect(commonGrid([tickRuleOf(UNDEFINED, 4, CENT)])).toBe(0.05e9)
  expect(commonGrid([tickRuleOf(UNDEFINED, 12, CENT)])).toBe(0.0025e9)
  expect(commonGrid([tickRuleOf(0.1e9, 0, CENT), tickRuleOf(0.25e9, 0, CENT)])).toBe(0.05e9)
})

test('a wrong display factor is detected by the tick of the future', () => {
  const scaled = { fine: 50_000, coarse: 250_000, threshold: 5_000_000 }
  expect(tickRuleOf(UNDEFINED, 4, CENT, 250_000)).toEqual(scaled)
  const own = tickRuleOf(UNDEFINED, 4, CENT)
  expect(tickRuleOf(UNDEFINED, 4, CENT, 250_000_000)).toEqual(own)
  // Twice a future's tick may be: the nearest contract's is often halved.
  expect(tickRuleOf(UNDEFINED, 4, CENT, 125_000_000)).toEqual(own)
  expect(tickRuleOf(100_000_000, 4, CENT, 250).fine).toBe(100_000_000)
})
