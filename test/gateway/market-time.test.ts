import { describe, expect, test } from 'vitest'
import { PacedTime, UnpacedTime } from '../../src/gateway/market-time.ts'
import { VirtualClock } from '../virtual-clock.ts'

const BEGIN = 1_767_709_800_000_000_000n
const SECOND = 1_000_000_000n

describe('a paced day', () => {
  test('begins with the first session, and is where it is for the next', async () => {
    const clock = new VirtualClock()
    const time = new PacedTime(clock, BEGIN, 10)
    await clock.advance(5000)
    expect(time.now()).toBe(BEGIN)
    expect(time.join()).toBe(BEGIN)
    await clock.advance(2000)
    expect(time.join()).toBe(BEGIN + 20n * SECOND)
    expect(time.reach()).toBe(BEGIN + 20n * SECOND)
    expect(time.msUntil(BEGIN + 30n * SECOND)).toBe(1000)
    expect(time.msUntil(BEGIN)).toBe(-2000)
  })
})

describe('a day as fast as it goes', () => {
  test('is where the session is that came furthest', () => {
    const time = new UnpacedTime(BEGIN)
    expect(time.join()).toBe(BEGIN)
    time.passed(BEGIN + 9n)
    time.passed(BEGIN + 3n)
    expect(time.now()).toBe(BEGIN + 9n)
    // The next session's live records are those after what the first has had.
    expect(time.join()).toBe(BEGIN + 10n)
    expect(time.msUntil()).toBe(0)
  })
})
