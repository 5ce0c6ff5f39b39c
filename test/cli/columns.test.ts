import { describe, expect, it } from 'vitest'
import { bytes, count, formatColumns } from '../../src/cli/columns.ts'

describe('columns', () => {
  it('are as wide as their widest cell, numbers to the right', () => {
    const rows = [
      ['ESH6', 7_681_180, 'fresh'],
      ['ES', 5, ''],
    ]
    expect(formatColumns(rows, ['symbol', 'rows', 'state'])).toBe(
      'symbol       rows  state\nESH6    7,681,180  fresh\nES              5',
    )
  })

  it('that do not fit a terminal are left out by rank, and long lines are cut', () => {
    const rows = [['silver.wall', 'ESH6', '512 KB', 'fresh']]
    const header = ['dataset', 'symbol', 'size', 'state']
    const fitted = (width: number) =>
      formatColumns(rows, header, undefined, { width, ranks: [0, 1, 3, 2] }).split('\n')
    expect(fitted(40)[1]).toBe('silver.wall  ESH6    512 KB  fresh')
    expect(fitted(30)[1]).toBe('silver.wall  ESH6    fresh')
    expect(fitted(22)[1]).toBe('silver.wall  ESH6')
    expect(fitted(8)).toEqual(['dataset', 'silver.…'])
  })

  it('need no header, and no rows', () => {
    expect(formatColumns([['a', 'bc']])).toBe('a  bc')
    expect(formatColumns([], ['symbol', 'rows'])).toBe('symbol  rows')
    expect(formatColumns([])).toBe('')
  })
})

it.each([
  [0, '0'],
  [999, '999'],
  [7_681_180, '7,681,180'],
])('%d is counted as %s', (value, text) => {
  expect(count(value)).toBe(text)
})

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KB'],
  [524_131, '512 KB'],
  [9.96 * 1024, '10 KB'],
  [1024 ** 2 - 1, '1.0 MB'],
  [5 * 1024 ** 4, '5.0 TB'],
  [5 * 1024 ** 5, '5120 TB'],
])('%d bytes are %s', (value, text) => {
  expect(bytes(value)).toBe(text)
})

it('spells out what would break the columns, or steer a terminal', () => {
  expect(
    formatColumns([
      ['a\nb', 'x'],
      ['\x1b[2J', 'y'],
    ]),
  ).toBe('a\\x0ab   x\n\\x1b[2J  y')
})
