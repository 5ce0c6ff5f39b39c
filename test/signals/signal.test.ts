import { describe, expect, it } from 'vitest'
import { shippedColumns } from '../../src/signals/shipped-columns.ts'
import { parseSignal } from '../../src/signals/signal.ts'

const parse = (text: string) => parseSignal(text, shippedColumns())
const refusal = (text: string) => {
  try {
    parse(text)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'accepted'
}

describe('a signal', () => {
  it('says which columns, surfaces, quantiles and seconds it needs', () => {
    const signal = parse(
      'above_score > q(above_score, 0.95) and pressure_up_8 > 1 and not (spot > prev(mid_price, 60))',
    )
    expect(signal.columns.map(({ name }) => name)).toEqual([
      'above_score',
      'pressure_up_8',
      'spot',
      'mid_price',
    ])
    expect(signal.surfaces).toEqual(['physics', 'hedge_pressure', 'snap'])
    expect(signal.quantiles.map(({ column, share }) => [column.name, share])).toEqual([
      ['above_score', 0.95],
    ])
    expect(signal.lookbackSeconds).toBe(60)
  })

  it.each([
    ['above_scor > 0.5', 'did you mean "above_score"?'],
    ['above_score', 'a signal is a condition, and this is a number'],
    ['above_score >', 'cannot be read at letter 14'],
    ['above_score > 0.5 below_score', 'an operator is missing'],
    ['', 'the expression is empty'],
    ['not above_score > 0.5', 'write not (above_score > 0.5), with parentheses'],
    ['0.1 < above_score < 0.5', '< needs a number'],
    ['above_score > "x"', 'that is no part of a signal'],
    ['above_score.length > 1', 'that is no part of a signal'],
    ['constructor > 1', 'there is no column constructor'],
    ['[1] > 2', 'that is no part of a signal'],
    ['eval(1) > 2', 'there is no such function'],
    ['abs(1, 2) > 2', 'abs has 2 arguments'],
    ['min(1) > 2', 'min has 1 arguments'],
    ['q(above_score, 2) > 2', 'q has an invalid argument'],
    ['q(book_valid, 0.5) > 2', 'q has an invalid argument'],
    ['q(above_score + 1, 0.5) > 2', 'q has an invalid argument'],
    ['prev(spot, 301) > 2', '1 to 300 seconds'],
    ['prev(spot, 0) > 2', '1 to 300 seconds'],
    ['prev(spot, 1.5) > 2', '1 to 300 seconds'],
    ['window_end_ts_ns > 1', 'there is no column window_end_ts_ns'],
    ['depth_qty_end > 1', 'there is no column depth_qty_end with one value a second'],
    [`${'1+'.repeat(1000)}1 > 0`, 'more than 2000 letters'],
  ])('%s is refused', (text, why) => {
    expect(refusal(text)).toContain(why)
  })

  it.each([
    ['window_valid', 'window_valid looks ahead: its value is known at the next record'],
    ['end_ts_ns > 1', 'end_ts_ns looks ahead: its value is known at end_ts_ns'],
    ['total_lots > 1', 'total_lots looks ahead: its value is known at end_ts_ns'],
    ['prev(total_lots, 3) > 1', 'total_lots looks ahead'],
  ])('%s is refused: it looks ahead', (text, why) => {
    expect(refusal(text)).toContain(why)
  })

  it('binds as SQL does', () => {
    const text = 'ofi > 1 + 2 * 3 or ofi < 0 and book_valid'
    expect(parse(text).expression).toEqual(
      parse('(ofi > (1 + (2 * 3))) or ((ofi < 0) and book_valid)').expression,
    )
  })
})
