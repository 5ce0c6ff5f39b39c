import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { Symbology } from '../../src/dbn/symbology.ts'
import { synthesize } from '../../src/synth/synthesize.ts'
import { LONG } from '../setup/long.ts'
import { checkFeed } from './feed-check.ts'
import {
  bytesOf,
  contents,
  generate,
  objects,
  removeFoldersAfterwards,
  type SyntheticDay,
} from './synthetic-day.ts'

const FUTURES = 'glbx-mdp3-20260106.mbo.dbn.zst'
const OPTIONS = 'glbx-mdp3-20260106.options.mbo.dbn.zst'
const DEFINITIONS = 'glbx-mdp3-20260106.definition.dbn.zst'
const STATISTICS = 'glbx-mdp3-20260106.statistics.dbn.zst'
const QUARTER = { session: '10:30-10:45', events: 12_000, frameBytes: 64 * 1024 }

removeFoldersAfterwards()

describe('a quarter of an hour', () => {
  let day: SyntheticDay

  beforeAll(async () => {
    day = await generate(QUARTER)
  })

  test('is the same bytes for the same seed, and others for another', async () => {
    const again = await generate(QUARTER)
    const other = await generate({ ...QUARTER, seed: 2 })
    const names = [...day.truth.files.map(({ name }) => name), 'truth.json']
    expect(names).toEqual([FUTURES, OPTIONS, DEFINITIONS, STATISTICS, 'truth.json'])
    for (const name of names) {
      const bytes = Buffer.from(await bytesOf(day, name))
      expect(bytes.equals(await bytesOf(again, name)), name).toBe(true)
      // Definitions are terms and not chance.
      expect(bytes.equals(await bytesOf(other, name)), name).toBe(name === DEFINITIONS)
    }
  })

  test('comes in several zstd frames, with its symbols in the metadata', async () => {
    const bytes = Buffer.from(await bytesOf(day, FUTURES))
    const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
    let frames = 0
    for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) frames++
    expect(frames).toBeGreaterThan(5)
    const { metadata, tables } = await contents(day, FUTURES)
    expect(metadata).toMatchObject({
      version: 1,
      dataset: 'GLBX.MDP3',
      schema: 0,
      symbols: ['ESH6'],
    })
    const symbology = new Symbology()
    symbology.addMetadata(metadata)
    const [id] = tables[0].column('instrument_id', 'uint32')
    expect(symbology.symbolOf('2026-01-06', id)).toBe('ESH6')
  })

  test('has about the records asked for, and says how many', async () => {
    const { tables } = await contents(day, FUTURES)
    const { records } = checkFeed(tables)
    const [{ futures_records }] = day.truth.days
    expect(records).toBe(futures_records)
    const snapshot = objects(tables.slice(0, 1)).filter(({ flags }) => Number(flags) & 32).length
    expect(Math.abs(records - snapshot - QUARTER.events)).toBeLessThan(QUARTER.events * 0.2)
  })

  test('begins with a snapshot: R, adds in order of priority, F_LAST on the last', async () => {
    const { tables } = await contents(day, FUTURES)
    const rows = objects(tables.slice(0, 1)).filter(({ flags }) => Number(flags) & 32)
    expect(rows.length).toBeGreaterThan(1000)
    expect(rows[0]).toMatchObject({ action: 82, side: 78, flags: 40, order_id: 0n, size: 0 })
    expect(rows.slice(1).every(({ action }) => action === 65)).toBe(true)
    expect(rows.slice(0, -1).every(({ flags }) => flags === 40)).toBe(true)
    expect(rows.at(-1)?.flags).toBe(168)
    const midnight = BigInt(Date.parse('2026-01-06T00:00:00Z')) * 1_000_000n
    for (const row of rows) expect(row.ts_recv).toBe(midnight)
    for (const row of rows.slice(1))
      expect(Number(midnight) - Number(row.ts_event)).toBeGreaterThan(0)
  })

  test('reads without unknown or duplicate ids, never crossed, in the events CME sends', async () => {
    const { tables } = await contents(day, FUTURES)
    const check = checkFeed(tables)
    expect(check).toMatchObject({
      unknown: 0,
      duplicates: 0,
      crossed: 0,
      unsorted: 0,
      scattered: 0,
      oneSided: 0,
    })
    for (const pattern of check.patterns.keys()) {
      expect(pattern).toMatch(/^([ACM]|(TF\+?)+[CM][CM+]*A?)$/)
    }
    for (const pattern of ['A', 'C', 'M', 'TFC', 'TFM', 'TF+C+']) {
      expect(check.patterns.get(pattern)).toBeGreaterThan(0)
    }
  })

  test('has the same records in version 3', async () => {
    const newer = await generate({ ...QUARTER, version: 3 })
    for (const name of [FUTURES, OPTIONS]) {
      const older = await contents(day, name)
      const newest = await contents(newer, name)
      expect(newest.metadata.version).toBe(3)
      const all = (tables: typeof older.tables) =>
        tables.flatMap((table) => [...table.column('order_id', 'uint64').subarray(0, table.length)])
      expect(all(newest.tables)).toEqual(all(older.tables))
    }
    const legs = objects((await contents(newer, DEFINITIONS)).tables)
    const spread = legs.filter(({ instrument_class }) => instrument_class === 84)
    expect(spread.map(({ leg_index, leg_count }) => [leg_index, leg_count]).slice(0, 2)).toEqual([
      [0, 2],
      [1, 2],
    ])
  })

  test('defines the future, its options and some spreads', async () => {
    const rows = objects((await contents(day, DEFINITIONS)).tables)
    expect(rows[0]).toMatchObject({
      raw_symbol: 'ESH6',
      instrument_class: 70,
      security_type: 'FUT',
      min_price_increment: 250_000_000n,
      min_price_increment_amount: 125_000_000n,
      unit_of_measure_qty: 50_000_000_000n,
      tick_rule: 255,
      underlying_id: 0,
      maturity_year: 2026,
      maturity_month: 3,
      expiration: BigInt(Date.parse('2026-03-20T14:30:00Z')) * 1_000_000n,
    })
    const option = rows.find(({ raw_symbol }) => raw_symbol === 'EW2F6 P6850')
    expect(option).toMatchObject({
      instrument_class: 80,
      security_type: 'OOF',
      cfi: 'OPEFPS',
      underlying: 'ESH6',
      underlying_id: rows[0].instrument_id,
      strike_price: 6_850_000_000_000n,
      unit_of_measure_qty: 50_000_000_000n,
      min_price_increment: 9_223_372_036_854_775_807n,
      tick_rule: 4,
      expiration: BigInt(Date.parse('2026-01-09T21:00:00Z')) * 1_000_000n,
    })
    const spreads = rows.filter(({ raw_symbol }) => String(raw_symbol).startsWith('UD:'))
    expect(spreads.length).toBeGreaterThan(0)
    for (const spread of spreads) {
      expect(spread).toMatchObject({ user_defined_instrument: 89, instrument_class: 84 })
    }
  })

  test('publishes overnight the open interest that the truth tells', async () => {
    const rows = objects((await contents(day, STATISTICS)).tables)
    const interest = new Map(
      rows.filter(({ stat_type }) => stat_type === 9).map((row) => [row.instrument_id, row]),
    )
    const [{ open_interest }] = day.truth.days
    expect(open_interest.length).toBe(2 * 49 * 2)
    for (const option of open_interest) {
      expect(interest.get(option.instrument_id)).toMatchObject({
        quantity: option.open_interest,
        price: 9_223_372_036_854_775_807n,
        ts_ref: BigInt(Date.parse('2026-01-05T00:00:00Z')) * 1_000_000n,
        update_action: 1,
        stat_flags: 128,
      })
    }
    const types = new Set(rows.map(({ stat_type }) => stat_type))
    expect([...types].sort()).toEqual([3, 6, 9])
    const received = rows.map(({ ts_recv }) => BigInt(ts_recv))
    expect(received).toEqual([...received].sort((a, b) => (a < b ? -1 : 1)))
    expect(rows[0]).toMatchObject({ stat_type: 3, stat_flags: 3 })
    expect(rows.at(-1)).toMatchObject({ stat_type: 3, stat_flags: 2 })
  })

  test('quotes options that never cross, on their tick, some without a bid', async () => {
    const { metadata, tables } = await contents(day, OPTIONS)
    expect(metadata.symbols).toContain('E1BF6 C6900')
    const check = checkFeed(tables)
    expect(check).toMatchObject({
      unknown: 0,
      duplicates: 0,
      crossed: 0,
      unsorted: 0,
      scattered: 0,
    })
    expect(check.oneSided / check.events).toBeGreaterThan(0.02)
    for (const table of tables) {
      const prices = table.column('price', 'int64')
      const actions = table.column('action', 'char')
      for (let row = 0; row < table.length; row++) {
        if (actions[row] === 82) continue
        expect(prices[row] > 0n).toBe(true)
        expect(prices[row] % (prices[row] > 5_000_000_000n ? 250_000_000n : 50_000_000n)).toBe(0n)
      }
    }
  })
})

