import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_SPEED, MIN_SPEED, PlayClock, scaledSpeed } from '../../src/player/clock.ts'

describe('the replay clock', () => {
  test('stands until it is played, and then follows the wall', () => {
    const clock = new PlayClock(1000, 2000)
    expect(clock.second(50_000)).toBe(1000)
    clock.play(50_000)
    expect(clock.second(50_999)).toBe(1000)
    expect(clock.second(51_000)).toBe(1001)
    clock.setSpeed(51_000, 10)
    expect(clock.second(52_000)).toBe(1011)
    clock.pause(52_000)
    expect(clock.second(99_000)).toBe(1011)
  })

  test('does not drift: the position depends on when it is asked, not on how often', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.25, 1, 3.3, 600),
        (steps, speed) => {
          const asked = new PlayClock(0, 1e9)
          asked.setSpeed(0, speed)
          asked.play(0)
          let now = 0
          for (const step of steps) {
            now += step
            asked.position(now)
            asked.isPlaying(now)
          }
          expect(asked.position(now)).toBe((now / 1000) * speed)
        },
      ),
    )
  })

  test('ends at the last second, from either side', () => {
    const clock = new PlayClock(1000, 1010)
    clock.play(0)
    expect(clock.second(60_000)).toBe(1010)
    expect(clock.isPlaying(60_000)).toBe(false)
    expect(clock.hasEnded(60_000)).toBe(true)
    clock.seek(60_000, 5)
    expect(clock.second(60_000)).toBe(1000)
    expect(clock.isPlaying(60_000)).toBe(true)
  })

  test('follows an open day: waits at its newest second, and moves as others come', () => {
    const clock = new PlayClock(1000, 1010, 1008, true)
    clock.play(0)
    expect(clock.second(9000)).toBe(1010)
    expect([clock.isPlaying(9000), clock.hasEnded(9000)]).toEqual([true, false])
    expect(clock.untilNextSecond(9000)).toBe(Number.POSITIVE_INFINITY)
    clock.extend(9000, 1011, true)
    expect(clock.second(9000)).toBe(1011)
    clock.extend(9001, 1040, true)
    expect(clock.second(9001)).toBe(1040)
    clock.seek(10_000, 1020)
    clock.extend(11_000, 1041, true)
    expect(clock.second(11_000)).toBe(1021)
    clock.pause(11_000)
    clock.goToNewest(12_000)
    clock.extend(13_000, 1042, true)
    expect(clock.second(13_000)).toBe(1042)
    clock.extend(14_000, 1043, false)
    expect([clock.second(14_000), clock.hasEnded(14_000)]).toEqual([1043, true])
  })

  test('does not follow an open day from a second before its newest', () => {
    const clock = new PlayClock(1000, 1010, 1000, true)
    clock.play(0)
    clock.extend(2000, 1500, true)
    expect(clock.second(2000)).toBe(1002)
  })

  test('says when the next second comes', () => {
    const clock = new PlayClock(0, 100)
    expect(clock.untilNextSecond(0)).toBe(Number.POSITIVE_INFINITY)
    clock.setSpeed(0, 4)
    clock.play(0)
    expect(clock.untilNextSecond(0)).toBe(250)
    expect(clock.untilNextSecond(100)).toBeCloseTo(150)
  })

  test('speeds stay within bounds, and come back to one', () => {
    let speed = 1
    for (let times = 0; times < 20; times++) speed = scaledSpeed(speed, 0.5)
    expect(speed).toBe(MIN_SPEED)
    for (let times = 0; times < 40; times++) speed = scaledSpeed(speed, 2)
    expect(speed).toBe(MAX_SPEED)
    expect(scaledSpeed(scaledSpeed(1, 1.1), 0.9)).toBe(1)
  })
})
