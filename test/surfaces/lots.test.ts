import { expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { lots } from '../../src/surfaces/lots.ts'

test('what an int32 holds passes, on either side of zero', () => {
  for (const quantity of [0, 1, -1, 2_147_483_647, -2_147_483_647])
    expect(lots(quantity, 'ofi', 1_767_709_801)).toBe(quantity)
})

test.each([2_147_483_648, -2_147_483_648, Number.NaN])('%d fails as broken input', (quantity) => {
  const store = () => lots(quantity, 'ofi', 1_767_709_801)
  expect(store).toThrow(Failure)
  expect(store).toThrow(
    `second ending 2026-01-06T14:30:01.000Z: ofi is beyond an int32 (expected at most 2147483647 lots, found ${quantity})`,
  )
})
