import { describe, expect, test } from 'vitest'
import { isContractOf, isRoot, parseOutright } from '../../src/market/instruments.ts'

describe('parseOutright', () => {
  test.each([
    ['ESH6', 'ES', 3, '6'],
    ['ESZ26', 'ES', 12, '26'],
    ['M2KU6', 'M2K', 9, '6'],
    ['6EF7', '6E', 1, '7'],
    ['ZNM5', 'ZN', 6, '5'],
    ['MNQH6', 'MNQ', 3, '6'],
  ])('%s is the outright %s of month %i and year %s', (symbol, root, month, year) => {
    expect(parseOutright(symbol)).toEqual({ root, month, year })
  })

  test.each([
    'ES',
    'ESH6-ESM6',
    'ESA6',
    'esh6',
    'ESH',
    'ESH126',
    'EW2F6 C7000',
    'UD:1V: GN 2860345',
    'H6',
    'ESH6 ',
    'ESH6\n',
    '',
  ])('%j is no outright', (symbol) => {
    expect(parseOutright(symbol)).toBeUndefined()
  })
})

test('a root is what names no contract', () => {
  expect(['ES', 'MES', 'M2K', '6E', 'ZN'].filter(isRoot)).toHaveLength(5)
  expect(['ESH6', 'ES.FUT', 'ESH6-ESM6', 'es', '', 'TOOLONG'].filter(isRoot)).toEqual([])
})

describe('isContractOf', () => {
  test.each([
    [undefined, 'ESH6', true],
    ['ESH6', 'ESH6', true],
    ['ESH6', 'ESM6', false],
    ['ES', 'ESM6', true],
    ['NQ,ES', 'ESM6', true],
    ['NQ, ESM6', 'ESM6', true],
    ['NQ,ESM6', 'ESH6', false],
    ['ES', 'MESM6', false],
    ['ES', 'ESH6-ESM6', false],
    ['ES', 'ES', false],
  ])('of %s: %s is %s', (choice, symbol, expected) => {
    expect(isContractOf(choice, symbol)).toBe(expected)
  })
})
