import { expect, it } from 'vitest'
import { shippedColumns } from '../../src/signals/shipped-columns.ts'

const { usable, lookingAhead } = shippedColumns()

it('prices are in points under the names they have in SQL, and spot is one of them', () => {
  expect(usable.get('best_bid_price_points')).toMatchObject({ field: 'best_bid_price_int' })
  expect(usable.has('best_bid_price_int')).toBe(false)
  expect(usable.get('spot')).toMatchObject({ surface: 'snap', field: 'spot_ref_price_int' })
})

it('of a name that two surfaces have the first is meant', () => {
  expect(usable.get('mid_price')?.surface).toBe('snap')
})

it('norms, scores and what is made of them are calibrated, other columns are not', () => {
  const calibrated = [...usable.values()].filter((column) => column.isCalibrated)
  expect(calibrated).toHaveLength(29)
  for (const { name } of calibrated) expect(name).toMatch(/_norm$|_score$|^fragility_/)
})

it('times, letters and what looks ahead are no columns', () => {
  expect([...usable.keys()].filter((name) => /_ns$|_dir$|window_valid/.test(name))).toEqual([])
  expect([...lookingAhead]).toEqual([
    ['window_valid', 'next_record'],
    ['end_ts_ns', 'end_ts_ns'],
    ['total_lots', 'end_ts_ns'],
  ])
})
