import { expect, test } from 'vitest'
import { parseInstant } from '../../src/gateway/instant.ts'

const NOON = 1_767_700_800_000_000_000n

test.each([
  ['0', 0n],
  ['1767700800000000001', NOON + 1n],
  ['2026-01-06T12:00:00Z', NOON],
  ['2026-01-06T12:00:00', NOON],
  ['2026-01-06 12:00', NOON],
  ['2026-01-06T12:00:00.000000001Z', NOON + 1n],
  ['2026-01-06T12:00:00.5+00:00', NOON + 500_000_000n],
  ['2026-01-06T06:00:00-0600', NOON],
  ['2026-01-06', NOON - 43_200_000_000_000n],
])('%s', (text, instant) => expect(parseInstant(text)).toBe(instant))

test.each(['', 'now', '-1', '1.5', '2026-13-01', '2026-01-06T25:00', '9223372036854775808'])(
  '"%s" is no instant',
  (text) => expect(parseInstant(text)).toBeUndefined(),
)
