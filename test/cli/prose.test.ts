import { expect, it } from 'vitest'
import { prose } from '../../src/cli/prose.ts'

it('a text of several lines is its paragraphs', () => {
  expect(prose`
One line
  and another.

A paragraph.
`).toBe('One line and another.\n\nA paragraph.')
})
