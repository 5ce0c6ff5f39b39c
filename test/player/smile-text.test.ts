import { expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { smileMomentOf } from '../../src/player/smile-moment.ts'
import { percentText, smileBlocks } from '../../src/player/smile-text.ts'
import { Table } from '../../src/table/table.ts'

test('a second’s smiles are read in order, and are none of a day without options', () => {
  const table: Table = new Table(loadContract('silver/smile_1s'), 2)
  table.length = 2
  const set = (name: string, values: readonly number[]) => table.column(name, 'float64').set(values)
  set('years', [600 / 31_536_000, 3 / 365])
  set('sigma_atm', [0.14, 0.13])
  set('sigma_put_25', [0.15, Number.NaN])
  set('sigma_call_25', [0.2, 0.12])
  set('parity_basis_points', [-0.075, Number.NaN])
  set('expected_move_points', [4.29, 55])
  set('realized_vol', [0.11, 0.11])
  const moment = smileMomentOf(new Map([['smile', table]] as const))
  expect(moment).toEqual({
    expirations: [
      { seconds: 600, atm: 0.14, put25: 0.15, call25: 0.2, basis: -0.075, expectedMove: 4.29 },
      {
        seconds: 259_200,
        atm: 0.13,
        put25: Number.NaN,
        call25: 0.12,
        basis: Number.NaN,
        expectedMove: 55,
      },
    ],
    realized: 0.11,
  })
  expect(smileMomentOf(new Map())).toBeUndefined()
  const [near, far] = smileBlocks(moment ?? { expirations: [], realized: 0 })
  expect([near.title, far.title]).toEqual(['in 10 min', 'in 3 d'])
  expect(near.facts).toMatch(/^±4\.29 pt {2}basis −0\.0[78]$/)
  expect(far.facts).toBe('±55 pt')
  expect(near.bars.map(({ name, text }) => `${name} ${text}`)).toEqual([
    'P25 15.0 %',
    'ATM 14.0 %',
    'C25 20.0 %',
  ])
  // One scale for all: the largest volatility is full.
  expect(near.bars[2].share).toBe(1)
  expect(far.bars[1].share).toBeCloseTo(0.65, 10)
  expect(percentText(far.bars[0].share)).toBe('–')
})
