import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { isChosen, parseDates } from '../../src/market/dates.ts'

describe('dates', () => {
  it.each([
    ['2026-01-06', { kind: 'list', dates: ['2026-01-06'] }],
    ['2026-01-07, 2026-01-05,2026-01-07', { kind: 'list', dates: ['2026-01-05', '2026-01-07'] }],
    ['2026-01-05:2026-01-09', { kind: 'range', first: '2026-01-05', last: '2026-01-09' }],
    ['2026-01-05:2026-01-05', { kind: 'range', first: '2026-01-05', last: '2026-01-05' }],
    ['2024-02-29', { kind: 'list', dates: ['2024-02-29'] }],
  ])('%s are read', (text, choice) => {
    expect(parseDates(text)).toEqual(choice)
  })

  it.each([
    '',
    '2026-02-29',
    '2026-1-6',
    '20260106',
    '2026-01-06,',
    '2026-01-09:2026-01-05',
    '2026-01-05:2026-01-06:2026-01-07',
    '2026-01-05:',
    'today',
    '2026-01-06T00:00',
    '../../etc',
  ])('"%s" is refused', (text) => {
    expect(() => parseDates(text)).toThrow(Failure)
    expect(() => parseDates(text)).toThrow('--dates: the dates are invalid')
  })
})

describe('a date', () => {
  it('is chosen if it is listed, or in the range with both ends, or without a choice', () => {
    const days = ['2026-01-04', '2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08']
    const chosen = (text: string) => days.filter((day) => isChosen(parseDates(text), day))
    expect(chosen('2026-01-08,2026-01-04')).toEqual(['2026-01-04', '2026-01-08'])
    expect(chosen('2026-01-05:2026-01-07')).toEqual(days.slice(1, 4))
    expect(days.filter((day) => isChosen(undefined, day))).toEqual(days)
  })
})
