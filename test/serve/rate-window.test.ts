import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RateWindow, RateWindows } from '../../src/serve/rate-window.ts'

test('in no second there are more events than may be, and as many as may be are taken', () => {
  const gaps = fc.array(fc.nat(400), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), gaps, (perSecond, waits) => {
      const window = new RateWindow(perSecond)
      const taken: number[] = []
      let now = 0
      for (const wait of waits) {
        now += wait
        const recent = taken.filter((at) => now - at < 1000).length
        expect(window.take(now)).toBe(recent < perSecond)
        if (recent < perSecond) taken.push(now)
      }
    }),
  )
})

test('each client has its own, memory is bounded, and those that are quiet are forgotten', () => {
  const windows = new RateWindows(1)
  for (let who = 0; who < 4096; who++) expect(windows.take(`${who}`, 0)).toBe(true)
  expect(windows.take('0', 999)).toBe(false)
  expect(windows.take('one more', 999)).toBe(false)
  expect(windows.take('one more', 1000)).toBe(true)
})
