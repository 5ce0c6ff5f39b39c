import { expect, it } from 'vitest'
import { assertNoLookAhead } from '../../src/signals/look-ahead.ts'
import { shippedColumns } from '../../src/signals/shipped-columns.ts'
import { parseSignal } from '../../src/signals/signal.ts'

const scored = parseSignal('ofi > 3 and above_score > 0.5', shippedColumns())
const day = (calibrationMode: string | undefined, calibrationDate?: string) => ({
  symbol: 'ESH6',
  dt: '2026-01-06',
  calibrationMode,
  calibrationDate,
})

it('a score is refused on a day that is normed by itself, by name and day', () => {
  expect(() => assertNoLookAhead(scored, day('same_day'))).toThrow(
    'ESH6 2026-01-06: above_score looks ahead: it is normed by that day itself',
  )
})

it('norms of a session that was chosen must be earlier', () => {
  expect(() => assertNoLookAhead(scored, day('chosen', '2026-01-06'))).toThrow('looks ahead')
  expect(() => assertNoLookAhead(scored, day('chosen', '2026-01-07'))).toThrow(
    'it is normed by 2026-01-07',
  )
  expect(() => assertNoLookAhead(scored, day('chosen'))).toThrow('a session that was chosen')
  expect(() => assertNoLookAhead(scored, day('chosen', '2026-01-05'))).not.toThrow()
})

it('norms of earlier sessions, and other columns, are not refused', () => {
  expect(() => assertNoLookAhead(scored, day('prior'))).not.toThrow()
  expect(() => assertNoLookAhead(scored, day(undefined))).not.toThrow()
  const unscored = parseSignal('ofi > 3', shippedColumns())
  expect(() => assertNoLookAhead(unscored, day('same_day'))).not.toThrow()
  // The quantile is of earlier sessions, whichever way these were normed.
  const quantile = parseSignal('ofi > q(above_score, 0.5)', shippedColumns())
  expect(() => assertNoLookAhead(quantile, day('same_day'))).not.toThrow()
})
