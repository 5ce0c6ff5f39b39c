import { expect, it } from 'vitest'
import { sparkline } from '../../src/cli/sparkline.ts'

it.each([
  [[0, 1, 2, 3, 4, 5, 6, 7], '▁▂▃▄▅▆▇█', '_.-=+*#@'],
  [[5, Number.NaN, -5], '█ ▁', '@ _'],
  [[3, 3, 3], '▁▁▁', '___'],
  [[Number.NaN], ' ', ' '],
  [[], '', ''],
])('%j is drawn as %s, or as %s', (values, blocks, letters) => {
  expect(sparkline(values, true)).toBe(blocks)
  expect(sparkline(values, false)).toBe(letters)
})
