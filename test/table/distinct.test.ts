import { describe, expect, it } from 'vitest'
import { DistinctCounter } from '../../src/table/distinct.ts'

describe('different values', () => {
  it.each([0, 1, 2, 25, 100])(
    '%d are counted exactly, or nearly, however often they come',
    (number) => {
      const counter = new DistinctCounter()
      for (let time = 0; time < 10; time++) {
        for (let value = 0; value < number; value++) counter.add(value * 250_000_000, value >> 4)
      }
      expect(Math.abs(counter.estimate - number)).toBeLessThanOrEqual(number < 30 ? 0 : 3)
    },
  )

  it.each([1_000, 20_000, 300_000])('%d are estimated within 8 %%', (number) => {
    const [words, texts] = [new DistinctCounter(), new DistinctCounter()]
    for (let value = 0; value < number; value++) {
      words.add(Math.imul(value, 250_000_000), value)
      texts.addText(`E1AH6 C${value}`)
    }
    for (const { estimate } of [words, texts]) {
      expect(estimate / number).toBeGreaterThan(0.92)
      expect(estimate / number).toBeLessThan(1.08)
    }
  })
})
