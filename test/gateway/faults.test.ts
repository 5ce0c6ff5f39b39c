import { describe, expect, test } from 'vitest'
import { NO_FAULTS, parseFaults, SessionFaults } from '../../src/gateway/faults.ts'

const SECOND = 1_000_000_000n

describe('parseFaults', () => {
  test.each([
    ['cut', { every: { cut: 30 }, split: false, error8: false }],
    ['cut:6m', { every: { cut: 360 }, split: false, error8: false }],
    ['late:500ms, slow', { every: { late: 0.5, slow: 60 }, split: false, error8: false }],
    ['split,error8', { every: {}, split: true, error8: true }],
  ])('%s', (text, plan) => expect(parseFaults(text)).toEqual(plan))

  test.each(['', 'cuts', 'cut:', 'cut:0s', 'cut:30', 'split:3s', 'error7'])('"%s"', (text) => {
    expect(() => parseFaults(text)).toThrow(/--faults: there is no such fault/)
  })
})

describe('SessionFaults', () => {
  const times = (seed: number, session: number) => {
    const faults = new SessionFaults(parseFaults('cut:30s'), seed, session)
    faults.begin(0n)
    return Array.from({ length: 50 }, () => {
      const due = faults.due('cut') ?? 0n
      expect(faults.comes('cut', due - 1n)).toBe(false)
      expect(faults.comes('cut', due)).toBe(true)
      return due
    })
  }

  test('come between a half and one and a half of the mean apart', () => {
    const found = times(1, 1)
    for (const [index, time] of found.entries()) {
      const gap = time - (found[index - 1] ?? 0n)
      expect(gap).toBeGreaterThanOrEqual(15n * SECOND)
      expect(gap).toBeLessThanOrEqual(45n * SECOND)
    }
  })

  test('are the same of one seed and session, others of another', () => {
    expect(times(1, 1)).toEqual(times(1, 1))
    expect(times(2, 1)).not.toEqual(times(1, 1))
    expect(times(1, 2)).not.toEqual(times(1, 1))
  })

  test('never occur before the session is live, or if none were requested', () => {
    const faults = new SessionFaults(parseFaults('cut'), 1, 1)
    expect(faults.due('cut')).toBeUndefined()
    expect(faults.comes('cut', 2n ** 62n)).toBe(false)
    const none = new SessionFaults(NO_FAULTS, 1, 1)
    none.begin(0n)
    expect(none.comes('late', 2n ** 62n)).toBe(false)
  })

  test('split pieces are all of the bytes, in order', () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, at) => at % 251)
    const pieces = [...new SessionFaults(parseFaults('split'), 1, 1).pieces(bytes)]
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces.some(({ length }) => length < 8)).toBe(true)
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
    expect([...new SessionFaults(NO_FAULTS, 1, 1).pieces(bytes)]).toEqual([bytes])
  })
})
