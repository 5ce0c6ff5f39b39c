import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitting } from '../../../src/tui/panels/fitting.ts'

const texts = fc.array(
  fc.record({ text: fc.string({ maxLength: 12 }), rank: fc.integer({ min: 0, max: 5 }) }),
)

test('what is kept fits, in its order, and outranks what is left out', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 0, max: 80 }), (all, columns) => {
      const kept = fitting(all, columns)
      const width = kept.reduce((sum, { text }) => sum + [...text].length + 2, -2)
      expect(width).toBeLessThanOrEqual(Math.max(columns, 0))
      const places = kept.map((text) => all.indexOf(text))
      expect(places).toEqual(places.toSorted((a, b) => a - b))
      const left = all.filter((text) => text.text !== '' && !kept.includes(text))
      const most = Math.max(...kept.map(({ rank }) => rank), 0)
      for (const { rank } of left) expect(rank).toBeGreaterThanOrEqual(most)
    }),
  )
})
