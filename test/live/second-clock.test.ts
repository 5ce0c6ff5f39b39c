import { describe, expect, test } from 'vitest'
import { Backoff } from '../../src/live/backoff.ts'
import { SecondClock } from '../../src/live/second-clock.ts'

/** A machine's clock that is an hour wrong. */
const WRONG_MS = 3_600_000

describe('the market’s time', () => {
  test('is not known before the first record', () => {
    const clock = new SecondClock(250)
    clock.connected()
    expect(clock.reached(1_000_000)).toBeUndefined()
    expect(clock.msUntilNext(1_000_000)).toBe(1000)
  })

  test('goes on between records by the smallest difference seen, whatever the machine says', () => {
    const clock = new SecondClock(250)
    clock.connected()
    clock.receivedAt(10_000, WRONG_MS + 10_080)
    clock.receivedAt(10_100, WRONG_MS + 10_120)
    clock.receivedAt(10_200, WRONG_MS + 10_900)
    expect(clock.nowMs(WRONG_MS + 11_000)).toBe(10_980)
    expect(clock.sinceMs(10, WRONG_MS + 11_000)).toBe(980)
    expect(clock.reached(WRONG_MS + 11_269)).toBe(10)
    expect(clock.msUntilNext(WRONG_MS + 11_269)).toBe(1)
    expect(clock.reached(WRONG_MS + 11_270)).toBe(11)
  })

  test('stands at the last record while there is no connection', () => {
    const clock = new SecondClock(0)
    clock.connected()
    clock.receivedAt(10_000, 10_000)
    clock.disconnected()
    expect(clock.nowMs(60_000)).toBe(10_000)
    clock.connected()
    expect(clock.nowMs(60_000)).toBe(60_000)
  })
})

test('by records alone a second is reached with a record after its grace; waiting records are late', () => {
  const clock = new SecondClock(250)
  clock.connected()
  expect([clock.reachedByRecord, clock.behindMs(0)]).toEqual([undefined, 0])
  clock.receivedAt(10_000, 10_050)
  clock.receivedAt(11_200, 14_000)
  expect(clock.reachedByRecord).toBe(10)
  expect(clock.reached(14_000)).toBe(13)
  expect(clock.behindMs(14_000)).toBe(2750)
  clock.receivedAt(11_250, 14_000)
  expect(clock.reachedByRecord).toBe(11)
  clock.disconnected()
  expect(clock.behindMs(99_000)).toBe(0)
})

test('delays double from 1 s to 60 s, less up to a half, and begin again', () => {
  const backoff = new Backoff(() => 0)
  const delays = Array.from({ length: 8 }, () => backoff.next())
  expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
  backoff.reset()
  expect(backoff.next()).toBe(1000)
  expect(new Backoff(() => 1).next()).toBe(500)
})
