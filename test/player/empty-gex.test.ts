import { describe, expect, it } from 'vitest'
import { emptyGexNote } from '../../src/player/empty-gex.ts'

const EXPIRY = 1_767_733_200
const DAY = { surfaces: ['snap', 'gex'], lastExpirySecond: EXPIRY } as const
const second = (exposures: readonly number[], last = EXPIRY - 3600, spot = 27_600) => ({
  last,
  spot,
  strike: Float64Array.from(exposures, (_, strike) => 27_580 + 20 * strike),
  gexAbs: Float64Array.from(exposures),
})

describe('why no strike has an exposure', () => {
  it('is not said where one has', () => {
    expect(emptyGexNote(DAY, second([0, 12, 0]))).toEqual([])
  })

  it('is that the options have expired, from that second on and not before', () => {
    const expired = ['all options', 'have expired']
    expect(emptyGexNote(DAY, second([0, 0], EXPIRY))).toEqual(expired)
    expect(emptyGexNote(DAY, second([0, 0], EXPIRY + 60))).toEqual(expired)
    const published = ['open interest', 'not yet', 'published']
    expect(emptyGexNote(DAY, second([0, 0], EXPIRY - 1))).toEqual(published)
    // A server of before does not tell when they expire.
    expect(emptyGexNote({ surfaces: ['gex'] }, second([0, 0], EXPIRY))).toEqual(published)
  })

  it('is the day without options, the second without strikes, or the price', () => {
    expect(emptyGexNote({ surfaces: ['snap'] }, second([0]))).toEqual(['no options', 'in this day'])
    expect(emptyGexNote(DAY, undefined)).toEqual(['no GEX in', 'this second'])
    expect(emptyGexNote(DAY, second([]))).toEqual(['no GEX in', 'this second'])
    const atZero = second([0, 0], EXPIRY + 1, 0)
    expect(emptyGexNote(DAY, atZero)).toEqual(['no gamma at 0', 'or below it'])
  })
})
