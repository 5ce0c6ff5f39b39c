import { afterAll, beforeAll, expect, it } from 'vitest'
import { readTable } from '../../src/lake/partition/read-table.ts'
import { readStored } from '../../src/lake/partition/stored.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import type { Table } from '../../src/table/table.ts'
import { GEX_CHECKS } from '../../src/verify/gex.ts'
import { runChecks } from '../../src/verify/run-checks.ts'
import {
  GAMMA_LEVELS,
  lakeOf,
  makeOptionDay,
  type OptionDay,
  removeDay,
  rewrite,
  SURFACE,
} from '../verify/option-lake.ts'
import { removeLake, signal } from '../verify/small-lake.ts'

const SCALE = 1000n

let day: OptionDay
let index: Lake
let currency: Lake

/** Divides a file's prices; none of them is cut short. */
function dividing(names: readonly string[]) {
  return (table: Table) => {
    for (const name of names) {
      const values = table.column(name, 'int64')
      for (let row = 0; row < table.length; row++) {
        if (values[row] === UNDEF_PRICE) continue
        expect(values[row] % SCALE).toBe(0n)
        values[row] /= SCALE
      }
    }
    return undefined
  }
}

beforeAll(async () => {
  day = await makeOptionDay({ strikeReach: 100 })
  index = await lakeOf(day)
  // A future near 4.8 that ticks 0.00025, with strikes 0.005 apart, as currencies have them.
  await rewrite(day, 'futures', 'mbo', dividing(['price']))
  await rewrite(day, 'options', 'mbo', dividing(['price']))
  await rewrite(
    day,
    'definitions',
    'definition',
    // The display factor stays one of an index, as downloads of re-priced days have it.
    dividing(['min_price_increment', 'strike_price']),
  )
  currency = await lakeOf(day)
})

afterAll(() => {
  removeDay(day)
  for (const lake of [index, currency]) removeLake(lake)
})

const qualityOf = async (lake: Lake, partition: Partition) =>
  (await readStored(lake, partition))?.quality

/** Is every value of one column so many times the other's, where it is known? */
function expectScaled(name: string, one: Table, other: Table, factor: number, digits = 1e-9) {
  const [values, scaled] = [one, other].map((table) => table.column(name, 'float64'))
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0)
  expect(largest, name).toBeGreaterThan(0)
  for (let row = 0; row < one.length; row++) {
    if (Number.isNaN(values[row])) expect(scaled[row]).toBeNaN()
    else {
      const difference = Math.abs(scaled[row] - values[row] * factor)
      expect(difference, `${name} ${row}`).toBeLessThanOrEqual(digits * largest * factor)
    }
  }
}

it('shows as many strikes around spot as the index of a thousand times the price', async () => {
  const [of, than] = [await readTable(currency, SURFACE), await readTable(index, SURFACE)]
  expect(of.length).toBe(than.length)
  expect(of.length % 25).toBe(0)
  const [small, large] = [of, than].map((table) => table.column('strike_price_int', 'int64'))
  for (let row = 0; row < of.length; row++) expect(small[row] * SCALE).toBe(large[row])
  expect(of.filled('quality')).toEqual(than.filled('quality'))
  expect(of.filled('rel_ticks')).toEqual(than.filled('rel_ticks'))
  expect(await qualityOf(currency, SURFACE)).toMatchObject({ strike_step: 0.005 })
  expect(await qualityOf(index, SURFACE)).toMatchObject({ strike_step: 5 })
})

it('has the same volatility, a thousand times the gamma, a thousandth of the dollars', async () => {
  const [one, other] = [await readTable(index, SURFACE), await readTable(currency, SURFACE)]
  expectScaled('iv', one, other, 1)
  for (const name of ['gamma', 'gex_call_abs', 'gex_put_abs', 'gex_abs', 'gex'])
    expectScaled(name, one, other, 1000)
  expectScaled('gex_usd_1pct', one, other, 0.001)
})

it('has walls and zero gamma at a thousandth of the price', async () => {
  const [one, other] = [
    await readTable(index, GAMMA_LEVELS),
    await readTable(currency, GAMMA_LEVELS),
  ]
  for (const name of ['spot', 'call_wall', 'put_wall', 'abs_gamma_strike'])
    expectScaled(name, one, other, 0.001)
  expect(other.filled('crossings')).toEqual(one.filled('crossings'))
  expectScaled('zero_gamma', one, other, 0.001, 1e-11)
})

it('is found right by code of its own', async () => {
  const report = await runChecks(currency, GEX_CHECKS, { signal })
  expect(
    report.checks.flatMap(({ findings }) => findings.flatMap((each) => each.offending)),
  ).toEqual([])
})