describe('two days around the clock', () => {
  let days: SyntheticDay

  beforeAll(async () => {
    days = await generate({
      session: 'globex',
      days: 2,
      events: 30_000,
      date: '2026-01-09',
      expiries: [0],
    })
  })

  test('skip the weekend, a file a UTC date', () => {
    expect(days.truth.days.map(({ date }) => date)).toEqual(['2026-01-09', '2026-01-12'])
    expect(
      days.truth.files
        .filter(({ name }) => name.endsWith('0.mbo.dbn.zst') || /\d\.mbo/.test(name))
        .map(({ name }) => name.slice(10, 18)),
    ).toEqual(['20260108', '20260109', '20260111', '20260112'])
  })

  test('open with an auction after a crossed pre-open, and are never crossed after it', async () => {
    const { tables } = await contents(days, 'glbx-mdp3-20260108.mbo.dbn.zst')
    const check = checkFeed(tables)
    expect(check).toMatchObject({ unknown: 0, duplicates: 0, unsorted: 0 })
    expect(check.crossed).toBeGreaterThan(100)
    const open = BigInt(Date.parse('2026-01-08T23:00:00Z')) * 1_000_000n
    expect(check.lastCrossed < open).toBe(true)
    const auction = objects(tables).find(({ action }) => action === 84)
    expect(auction).toMatchObject({ ts_event: open, side: 78, order_id: 0n })
  })

  test('go on at midnight with a snapshot of the same book', async () => {
    for (const name of [
      'glbx-mdp3-20260109.mbo.dbn.zst',
      'glbx-mdp3-20260109.options.mbo.dbn.zst',
    ]) {
      const check = checkFeed((await contents(days, name)).tables)
      expect(check).toMatchObject({ unknown: 0, duplicates: 0, crossed: 0, unsorted: 0 })
    }
  })

  test('carry prices on', async () => {
    const settlements = await Promise.all(
      ['20260109', '20260112'].map(async (date) => {
        const rows = objects((await contents(days, `glbx-mdp3-${date}.statistics.dbn.zst`)).tables)
        const [first] = rows
        const last = rows.findLast(
          ({ instrument_id, stat_type }) =>
            stat_type === 3 && instrument_id === first.instrument_id,
        )
        return [Number(first.price), Number(last?.price)]
      }),
    )
    expect(Math.abs(settlements[1][0] - settlements[0][1])).toBeLessThan(20e9)
    expect(settlements[1][0]).not.toBe(settlements[0][0])
  })
})

