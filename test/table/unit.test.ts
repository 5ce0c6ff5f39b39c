import { expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { loadDatasets } from '../../src/lake/datasets.ts'
import { sentinelOf, unitOf } from '../../src/table/unit.ts'

const fieldsOf = (name: string) => loadContract(name).fields

test('units agree with what the contracts say of their columns', () => {
  const words: Readonly<Record<string, RegExp>> = {
    'ns since the Unix epoch, UTC': /\bns\b/,
    '1e-9 currency units': /1e-9 currency units|[Tt]he same|of (that|the) /,
    points: /points|the same|alike|price/i,
    $: /\$/,
  }
  for (const name of [
    'book_snapshot_1s',
    'wall_surface_1s',
    'physics_bands_1s',
    'session_levels_1s',
    'gex_levels_1s',
  ]) {
    for (const field of fieldsOf(`silver/${name}`)) {
      const unit = unitOf(field)
      if (unit !== undefined && words[unit]) expect(field.doc, field.name).toMatch(words[unit])
    }
  }
})

test.each([
  ['silver/wall_surface_1s', 'rel_ticks', 'ticks'],
  ['silver/wall_surface_1s', 'depth_qty_end', 'lots'],
  ['silver/wall_surface_1s', 'd1_depth_qty', 'lots'],
  ['silver/wall_surface_1s', 'order_count', undefined],
  ['silver/wall_surface_1s', 'side', undefined],
  ['silver/book_snapshot_1s', 'trade_value', 'points × lots'],
  ['silver/book_snapshot_1s', 'book_valid', undefined],
  ['silver/vacuum_surface_1s', 'vacuum_score', undefined],
  ['silver/vacuum_surface_1s', 'pull_intensity_rest', undefined],
  ['silver/gex_surface_1s', 'd2_gex_abs', '$ per point per point'],
  ['silver/gex_surface_1s', 'gex_imbalance_ratio', undefined],
  ['silver/hedge_profile_1s', 'hedge_oi', 'futures contracts'],
  ['silver/hedge_profile_1s', 'delta_ticks', 'ticks'],
  ['silver/hedge_pressure_1s', 'pressure_up_8', undefined],
  ['silver/hedge_pressure_1s', 'ask_depth_qty_8', 'lots'],
  ['silver/hedge_pressure_1s', 'net_lots_to_move_up_8', 'futures contracts'],
  ['silver/greeks_surface_1s', 'gamma_sum', 'futures contracts per point'],
  ['silver/greeks_surface_1s', 'vanna_pt_oi', 'futures contracts per volatility point'],
  ['silver/greeks_surface_1s', 'charm_min_flow', 'futures contracts per minute'],
  ['silver/dealer_flow_1s', 'inventory_call', 'contracts'],
  ['silver/dealer_flow_1s', 'buy_volume_put', 'lots'],
  ['silver/dealer_flow_1s', 'flow_complete', undefined],
  ['silver/charm_clock_1s', 'horizon_seconds', 'seconds'],
  ['silver/session_levels_1s', 'sma_400', 'points'],
])('of %s, %s counts %s', (contract, name, unit) => {
  const field = fieldsOf(contract).find((each) => each.name === name)
  expect(field && unitOf(field)).toBe(unit)
  expect(field).toBeDefined()
})

test('a column whose contract counts in points, ticks or lots has that unit', () => {
  const told = [...loadDatasets().values()].flatMap(({ key, contract }) =>
    contract.fields.flatMap((field) => {
      const unit = /\bin (points|ticks|lots)(?=$|[,;])/.exec(field.doc)?.[1]
      return unit === undefined ? [] : [{ column: `${key} ${field.name}`, unit, field }]
    }),
  )
  expect(told.length).toBeGreaterThan(10)
  const wrong = told.filter(({ unit, field }) => unitOf(field) !== unit)
  expect(
    wrong.map(({ column, unit }) => `${column}: ${unit}`),
    'units are in src/table/unit.ts',
  ).toEqual([])
})

test('a column has a sentinel where its contract lets it have no value, and nowhere else', () => {
  const fields = fieldsOf('silver/book_snapshot_1s')
  const found = fields.filter((field) => sentinelOf(field) !== undefined)
  expect(found.map(({ name }) => name)).toEqual(
    fields.filter(({ doc }) => /\bNaN\b|2\^63−1/.test(doc)).map(({ name }) => name),
  )
  const sentinels = Object.fromEntries(found.map((field) => [field.name, sentinelOf(field)]))
  expect(sentinels).toMatchObject({ mid_price: 'NaN', best_bid_price_int: '9223372036854775807' })
})
