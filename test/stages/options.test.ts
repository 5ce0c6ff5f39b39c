import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import { readDbn } from '../../src/dbn/file.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import { readStored } from '../../src/lake/partition/stored.ts'
import { openPartition } from '../../src/lake/partition/write.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { impliedVolatility } from '../../src/options/implied-volatility.ts'
import { pipelineStatus } from '../../src/pipeline/status.ts'
import { wantedDays } from '../../src/pipeline/wanted.ts'
import { interestNotes } from '../../src/stages/interest-notes.ts'
import { qualityNotes } from '../../src/stages/quality-notes.ts'
import { gammaExposure } from '../../src/stages/silver/gamma-exposure.ts'
import { hedgePressure } from '../../src/stages/silver/hedge-pressure.ts'
import { STAGES } from '../../src/stages/stages.ts'
import type { Table } from '../../src/table/table.ts'
import { GEX_CHECKS } from '../../src/verify/gex.ts'
import { runChecks } from '../../src/verify/run-checks.ts'
import { LONG, SLOW } from '../setup/long.ts'
import {
  GAMMA_LEVELS,
  lakeOf,
  makeOptionDay,
  OPEN_INTEREST,
  OPTION_DEFINITIONS,
  OPTION_ORDERS,
  type OptionDay,
  removeDay,
  rewrite,
  SURFACE,
} from '../verify/option-lake.ts'
import { DT, removeLake, SNAPSHOTS, SYMBOL, signal } from '../verify/small-lake.ts'
import { pick, rowsOf as rowsIn, setCell } from '../verify/tables.ts'

type Cells = Readonly<Record<string, number>>

const NANOSECONDS = 1_000_000_000n
/** 17:44Z: the session's first second. */
const START = 1_767_721_440
const EXPIRATION = 1_767_733_200
const QUALITIES = ['quoted', 'held', 'smile', 'none']

const days: OptionDay[] = []
const lakes: Lake[] = []
afterAll(() => days.forEach(removeDay))
afterEach(() => lakes.splice(0).forEach(removeLake))

async function newDay(options: Parameters<typeof makeOptionDay>[0] = {}): Promise<OptionDay> {
  const day = await makeOptionDay(options)
  days.push(day)
  return day
}

async function newLake(...args: Parameters<typeof lakeOf>): Promise<Lake> {
  const lake = await lakeOf(...args)
  lakes.push(lake)
  return lake
}

/** Rows as objects, int64 as numbers: prices and seconds of tests are exact in them. */
function rowsOf(table: Table): Cells[] {
  return Array.from({ length: table.length }, (_, row) =>
    Object.fromEntries(
      table.contract.fields
        .filter(({ kind }) => kind !== 'text')
        .map(({ name }) => {
          const value = table.filled(name)[row]
          return [
            name,
            name.endsWith('_ts_ns') ? Number(BigInt(value) / NANOSECONDS) : Number(value),
          ]
        }),
    ),
  )
}

async function surfaceOf(lake: Lake): Promise<Cells[]> {
  return rowsOf(await readTable(lake, SURFACE))
}

async function qualityOf(lake: Lake) {
  const stored = await readStored(lake, SURFACE)
  if (!stored) throw new Error('there is no surface')
  return stored.quality
}

async function gexFaults(lake: Lake): Promise<string[]> {
  const report = await runChecks(lake, GEX_CHECKS, { signal })
  return report.checks.flatMap(({ findings }) => findings.flatMap(({ offending }) => offending))
}

