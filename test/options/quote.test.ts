import { expect, test } from 'vitest'
import { REASONS } from '../../src/options/quality.ts'
import { judgeQuote } from '../../src/options/quote.ts'
import { tickRuleOf } from '../../src/options/tick-rule.ts'

const RULE = tickRuleOf(Number.NaN, 4, 10_000_000)

/** Of a bid and an ask in points; 0 is none. */
function judge(bid: number, ask: number, isSuspect = false): string {
  return REASONS[judgeQuote(Math.round(bid * 1e9), Math.round(ask * 1e9), isSuspect, RULE)]
}

test('both sides, uncrossed and narrow: quoted', () => {
  expect(judge(4.9, 5)).toBe('quoted')
})

test('without a bid, whatever the ask', () => {
  expect(judge(0, 0.05)).toBe('zero_bid')
  expect(judge(0, 0)).toBe('zero_bid')
})

test('without an ask', () => {
  expect(judge(0.05, 0)).toBe('one_sided')
})

test('locked is not uncrossed', () => {
  expect(judge(5, 5)).toBe('crossed')
  expect(judge(5.25, 5)).toBe('crossed')
})

test('a book that is not known', () => {
  expect(judge(4.9, 5, true)).toBe('stale')
})

test('up to three ticks or a quarter of the mid', () => {
  expect(judge(0.05, 0.2)).toBe('quoted')
  expect(judge(0.05, 0.25)).toBe('wide')
  expect(judge(2, 2.5)).toBe('quoted')
  expect(judge(2, 2.6)).toBe('wide')
  // Above 5 points a tick is 0.25.
  expect(judge(5, 5.75)).toBe('quoted')
  expect(judge(8.75, 11.25)).toBe('quoted')
  expect(judge(8.5, 11.5)).toBe('wide')
})
