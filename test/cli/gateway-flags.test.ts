import { expect, test } from 'vitest'
import { parseBeginning, parseSpeed } from '../../src/cli/gateway-flags.ts'

/** 2026-01-06T00:00:00Z, which is 19:00 the evening before in New York. */
const FIRST = 1_767_657_600_000_000_000n
const HOUR = 3_600_000_000_000n

test.each([
  ['1', 1],
  ['0.5', 0.5],
  ['10000', 10_000],
  ['max', 'max'],
])('--speed %s', (text, speed) => expect(parseSpeed(text)).toBe(speed))

test.each(['0', '-1', '10001', 'fast', ''])('--speed "%s" is refused', (text) => {
  expect(() => parseSpeed(text)).toThrow(/--speed: there is no such speed/)
})

test.each([
  ['09:30', FIRST + 14n * HOUR + HOUR / 2n],
  ['19:00', FIRST],
  ['18:59:59', FIRST + 24n * HOUR - 1_000_000_000n],
  ['2026-01-06T14:30:00.000000001Z', FIRST + 14n * HOUR + HOUR / 2n + 1n],
])('--at %s', (text, instant) => expect(parseBeginning(text, FIRST)).toBe(instant))

test('--at noon is refused', () => {
  expect(() => parseBeginning('noon', FIRST)).toThrow(/--at: that is no time of the day/)
})
