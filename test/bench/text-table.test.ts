import { expect, test } from 'vitest'
import { formatCount, formatRatio, formatSeconds, formatTable } from '../../bench/text-table.ts'

test('numbers are aligned to the right, words to the left', () => {
  const text = formatTable(
    ['work', 'n', 'note'],
    [
      ['a', '5 M', ''],
      ['long one', '12 k', 'x'],
    ],
  )
  expect(text.split('\n')).toEqual([
    'work         n  note', //
    'a          5 M',
    'long one  12 k  x',
  ])
})

test('counts, seconds and ratios are short', () => {
  expect([formatCount(7_703_001), formatCount(303_001), formatCount(121)]).toEqual([
    '7.70 M',
    '303 k',
    '121',
  ])
  expect([formatSeconds(0.7156), formatSeconds(10.93)]).toEqual(['0.716', '10.9'])
  expect(formatRatio(1.834)).toBe('1.83 ×')
})