describe('quotes from a planted smile', () => {
  let day: OptionDay
  let lake: Lake
  beforeAll(async () => {
    day = await newDay()
    lake = await lakeOf(day)
  })
  afterAll(() => removeLake(lake))

  /** σ as truth.json says it was planted. */
  function planted(strike: number, forward: number, second: number): number {
    const [{ atm, slope, curve }] = day.truth.days[0].smiles
    const hour = 12 + (second - (START - 44 * 60)) / 3600
    const k = Math.log(strike / forward)
    const rise = Math.min(Math.abs(hour - 12.75) / 3.25, 1) ** 2
    return Math.min(Math.max(atm * (1 + 0.3 * rise) + slope * k + curve * k * k, 0.04), 1.5)
  }

  /** Best bids and asks of every option at each second's end, from the records alone. */
  async function* quotesBySecond(ends: readonly number[]) {
    const table = await readTable(lake, OPTION_ORDERS)
    const orders = new Map<string, { option: number; side: number; price: number }>()
    const changed = new Map<number, number>()
    let row = 0
    for (const end of ends) {
      for (; row < table.length; row++) {
        const time = table.column('ts_event', 'int64')[row]
        if (time >= BigInt(end) * NANOSECONDS) break
        const option = table.column('instrument_id', 'uint32')[row]
        const key = `${option} ${table.column('order_id', 'uint64')[row]}`
        const action = String.fromCharCode(table.column('action', 'char')[row])
        const price = Number(table.column('price', 'int64')[row]) / 1e9
        const side = table.column('side', 'char')[row]
        if (action === 'C') orders.delete(key)
        if (action === 'A' || action === 'M') orders.set(key, { option, side, price })
        if ('ACM'.includes(action)) changed.set(option, Number(time / NANOSECONDS))
      }
      const quotes = new Map<number, { bid: number; ask: number; second: number }>()
      for (const { option, side, price } of orders.values()) {
        const known = quotes.get(option) ?? { bid: 0, ask: Number.POSITIVE_INFINITY, second: 0 }
        known.second = changed.get(option) ?? 0
        if (side === 66) known.bid = Math.max(known.bid, price)
        else known.ask = Math.min(known.ask, price)
        quotes.set(option, known)
      }
      yield { end, quotes }
    }
  }

  it('give it back within the error bars of their own ticks', async () => {
    const clock = rowsOf(await readTable(lake, SNAPSHOTS))
    const mids = new Map(clock.map((row) => [row.window_end_ts_ns, row.mid_price]))
    const rows = await surfaceOf(lake)
    const definitions = await readTable(lake, OPTION_DEFINITIONS)
    const ids = new Map(
      Array.from({ length: definitions.length }, (_, row) => [
        `${Number(definitions.column('strike_price', 'int64')[row]) / 1e9} ${String.fromCharCode(definitions.column('instrument_class', 'char')[row])} ${definitions.column('expiration', 'int64')[row] / NANOSECONDS}`,
        definitions.column('instrument_id', 'uint32')[row],
      ]),
    )
    let still = 0
    let within = 0
    for await (const { end, quotes } of quotesBySecond([...mids.keys()])) {
      const forward = mids.get(end) as number
      for (const row of rows) {
        if (row.window_end_ts_ns !== end || QUALITIES[row.quality] !== 'quoted') continue
        const strike = row.strike_points
        const right = strike >= forward ? 1 : -1
        const id = ids.get(`${strike} ${right === 1 ? 'C' : 'P'} ${EXPIRATION}`) as number
        const { bid, ask, second } = quotes.get(id) as { bid: number; ask: number; second: number }
        const years = (EXPIRATION - end) / 31_536_000
        const sigmaAt = (price: number, at: number) =>
          Math.max(impliedVolatility(right, at, strike, years, 0.04, price), 0)
        expect(row.iv).toBeGreaterThanOrEqual(sigmaAt(bid, forward))
        expect(row.iv).toBeLessThanOrEqual(sigmaAt(ask, forward))
        // Makers follow the future once it has moved by half a point.
        const moves = [-0.5, 0, 0.5]
        const smile = moves.map((move) => planted(strike, forward + move, end))
        expect(Math.max(...smile)).toBeGreaterThan(
          Math.min(...moves.map((move) => sigmaAt(bid, forward + move))),
        )
        expect(Math.min(...smile)).toBeLessThan(
          Math.max(...moves.map((move) => sigmaAt(ask, forward + move))),
        )
        // Where it has not moved since the quote was made, the bars are those of the quote alone.
        let isStill = true
        for (let since = second; since <= end; since++) {
          if (mids.has(since) && mids.get(since) !== forward) isStill = false
        }
        if (!isStill || !mids.has(second)) continue
        still++
        const expected = planted(strike, forward, second)
        if (sigmaAt(bid, forward) <= expected && expected <= sigmaAt(ask, forward)) within++
      }
    }
    expect(still).toBeGreaterThan(300)
    // In the second it was made in, the future may have been elsewhere for a moment.
    expect(within / still).toBeGreaterThan(0.98)
  })

  it('give exposures, walls and zeros that a plain recomputation gives, to 1e-9 and 1e-6', async () => {
    const report = await runChecks(lake, GEX_CHECKS, { signal })
    const replay = report.checks.find(({ name }) => name === 'gex replay')
    expect(report.pass).toBe(true)
    expect(replay?.findings[0].counted.seconds).toBeGreaterThan(60)
    const levels = rowsOf(await readTable(lake, GAMMA_LEVELS))
    expect(levels.filter(({ zero_gamma: zero }) => zero > 0).length).toBeGreaterThan(10)
    expect(levels.every(({ coverage }) => coverage > 0.3)).toBe(true)
  })

  it('equal the open interest of the test data', async () => {
    const planted = new Map(
      day.truth.days[0].open_interest.map((each) => [each.instrument_id, each.open_interest]),
    )
    const published = rowsOf(await readTable(lake, OPEN_INTEREST))
    expect(published).toHaveLength(planted.size)
    for (const row of published) {
      expect(row.open_interest).toBe(planted.get(row.instrument_id))
    }
    expect(await qualityOf(lake)).toMatchObject({ open_interest_date: '2026-01-05' })
  })
})

