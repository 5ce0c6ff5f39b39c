import { describe, expect, test } from 'vitest'
import { encodeRecord } from '../../src/gateway/notices.ts'
import { scanFiles } from '../../src/gateway/served-files.ts'
import { SAMPLES, samplePath } from '../setup/samples.ts'
import { CALL, DATE, ESH6, makeFile, removeFilesAfterwards, timeOf } from './made-files.ts'

removeFilesAfterwards()

function definition(day: number, id: number, symbol: string, asset: string, kind: string) {
  return encodeRecord('definition', {
    instrument_id: id,
    ts_recv: timeOf(day * 86_400),
    raw_symbol: symbol,
    asset,
    instrument_class: kind.charCodeAt(0),
  })
}

test('definitions say the symbol of a day, and the parent', async () => {
  const file = makeFile('definition', [
    definition(0, 77, 'UD:1V: GN 2860345', 'ES', 'T'),
    definition(0, 78, 'ESH6-ESM6', 'ES', 'S'),
    definition(0, 79, 'STRANGE', 'XY', 'F'),
    definition(1, 77, 'ESU6', 'ES', 'F'),
  ])
  const { instruments } = await scanFiles([file])
  expect(instruments.symbolOf(77, DATE)).toBe('UD:1V: GN 2860345')
  expect(instruments.symbolOf(77, '2026-01-07')).toBe('ESU6')
  // Known from the header.
  expect(instruments.symbolOf(ESH6, DATE)).toBe('ESH6')
  expect(instruments.symbolOf(5, DATE)).toBe('5')
  expect([...instruments.on(DATE)].map(([id]) => id)).toEqual([11, 12, CALL, 77, 78, 79])
  expect([...instruments.on('2026-01-07').values()]).toEqual(['ESU6'])
  expect(instruments.parentOf('UD:1V: GN 2860345')).toBe('ES.OPT')
  expect(instruments.parentOf('ESH6-ESM6')).toBe('ES.FUT')
  expect(instruments.parentOf('STRANGE')).toBe('XY.FUT')
})

test.each([
  ['ESH6', 'ES.FUT'],
  ['6EZ26', '6E.FUT'],
  ['E1BF6 C6900', 'E1B.OPT'],
  ['LOX4 P-250', 'LO.OPT'],
  ['CLZ6-CLF7', 'CL.FUT'],
  ['CLZ6-NGF7', undefined],
  ['UD:1V: GN 2860345', undefined],
])('without a definition the parent of %s is %s', async (symbol, parent) => {
  const file = makeFile('definition', [definition(0, 1, 'ESH6', 'ES', 'F')])
  const { instruments } = await scanFiles([file])
  expect(instruments.parentOf(symbol)).toBe(parent)
})

describe('real definitions', SAMPLES, () => {
  test('of options, in version 1', async () => {
    const { instruments } = await scanFiles([samplePath('definition-glbx-es-opt.dbn.zst')])
    expect(instruments.parentOf('EW2F6 C7000')).toBe('EW2.OPT')
  })
})
