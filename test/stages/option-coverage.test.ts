import { describe, expect, it } from 'vitest'
import { type OptionDate, type OptionFile, optionGaps } from '../../src/stages/option-coverage.ts'

const HOURS = [{ start: 0, end: 100 }]

const byParent = (parents: string, series: string, start: number, end: number): OptionFile => ({
  span: { start, end },
  parents: parents.split(' '),
  series: series.split(' '),
})
const single = (start: number, end: number, ...instruments: string[]): OptionFile => ({
  span: { start, end },
  instruments,
})
const gaps = (files: readonly OptionFile[], listed: OptionDate['listed'] = new Map()) =>
  optionGaps([{ hours: HOURS, files, listed }])

describe('files requested by parent', () => {
  it("another root's file does not stand for a series", () => {
    const files = [
      byParent('E1B.OPT', 'E1BF6', 0, 40),
      byParent('E1B.OPT', 'E1BF6', 50, 100),
      byParent('EW.OPT', 'EWF6', 0, 100),
    ]
    expect(gaps(files)).toEqual([{ start: 40, end: 50, names: ['E1BF6'] }])
    expect(gaps([...files, byParent('ES.OPT', 'E1BF6 EWF6', 30, 60)])).toEqual([])
  })

  it('series that lack the same hours are named together', () => {
    const files = [
      byParent('E1B.OPT', 'E1BF6', 0, 40),
      byParent('EW.OPT', 'EWF6', 0, 40),
      byParent('ES.OPT', 'ESH6', 0, 100),
    ]
    expect(gaps(files)).toEqual([{ start: 40, end: 100, names: ['E1BF6', 'EWF6'] }])
  })

  it('an expiry listed later in the day counts as requested by its parent', () => {
    const files = [byParent('ES.OPT', 'E1BF6', 0, 50), byParent('ES.OPT', 'E1BF6 E2BF6', 50, 100)]
    expect(gaps(files)).toEqual([])
  })

  it('a file that does not say what it has may have anything', () => {
    const files = [byParent('E1B.OPT', 'E1BF6', 0, 40), { span: { start: 40, end: 100 } }]
    expect(gaps(files)).toEqual([])
  })
})

describe('files requested by single symbols', () => {
  it('each covers its own symbols, and separate files of other strikes leave no gaps', () => {
    expect(gaps([single(0, 100, 'E1BF6 C6900'), single(0, 100, 'E1BF6 P6900')])).toEqual([])
    expect(
      gaps([
        single(0, 40, 'E1BF6 C6900'),
        single(50, 100, 'E1BF6 C6900'),
        single(0, 100, 'E1BF6 P6900'),
      ]),
    ).toEqual([{ start: 40, end: 50, names: ['E1BF6 C6900'] }])
  })

  it('a series is named if all its requested instruments are missing', () => {
    const strikes = ['E1BF6 C6900', 'E1BF6 P6900']
    const files = [
      single(0, 40, ...strikes),
      single(50, 100, ...strikes),
      single(0, 100, 'EWF6 C1'),
    ]
    expect(gaps(files)).toEqual([{ start: 40, end: 50, names: ['E1BF6'] }])
  })

  it("the parent's file has all strikes", () => {
    const files = [single(0, 40, 'E1BF6 C6900'), byParent('E1B.OPT', 'E1BF6', 40, 100)]
    expect(gaps(files)).toEqual([{ start: 0, end: 40, names: ['E1BF6'] }])
    expect(gaps([...files, byParent('E1B.OPT', 'E1BF6', 0, 41)])).toEqual([])
  })
})

describe('what is listed', () => {
  const files = [single(60, 90, 'E1BF6 C6900'), single(0, 100, 'EWF6 C6900')]

  it('misses nothing before a strike is listed, nor after it has expired', () => {
    expect(gaps(files, new Map([['E1BF6 C6900', { start: 60, end: 90 }]]))).toEqual([])
    expect(gaps(files, new Map([['E1BF6 C6900', { start: 50, end: 90 }]]))).toEqual([
      { start: 50, end: 60, names: ['E1BF6'] },
    ])
  })

  it('a series that one date has no file of is missing only if it was listed then', () => {
    const evening = {
      hours: [{ start: 0, end: 50 }],
      files: [byParent('EW.OPT', 'EWF6', 0, 50)],
    }
    const day = {
      hours: [{ start: 50, end: 100 }],
      files: [byParent('EW.OPT', 'EWF6', 50, 100), byParent('E1B.OPT', 'E1BF6', 50, 100)],
      listed: new Map(),
    }
    expect(optionGaps([{ ...evening, listed: new Map() }, day])).toEqual([])
    const listed = new Map([['E1BF6', { start: 20, end: 100 }]])
    expect(optionGaps([{ ...evening, listed }, day])).toEqual([
      { start: 20, end: 50, names: ['E1BF6'] },
    ])
    // Nobody knows when it was listed: it may have been.
    expect(optionGaps([evening, day])).toEqual([{ start: 0, end: 50, names: ['E1BF6'] }])
  })

  it('hours on both sides of midnight are one gap', () => {
    const date = (start: number, end: number, from: number, to: number) => ({
      hours: [{ start, end }],
      files: [byParent('E1B.OPT', 'E1BF6', from, to)],
      listed: new Map(),
    })
    expect(optionGaps([date(0, 50, 0, 40), date(50, 100, 70, 100)])).toEqual([
      { start: 40, end: 70, names: ['E1BF6'] },
    ])
  })
})
