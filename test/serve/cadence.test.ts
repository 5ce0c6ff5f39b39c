import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Cadence, nextPhase } from '../../src/serve/cadence.ts'

const END = 1_767_709_801

describe('a cadence', () => {
  const speeds = fc.double({ min: 0.1, max: 600, noNaN: true })
  const times = fc.double({ min: 0, max: 1e9, noNaN: true })
  const counts = fc.integer({ min: 0, max: 86_400 })

  test('is due at the one time and a period later each second, without drift', () => {
    fc.assert(
      fc.property(speeds, times, counts, (speed, due, count) => {
        const cadence = new Cadence(speed, END, due)
        expect(cadence.dueAt(END)).toBeCloseTo(due, 1)
        expect(cadence.dueAt(END + count) - due).toBeCloseTo((count * 1000) / speed, 1)
      }),
    )
  })

  test('is the same for those who come to a line at any of its seconds', () => {
    const cadence = new Cadence(4, END, 5000)
    const later = new Cadence(4, END + 100, 5000 + 100 * 250)
    expect(later.key).toBe(cadence.key)
    expect(new Cadence(2, END, 5000).key).not.toBe(cadence.key)
    expect(new Cadence(4, END, 5050).key).not.toBe(cadence.key)
  })
})

test('phases are a grid, and never in the past', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e12 }), (microseconds) => {
      const time = microseconds / 1000
      expect(nextPhase(time)).toBeGreaterThanOrEqual(time)
      expect(nextPhase(time) - time).toBeLessThan(50)
      expect(nextPhase(time) % 50).toBe(0)
    }),
  )
})