test('two days of one UTC date share its file: the second begins with a clear', LONG, async () => {
  const days = await generate({ session: 'globex', days: 2, events: 20_000, expiries: [] })
  const name = 'glbx-mdp3-20260106.mbo.dbn.zst'
  const { tables } = await contents(days, name)
  const check = checkFeed(tables)
  expect(check).toMatchObject({ unknown: 0, duplicates: 0, unsorted: 0 })
  expect(check.patterns.get('R')).toBe(1)
  expect(days.truth.files.map((file) => file.name)).not.toContain(
    'glbx-mdp3-20260106.options.mbo.dbn.zst',
  )
})

test('a market below 0 is as orderly as any; without options, which have no price there', async () => {
  const crude = { root: 'CL', date: '2020-04-20', session: '09:00-09:05', events: 5000 }
  const day = await generate({ ...crude, price: -5 })
  const { tables } = await contents(day, 'glbx-mdp3-20200420.mbo.dbn.zst')
  const check = checkFeed(tables)
  expect(check).toMatchObject({ unknown: 0, duplicates: 0, unsorted: 0 })
  const trades = objects(tables).filter(({ action }) => action === 'T'.charCodeAt(0))
  expect(trades.length).toBeGreaterThan(20)
  for (const { price } of trades) expect(Math.abs(Number(price) / 1e9 + 5)).toBeLessThan(1)
  const schemas = day.truth.files.map((file) => file.schema)
  expect(schemas).toEqual(['mbo', 'definition', 'statistics'])
  const definitions = await contents(day, 'glbx-mdp3-20200420.definition.dbn.zst')
  const [definition] = objects(definitions.tables)
  expect(Number(definition.low_limit_price)).toBeLessThan(Number(definition.high_limit_price))
})

