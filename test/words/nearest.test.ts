import { describe, expect, it } from 'vitest'
import { didYouMean, nearestWord } from '../../src/words/nearest.ts'

const COMMANDS = ['pipeline run', 'pipeline ingest', 'lake ls', 'lake sql', 'demo']

describe('the nearest word', () => {
  it.each([
    ['pipeline ingst', 'pipeline ingest'],
    ['lake sq', 'lake sql'],
    ['dmo', 'demo'],
    ['demo', 'demo'],
  ])('of %s is %s', (asked, word) => {
    expect(nearestWord(asked, COMMANDS)).toBe(word)
  })

  it.each(['frobnicate', 'x', ''])('of %j is none: nothing is near', (asked) => {
    expect(nearestWord(asked, COMMANDS)).toBeUndefined()
  })

  it('is the first of those that are as near', () => {
    expect(nearestWord('rat', ['cat', 'bat'])).toBe('cat')
  })

  it('is put as a question, or not at all', () => {
    expect(didYouMean('lake sq', COMMANDS)).toBe('did you mean "lake sql"?')
    expect(didYouMean('frobnicate', COMMANDS)).toBeUndefined()
  })
})