describe('open interest', () => {
  const NONE = QUALITIES.indexOf('none')
  const UNKNOWN_INTEREST =
    'every exposure of the day is 0: bronze has no open interest that was known before its last second'

  it('that is published while the session runs counts from then on', SLOW, async () => {
    const day = await newDay({ session: '12:44-12:45', events: 2500 })
    const published = BigInt(START + 30) * NANOSECONDS + 500_000_000n
    await rewrite(day, 'statistics', 'statistics', (table) => {
      table.column('ts_recv', 'int64').fill(published)
      return undefined
    })
    const lake = await newLake(day)
    for (const { window_end_ts_ns: end, quality, gex_abs: exposure } of await surfaceOf(lake)) {
      if (end <= START + 30) expect([quality, exposure]).toEqual([NONE, 0])
      else expect(quality).not.toBe(NONE)
    }
    const levels = rowsOf(await readTable(lake, GAMMA_LEVELS))
    expect(levels[29]).toMatchObject({ coverage: 0, total_gex_abs: 0, crossings: 0 })
    expect([levels[29].call_wall, levels[29].zero_gamma]).toEqual([Number.NaN, Number.NaN])
    expect(levels[30].coverage).toBeGreaterThan(0.3)
    expect(await qualityOf(lake)).toMatchObject({ windows_without_open_interest: 30 })
    expect(await gexFaults(lake)).toEqual([])
  })

  it('of the evening before counts from the first second', LONG, async () => {
    const day = await newDay({ session: '12:44-12:45', events: 2500 })
    await rewrite(day, 'statistics', 'statistics', (table) => {
      const received = table.column('ts_recv', 'int64')
      const evening = BigInt(START - 18 * 3600) * NANOSECONDS
      for (let row = 0; row < table.length; row++) received[row] = evening + BigInt(row)
      return undefined
    })
    const lake = await newLake(day)
    const rows = await surfaceOf(lake)
    expect(rows.every(({ quality }) => quality !== NONE)).toBe(true)
    expect(await gexFaults(lake)).toEqual([])
  })

  it('published on the nights before is read, a long weekend back', async () => {
    const day = await newDay({ session: '12:44-12:45', events: 2500 })
    const lake = await newLake(day)
    const statistics = { dataset: DATASETS.statistics, symbol: SYMBOL, dt: DT }
    const table = await readTable(lake, statistics)
    for (const dt of ['2026-01-01', '2026-01-02', '2026-01-05', '2026-01-07']) {
      const writer = await openPartition(lake, { ...statistics, dt })
      await writer.writeRowGroup(table)
      const stage = { name: 'bronze/statistics', revision: 1, parameters: {} }
      await writer.commit({ stage, inputs: [], quality: {} })
    }
    const { reads } = await gammaExposure.resolve(lake, { symbol: SYMBOL, dt: DT }, {}, undefined)
    const read = reads.filter(({ dataset }) => dataset === DATASETS.statistics).map(({ dt }) => dt)
    expect(read).toEqual(['2026-01-02', '2026-01-05', DT])
  })

  const UNKNOWN = 'every exposure is 0: no open interest is known '
  const OPEN_INTEREST_TYPE = 9
  const fillOf = (table: Table, name: string, value: bigint | number) => {
    const types = table.column('stat_type', 'uint16')
    for (let row = 0; row < table.length; row++) {
      if (types[row] === OPEN_INTEREST_TYPE) setCell(table, name, row, value)
    }
  }

  /** A file must be in order of receipt. */
  const byReceipt = (table: Table) => {
    const received = table.column('ts_recv', 'int64')
    const rows = Array.from({ length: table.length }, (_, row) => row)
    return pick(
      table,
      rows.sort((a, b) => Number(received[a] - received[b])),
    )
  }

  it.each([
    [
      'of which none is published',
      'stat_type',
      6,
      /^.*\(no statistic is one of its options\)$/,
      UNKNOWN_INTEREST,
    ],
    [
      'that is undefined',
      'quantity',
      2 ** 31 - 1,
      /\(of its statistics \d+ have no usable/,
      UNKNOWN_INTEREST,
    ],
    [
      'that is deleted',
      'update_action',
      2,
      /\(of its statistics \d+ delete it\)$/,
      UNKNOWN_INTEREST,
    ],
    [
      'that comes after the session',
      'ts_recv',
      BigInt(START + 3600) * NANOSECONDS,
      /\(of its statistics \d+ were received after the last second, or deleted\)$/,
      UNKNOWN_INTEREST,
    ],
    [
      'that is 0',
      'quantity',
      0,
      /^every exposure is 0: the open interest of the chosen options is 0 as of 2026-01-05$/,
      undefined,
    ],
  ])('%s: every exposure is 0, and a note says why', SLOW, async (_, name, value, note, fault) => {
    const day = await newDay({ session: '12:44-12:45', events: 2500 })
    await rewrite(day, 'statistics', 'statistics', (table) => {
      fillOf(table, name, value)
      return byReceipt(table)
    })
    const lake = await newLake(day)
    for (const { gex_abs: exposure } of await surfaceOf(lake)) expect(exposure).toBe(0)
    const notes = interestNotes(await qualityOf(lake))
    expect(notes).toEqual([expect.stringMatching(note)])
    if (fault === UNKNOWN_INTEREST) expect(notes[0]).toContain(UNKNOWN)
    expect(await gexFaults(lake)).toEqual(
      fault === undefined ? [] : [expect.stringContaining(fault)],
    )
    // The run and the status say the same.
    expect(qualityNotes(await qualityOf(lake))).toEqual(notes)
  })

  it('that is missing: no exposure, and verify reports it', async () => {
    const day = await newDay({ session: '12:44-12:45', events: 2500 })
    const lake = await newLake(day, ['futures', 'options', 'definitions'])
    const rows = await surfaceOf(lake)
    expect(rows).toHaveLength(60 * 25)
    for (const { quality, gex_abs: exposure, iv } of rows) {
      expect([quality, exposure, iv]).toEqual([NONE, 0, 0])
    }
    expect(await qualityOf(lake)).toMatchObject({ open_interest_date: 'none' })
    expect(interestNotes(await qualityOf(lake))).toEqual([
      'every exposure is 0: no open interest is known (no statistic is one of its options)',
    ])
    expect(await gexFaults(lake)).toEqual([expect.stringContaining(UNKNOWN_INTEREST)])
    const { skipped } = await wantedDays(lake, [{ symbol: SYMBOL, dt: DT }], STAGES, {})
    expect(skipped).toContain(`no statistics of ${SYMBOL} ${DT} are in the lake: no open interest`)
  })
})

it('a day without orders of the expiring series has no exposure, and reports it', async () => {
  const day = await newDay({ session: '12:44-12:45', events: 2500, expiries: [0, 3] })
  const today = new Set<number>()
  for await (const item of readDbn(day.path('options'))) {
    if (item.type !== 'metadata') continue
    for (const { rawSymbol, intervals } of item.metadata.mappings) {
      if (rawSymbol.startsWith('E1BF6 ')) today.add(Number(intervals[0].symbol))
    }
  }
  // Its header asks for them all the same.
  await rewrite(day, 'options', 'mbo', (table) => {
    const ids = table.column('instrument_id', 'uint32')
    return pick(
      table,
      rowsIn(table).filter((row) => !today.has(ids[row])),
    )
  })
  const lake = await newLake(day)
  expect(await readStored(lake, SURFACE)).toBeUndefined()
  const target = { symbol: SYMBOL, dt: DT }
  const { skipped } = await wantedDays(lake, [target], STAGES, {})
  expect(skipped).toContain(
    `no orders of E1BF6 (expires ${DT}) are in the lake: no gamma exposure on ${SYMBOL} ${DT}; add their file, or choose another --expiry`,
  )
  await expect(newLake(day, undefined, { expiry: '0dte' })).rejects.toThrow(
    `${DATASETS.optionMbo} ${SYMBOL} ${DT}: no orders of the options that expire within 0dte are in the lake (expected orders of E1BF6 (expires ${DT}), found orders of other series)`,
  )
})

describe('a convention of its own', () => {
  it('is what exposures follow from, and verify holds them to', LONG, async () => {
    const day = await newDay()
    const asUsual = await surfaceOf(await newLake(day))
    const lake = await newLake(day, undefined, {
      rate: 0.04,
      dealerSigns: { call: -1, put: 1 },
      multipliers: { ES: 20 },
    })
    const rows = await surfaceOf(lake)
    expect(rows.some(({ gex }) => gex !== 0)).toBe(true)
    for (const [row, { gex, gex_abs: size }] of asUsual.entries()) {
      expect(rows[row].gex).toBeCloseTo((-gex * 20) / 50, 6)
      expect(rows[row].gex_abs).toBeCloseTo((size * 20) / 50, 6)
    }
    expect(await gexFaults(lake)).toEqual([])
  })
})

it('definitions that make no sense are counted by their reason, the rest go on', SLOW, async () => {
  const day = await newDay()
  let spoilt = 0
  await rewrite(day, 'definitions', 'definition', (table) => {
    const strikes = table.column('strike_price', 'int64')
    const classes = table.column('instrument_class', 'char')
    for (let row = 0; row < table.length && spoilt < 2; row++) {
      if (classes[row] !== 67) continue // a call
      strikes[row] = 2n ** 63n - 1n
      spoilt++
    }
    return undefined
  })
  const lake = await newLake(day)
  expect(await qualityOf(lake)).toMatchObject({
    definitions_set_aside: 2,
    'definitions_set_aside: its strike is undefined, or beyond 9 million': 2,
  })
  expect((await surfaceOf(lake)).some(({ gex }) => gex !== 0)).toBe(true)
  expect(await gexFaults(lake)).toEqual([])
})

it('options without a definition are a note of every gamma table', async () => {
  const day = await newDay({ session: '12:44-12:45', events: 1000, strikeReach: 20 })
  await rewrite(day, 'definitions', 'definition', (table) => {
    const every2nd = Array.from({ length: Math.ceil(table.length / 2) }, (_, row) => 2 * row)
    return pick(table, every2nd)
  })
  const lake = await newLake(day)
  const orders = await readStored(lake, OPTION_ORDERS)
  const count = orders?.quality['left_out: records of options without a definition']
  expect(count).toBeGreaterThan(100)
  const states = await pipelineStatus(lake, {}, {})
  const [gamma, pressure] = [gammaExposure, hedgePressure].map(({ writes }) =>
    states.filter(({ dataset }) => writes.includes(dataset)),
  )
  expect([gamma.length, pressure.length]).toEqual([9, 1])
  for (const { notes } of [...gamma, ...pressure]) {
    expect(notes).toContainEqual(
      `${count} records of options without a definition were left out: if they are on this future, its exposure lacks them; add the day's definition file (schema definition of the same symbols)`,
    )
  }
  expect((await readStored(lake, SURFACE))?.notes.join()).toContain('its exposure lacks them')
})

describe('an evening that opens with an auction', () => {
  it('has no rows until there is a spot, and differences begin with the first', async () => {
    const day = await newDay({ session: '18:00-18:01', events: 3000 })
    const lake = await newLake(day, undefined, { expiry: 'all' })
    const clock = rowsOf(await readTable(lake, SNAPSHOTS))
    const [spotless, first] = [clock.filter(hasNoSpot), clock.find((row) => !hasNoSpot(row))]
    expect(spotless.length).toBeGreaterThan(0)
    const rows = await surfaceOf(lake)
    expect(rows).toHaveLength(25 * (clock.length - spotless.length))
    expect(await qualityOf(lake)).toMatchObject({ windows_without_spot: spotless.length })
    expect(rows[0].window_end_ts_ns).toBe(first?.window_end_ts_ns)
    for (const row of rows.slice(0, 25)) {
      expect([row.d1_gex_abs, row.d2_gex, row.d3_gex_imbalance_ratio]).toEqual([0, 0, 0])
    }
    // The day's own options expired at 16:00; those of three days on are there.
    expect(rows.at(-13)).toMatchObject({ quality: 0 })
    expect(await gexFaults(lake)).toEqual([])
  })

  it('of options that have all expired shows nothing', async () => {
    const day = await newDay({ session: '18:00-18:01', events: 3000, expiries: [0] })
    const lake = await newLake(day)
    for (const { quality, gex_abs: exposure, oi_call: calls } of await surfaceOf(lake)) {
      expect([QUALITIES[quality], exposure, calls]).toEqual(['none', 0, 0])
    }
    expect(await gexFaults(lake)).toEqual([
      'every exposure of the day is 0: of open interest of 2026-01-05, no strike near spot has any and a volatility',
    ])
  })

  const hasNoSpot = ({ spot_ref_price_int: spot }: Cells) => spot === Number(UNDEF_PRICE)
})

it('an order with a broken clock is placed by its receipt, and counted', async () => {
  const day = await newDay({ session: '12:44-12:45', events: 2500 })
  const unbroken = await newLake(day)
  const whole = await surfaceOf(unbroken)
  // All quotes are withdrawn at the end: those cancels come after the future's last second.
  const after = Number((await qualityOf(unbroken)).option_after_session_records)
  let broken = 0
  await rewrite(day, 'options', 'mbo', (table) => {
    const times = table.column('ts_event', 'int64')
    const isQuote = (row: number) =>
      table.column('action', 'char')[row] === 77 && table.column('flags', 'uint8')[row] >= 128
    for (let row = 0; row < table.length && broken < 3; row++) {
      const isEarly = times[row] < BigInt(START + 30) * NANOSECONDS
      if (!isQuote(row) || !isEarly) continue
      times[row] += BigInt(10 ** 9) * NANOSECONDS
      broken++
    }
    return undefined
  })
  const lake = await newLake(day)
  expect(broken).toBe(3)
  expect(await qualityOf(lake)).toMatchObject({
    option_after_session_records: after,
    option_broken_clock: 3,
  })
  expect(await gexFaults(lake)).toEqual([])
  expect(await surfaceOf(lake)).toEqual(whole)
})