test('dirt is what the truth says it is', async () => {
  const day = await generate({ ...QUARTER, events: 40_000, dirt: true, expiries: [] })
  const { tables } = await contents(day, FUTURES)
  const check = checkFeed(tables)
  const { dirt } = day.truth.days[0]
  expect(dirt).toMatchObject({ crossed_seconds: 1, gap_seconds: 3 })
  expect(dirt.unknown_ids).toBeGreaterThan(3)
  expect(check.unknown).toBeGreaterThanOrEqual(dirt.unknown_ids - 3)
  expect(check.crossed).toBeGreaterThan(0)
  expect(check.unsorted).toBe(0)
  const suspect = objects(tables).filter(({ flags }) => Number(flags) & 4)
  expect(suspect.length).toBeGreaterThan(0)
})

test('the truth is what it returns', async () => {
  const day = await generate({ ...QUARTER, expiries: [] })
  expect(JSON.parse(await readFile(join(day.folder, 'truth.json'), 'utf8'))).toEqual(day.truth)
  const [{ episodes }] = day.truth.days
  expect(episodes.some(({ kind }) => kind === 'vacuum')).toBe(true)
})

test('options that make no sense are refused by their flag', async () => {
  const refused = async (options: object, flag: string) =>
    expect(synthesize({ folder: '/nowhere', ...options })).rejects.toThrow(flag)
  await refused({ date: '2026-01-10' }, '--date')
  await refused({ date: 'soon' }, '--date')
  await refused({ events: 10 }, '--events')
  await refused({ events: 1.5e6 + 0.5 }, '--events')
  await refused({ days: 0 }, '--days')
  await refused({ session: 'file' }, '--session')
  await refused({ session: 'lunch' }, '--session')
  await refused({ symbol: 'ESH6-ESM6' }, '--symbol')
  await refused({ symbol: 'ZBH6' }, '--symbol')
  await refused({ root: 'ZB' }, '--root')
  await refused({ root: 'CL', symbol: 'ESH6' }, '--symbol')
  await refused({ root: 'CL', price: 4 }, '--price')
  await refused({ root: '6E', strikeReach: 0.6 }, '--strikes')
  await refused({ price: 90 }, '--no-options')
  await refused({ price: -1e6 }, '--price')
  await refused({ expiries: [-1] }, '--expiries')
  await refused({ expiries: [0, 0] }, '--expiries')
  await refused({ strikeReach: 0 }, '--strikes')
  await refused({ seed: 0.5 }, '--seed')
  await refused({}, 'cannot be written')
})
