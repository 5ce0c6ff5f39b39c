import { describe, expect, it } from 'vitest'
import { emptyDates } from '../../src/pipeline/empty-dates.ts'

const target = (dt: string) => ({ symbol: 'ESH6', dt })
const week = { kind: 'range', first: '2026-01-02', last: '2026-01-07' } as const

describe('dates of a range without orders', () => {
  it('are named, but for weekends and holidays', () => {
    expect(emptyDates(week, [target('2026-01-02'), target('2026-01-06')])).toBe(
      'no orders of 2026-01-05, 2026-01-07 are in the lake: these dates of the range are left out',
    )
    const newYear = { kind: 'range', first: '2026-01-01', last: '2026-01-02' } as const
    expect(emptyDates(newYear, [target('2026-01-02')])).toBeUndefined()
  })

  it('are none where all are there, or dates are chosen otherwise', () => {
    const all = ['2026-01-02', '2026-01-05', '2026-01-06', '2026-01-07'].map(target)
    expect(emptyDates(week, all)).toBeUndefined()
    expect(emptyDates(undefined, all)).toBeUndefined()
    expect(emptyDates({ kind: 'list', dates: ['2026-01-09'] }, all)).toBeUndefined()
  })

  it('of a range without any are an error, not a sentence', () => {
    expect(emptyDates(week, [])).toBeUndefined()
  })
})
