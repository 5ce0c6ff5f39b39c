import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/signals/evaluate.ts'
import { shippedColumns } from '../../src/signals/shipped-columns.ts'
import { parseSignal } from '../../src/signals/signal.ts'
import { runs } from '../setup/long.ts'

const _ = Number.NaN

/** The values of a signal over columns given as lists. */
function valuesOf(
  text: string,
  columns: Record<string, readonly number[]>,
  quantiles: Record<string, number> = {},
): number[] {
  const { expression } = parseSignal(text, shippedColumns())
  const inputs = {
    columns: new Map(Object.entries(columns).map(([name, of]) => [name, Float64Array.from(of)])),
    quantiles: new Map(Object.entries(quantiles)),
  }
  const [first = []] = Object.values(columns)
  return [...evaluate(expression, inputs, 0, first.length)]
}

describe('a signal’s values', () => {
  it('compares, and a missing value is missing', () => {
    expect(valuesOf('ofi > 1', { ofi: [0, 1, 2, _] })).toEqual([0, 0, 1, _])
    expect(valuesOf('ofi != 1', { ofi: [0, 1, _] })).toEqual([1, 0, _])
    expect(valuesOf('max(ofi, 3) > 0', { ofi: [0, _] })).toEqual([1, _])
  })

  it('has no value where arithmetic has none', () => {
    expect(valuesOf('1 / ofi > 0', { ofi: [0, 2] })).toEqual([_, 1])
    expect(valuesOf('0 / ofi == 0', { ofi: [0, 2] })).toEqual([_, 1])
    expect(valuesOf('ln(ofi) < 0', { ofi: [0, -1, 0.5] })).toEqual([_, _, 1])
    expect(valuesOf('ofi * ofi > 0', { ofi: [1e200] })).toEqual([_])
  })

  it('decides and, or and not as SQL does', () => {
    const both = { book_valid: [0, 0, 0, 1, 1, 1, _, _, _], ofi: [0, 1, _, 0, 1, _, 0, 1, _] }
    expect(valuesOf('book_valid and ofi > 0', both)).toEqual([0, 0, 0, 0, 1, _, 0, _, _])
    expect(valuesOf('book_valid or ofi > 0', both)).toEqual([0, 1, _, 1, 1, 1, _, 1, _])
    expect(valuesOf('not book_valid', { book_valid: [0, 1, _] })).toEqual([1, 0, _])
  })

  it('looks back by seconds, and not before the day', () => {
    expect(valuesOf('ofi > prev(ofi, 2)', { ofi: [1, 2, 3, _, 2] })).toEqual([_, _, 1, _, 0])
    expect(valuesOf('prev(ofi, 9) > 0', { ofi: [1, 2] })).toEqual([_, _])
  })

  it('has no value without the quantile', () => {
    const ofi = [1, 3]
    expect(valuesOf('ofi > q(ofi, 0.5)', { ofi }, { 'ofi 0.5': 2 })).toEqual([0, 1])
    expect(valuesOf('ofi > q(ofi, 0.5)', { ofi })).toEqual([_, _])
  })

  it('computes', () => {
    expect(valuesOf('-abs(-ofi) + 2 * 3 - 8 / 4 == 4 - ofi', { ofi: [0, 5] })).toEqual([1, 1])
    expect(valuesOf('min(ofi, 4, 2) == +2', { ofi: [5, 1] })).toEqual([1, 0])
  })
})

/** Random conditions, and what JavaScript says of them where nothing is missing. */
const numbers = fc.letrec<{ number: [string, string] }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 3 },
    fc.integer({ min: 0, max: 9 }).map((n): [string, string] => [`${n}`, `${n}`]),
    fc.constantFrom<[string, string]>(['ofi', 'x.ofi'], ['trade_count', 'x.trade_count']),
    fc
      .tuple(fc.constantFrom('+', '-', '*'), tie('number'), tie('number'))
      .map(([op, a, b]): [string, string] => [
        `(${a[0]} ${op} ${b[0]})`,
        `(${a[1]} ${op} ${b[1]})`,
      ]),
    tie('number').map((a): [string, string] => [`abs(${a[0]})`, `Math.abs(${a[1]})`]),
    tie('number').map((a): [string, string] => [`(-${a[0]})`, `(-${a[1]})`]),
    fc
      .tuple(tie('number'), tie('number'))
      .map(([a, b]): [string, string] => [`max(${a[0]}, ${b[0]})`, `Math.max(${a[1]}, ${b[1]})`]),
  ),
}))

const conditions = fc.letrec<{ condition: [string, string] }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(fc.constantFrom('<', '<=', '>', '>=', '==', '!='), numbers.number, numbers.number)
      .map(([op, a, b]): [string, string] => [`${a[0]} ${op} ${b[0]}`, `(${a[1]} ${op} ${b[1]})`]),
    fc
      .tuple(fc.constantFrom('and', 'or'), tie('condition'), tie('condition'))
      .map(([op, a, b]): [string, string] => [
        `(${a[0]}) ${op} (${b[0]})`,
        `(${a[1]} ${op === 'and' ? '&&' : '||'} ${b[1]})`,
      ]),
    tie('condition').map((a): [string, string] => [`not (${a[0]})`, `!${a[1]}`]),
  ),
}))

it('is what JavaScript says where nothing is missing', () => {
  fc.assert(
    fc.property(
      conditions.condition,
      fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 9 })), {
        minLength: 1,
        maxLength: 8,
      }),
      ([text, script], rows) => {
        fc.pre(text.length < 2000)
        const twin = new Function('x', `return ${script}`)
        const expected = rows.map(([ofi, trade_count]) => Number(twin({ ofi, trade_count })))
        const ofi = rows.map(([first]) => first)
        const trade_count = rows.map(([, second]) => second)
        expect(valuesOf(text, { ofi, trade_count })).toEqual(expected)
      },
    ),
    { numRuns: runs(500) },
  )
})
