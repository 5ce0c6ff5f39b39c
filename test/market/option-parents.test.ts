import { expect, test } from 'vitest'
import { optionParents } from '../../src/market/option-parents.ts'

test('ES has a parent for each weekday and week, the end of month and the quarter', () => {
  const parents = optionParents('ES')
  expect(parents).toHaveLength(26)
  expect(new Set(parents).size).toBe(26)
  for (const parent of ['ES', 'EW', 'EW1', 'EW4', 'E1A', 'E5A', 'E3B', 'E2C', 'E5D']) {
    expect(parents).toContain(`${parent}.OPT`)
  }
  expect(parents).not.toContain('E1E.OPT')
})

test('a root that the table does not know has its own alone', () => {
  expect(optionParents('CL')).toEqual(['CL.OPT'])
})
