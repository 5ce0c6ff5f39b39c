import { describe, expect, it } from 'vitest'
import {
  number,
  numberOr,
  parseParameters,
  recordedParameters,
  text,
  truth,
} from '../../src/stages/parameters.ts'

const PARSERS = { session: text, reach: number, partial: truth, multiplier: numberOr('definition') }
const WHOLE = { session: 'rth', reach: 60, partial: false, multiplier: 50 }

describe("a run's parameters", () => {
  it('are those declared, each of its type', () => {
    expect(parseParameters(PARSERS, { ...WHOLE, other: 1 }, 'silver/made')).toEqual(WHOLE)
    const byDefinition = { ...WHOLE, multiplier: 'definition' }
    expect(parseParameters(PARSERS, byDefinition, 'silver/made')).toEqual(byDefinition)
  })

  it.each([
    [{ session: 1 }, 'stage silver/made: parameter session is 1'],
    [{ reach: '60' }, 'stage silver/made: parameter reach is 60'],
    [{ partial: 'no' }, 'stage silver/made: parameter partial is no'],
    [{ multiplier: 'other' }, 'stage silver/made: parameter multiplier is other'],
  ])('are refused with %o', (change, message) => {
    const parse = () => parseParameters(PARSERS, { ...WHOLE, ...change }, 'silver/made')
    expect(parse).toThrow(message)
  })

  it('are refused where one is missing', () => {
    const parse = () => parseParameters(PARSERS, { session: 'rth' }, 'silver/made')
    expect(parse).toThrow('stage silver/made: parameter reach is missing')
  })
})

it('of what a partition was made with counts what is of its type', () => {
  expect(recordedParameters(PARSERS, undefined)).toEqual({})
  const recorded = { session: 'rth', reach: '60', multiplier: 'definition' }
  expect(recordedParameters(PARSERS, recorded)).toEqual({
    session: 'rth',
    multiplier: 'definition',
  })
})
