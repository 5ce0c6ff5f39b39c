import { describe, expect, test } from 'vitest'
import { activityAt, NEWS_HOURS, newsAt } from '../../src/synth/session-shape.ts'

describe('the shape of a day', () => {
  test('regular hours have a mean of 1 and a U', () => {
    let sum = 0
    for (let second = 0; second < 23_400; second++) sum += activityAt(9.5 + second / 3600)
    expect(sum / 23_400).toBeCloseTo(1, 1)
    expect(activityAt(9.5)).toBeGreaterThan(2.2)
    expect(activityAt(13)).toBeLessThan(0.7)
    expect(activityAt(15.95)).toBeGreaterThan(2)
  })

  test('the night is quiet', () => {
    for (const hour of [0, 2, 4, 9.49, 16.5, 18, 23.99]) {
      expect(activityAt(hour)).toBeGreaterThan(0)
      expect(activityAt(hour)).toBeLessThan(0.3)
    }
  })

  test('news are released in one second each, whatever a second of the clock rounds to', () => {
    for (const jitter of [-1e-12, 0, 1e-12]) {
      let releases = 0
      for (let second = 0; second < 86_400; second++) {
        if (newsAt(second / 3600 + jitter).isRelease) releases++
      }
      expect(releases).toBe(NEWS_HOURS.length)
    }
  })

  test('the book thins before news and after them', () => {
    expect(newsAt(10 - 60 / 3600).depth).toBe(0.5)
    expect(newsAt(10 + 20 / 3600).depth).toBe(0.3)
    expect(newsAt(10 + 120 / 3600).depth).toBe(1)
    expect(newsAt(9.9)).toEqual({ activity: 1, depth: 1, isRelease: false })
  })
})
