import { expect, it } from 'vitest'
import { shippedColumns } from '../../src/signals/shipped-columns.ts'
import { featureRows } from '../../src/vectors/feature-rows.ts'
import { FEATURE_COLUMNS, FEATURES, type FeatureColumns } from '../../src/vectors/features.ts'
import { PRICES, randomColumns } from './random-columns.ts'

const TICK = 0.25
const SESSION_SECONDS = 1000

/** A feature of one second, written from its formula. */
function slowFeature(index: number, columns: FeatureColumns, second: number): number {
  const { kind, base, windowSeconds: window } = FEATURES[index]
  const baseAt = (at: number) =>
    at < 0 ? Number.NaN : base.of((name) => columns.get(name)?.[at] ?? Number.NaN, TICK)
  const last = Array.from({ length: window }, (_, back) => second - window + 1 + back)
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  if (kind === 'time') return (second + 1) / SESSION_SECONDS
  if (kind === 'change') return baseAt(second) - baseAt(second - window)
  if (kind === 'average') return mean(last.map(baseAt))
  return Math.sqrt(mean(last.map((at) => (baseAt(at) - baseAt(at - 1)) ** 2)))
}

it('features are what their formulas say', () => {
  const columns = randomColumns(3, 700)
  const { values } = featureRows(columns, 700, TICK, SESSION_SECONDS)
  for (const second of [0, 1, 4, 5, 59, 60, 61, 299, 300, 301, 444, 699]) {
    for (const [index, { name }] of FEATURES.entries()) {
      const slow = Math.fround(slowFeature(index, columns, second))
      expect([name, second, values[second * FEATURES.length + index]]).toEqual([name, second, slow])
    }
  }
})

it('a vector does not depend on what comes later, nor on what was before its windows', () => {
  const columns = randomColumns(4, 900)
  const cut = (from: number, to: number) =>
    new Map([...columns].map(([name, values]) => [name, values.slice(from, to)]))
  const whole = featureRows(columns, 900, TICK, SESSION_SECONDS).values
  const prefix = featureRows(cut(0, 500), 500, TICK, SESSION_SECONDS).values
  expect(prefix).toEqual(whole.slice(0, prefix.length))
  const late = featureRows(cut(200, 900), 700, TICK, SESSION_SECONDS).values
  const time = FEATURES.findIndex(({ kind }) => kind === 'time')
  for (let second = 300; second < 700; second += 37) {
    const row = late.slice(second * FEATURES.length, (second + 1) * FEATURES.length)
    const same = whole.slice((second + 200) * FEATURES.length, (second + 201) * FEATURES.length)
    row[time] = same[time]
    expect(row).toEqual(same)
  }
})

it('prices moved by a constant are the same vectors', () => {
  const columns = randomColumns(5, 400)
  const moved = new Map(
    [...columns].map(([name, values]) => [
      name,
      PRICES.test(name) ? values.map((each) => each + 512) : values,
    ]),
  )
  expect(featureRows(moved, 400, TICK, SESSION_SECONDS)).toEqual(
    featureRows(columns, 400, TICK, SESSION_SECONDS),
  )
})

it('no feature is made of a column that may look ahead, and names are one each', () => {
  const { usable } = shippedColumns()
  expect(FEATURE_COLUMNS.filter((name) => usable.get(name)?.isCalibrated !== false)).toEqual([])
  expect(new Set(FEATURES.map(({ name }) => name)).size).toBe(FEATURES.length)
})
