import { describe, expect, test, vi } from 'vitest'
import { type Received, TestGateway } from './client.ts'
import {
  BEGIN,
  CALL,
  ESH6,
  ESM6,
  makeFile,
  mboRecord,
  quoteRecord,
  removeFilesAfterwards,
  timeOf,
  tradeRecord,
} from './made-files.ts'

removeFilesAfterwards()

const ALL = 'schema=mbo|symbols=ALL_SYMBOLS'
const ORDERS = makeFile(
  'mbo',
  Array.from({ length: 30 }, (_, index) => {
    const instrument = [ESH6, ESM6, CALL][index % 3] as number
    return mboRecord({ at: index, instrument, id: 2n ** 63n + BigInt(index) })
  }),
)
const TRADES = makeFile(
  'trades',
  [0, 9, 9.5].map((at, index) => tradeRecord(at, ESH6, index + 1)),
)

const idsOf = (records: readonly Received[]) =>
  records
    .filter(({ kind }) => kind === 'mbo')
    .map(({ order_id }) => Number(BigInt(order_id) - 2n ** 63n))
const range = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step)
const codesOf = (records: readonly Received[]) =>
  records
    .filter(({ kind }) => kind === 'system' || kind === 'error')
    .map(({ kind, code }) => `${kind} ${code}`)

describe('a session', () => {
  test('greets, lets in, and sends every record of the files in one order', async () => {
    const gateway = await TestGateway.of([ORDERS, TRADES])
    const client = gateway.connect([ALL, 'schema=trades|symbols=ALL_SYMBOLS', 'start_session'])
    expect(await client.ended).toEqual({ reason: 'files at their end', records: 33 })
    expect(client.isEnded).toBe(true)
    expect(client.parts.text).toMatch(
      /^lsg_version=test\ncram=[0-9a-f]{32}\nsuccess=1\|session_id=1\n$/,
    )
    const { metadata, records } = client.stream
    expect(metadata).toMatchObject({
      version: 3,
      dataset: 'GLBX.MDP3',
      schema: 0xffff,
      stypeIn: 255,
      tsOut: false,
      symbols: [],
    })
    expect(idsOf(records)).toEqual(range(0, 30))
    const times = records.filter(({ ts_recv }) => ts_recv).map(({ ts_recv }) => ts_recv as bigint)
    expect(times).toEqual(times.toSorted((a, b) => Number(a - b)))
    expect(client.of('trade').map(({ size }) => size)).toEqual([1, 2, 3])
    expect(codesOf(records)).toEqual(['system 1', 'system 1'])
  })

  test('each instrument is mapped before its first record, and once', async () => {
    const gateway = await TestGateway.of([ORDERS])
    const lines = ['schema=mbo|stype_in=parent|symbols=ES.FUT,E1B.OPT', 'start_session']
    const client = gateway.connect(lines)
    await client.ended
    const mapped = new Set<unknown>()
    for (const record of client.records) {
      if (record.kind === 'mbo') expect(mapped).toContain(record.instrument_id)
      if (record.kind !== 'symbol_mapping') continue
      expect(mapped).not.toContain(record.instrument_id)
      mapped.add(record.instrument_id)
    }
    expect(client.of('symbol_mapping')).toMatchObject([
      { instrument_id: ESH6, stype_in: 4, stype_in_symbol: 'ES.FUT', stype_out_symbol: 'ESH6' },
      { instrument_id: ESM6, stype_in: 4, stype_in_symbol: 'ES.FUT', stype_out_symbol: 'ESM6' },
      { instrument_id: CALL, stype_in_symbol: 'E1B.OPT', stype_out_symbol: 'E1BF6 C6900' },
    ])
  })

  test.each([
    ['raw_symbol', 'ESH6', 0],
    ['instrument_id', String(ESM6), 1],
    ['parent', 'E1B.OPT', 2],
  ])('by %s: %s', async (stype, symbol, first) => {
    const gateway = await TestGateway.of([ORDERS])
    const client = gateway.connect([
      `schema=mbo|stype_in=${stype}|symbols=${symbol}`,
      'start_session',
    ])
    await client.ended
    expect(idsOf(client.records)).toEqual(range(first, 30, 3))
  })

  test('chunks are one subscription, acknowledged once; symbols of none are told and pass', async () => {
    const gateway = await TestGateway.of([ORDERS])
    const client = gateway.connect([
      'schema=mbo|symbols=ESH6,NOPE1,NOPE2|id=5|is_last=0',
      'schema=mbo|symbols=ESM6|id=5|is_last=1',
      'start_session',
    ])
    expect((await client.ended).records).toBe(20)
    expect(codesOf(client.records)).toEqual(['error 4', 'error 4', 'system 1'])
    expect(client.of('error')).toMatchObject([
      { err: 'Failed to resolve symbol: NOPE1', is_last: 0 },
      { err: 'Failed to resolve symbol: NOPE2', is_last: 1 },
    ])
    expect(client.of('system')).toMatchObject([
      { msg: 'Subscription request 5 for mbo data succeeded' },
    ])
  })

  test.each(['none', 'zstd'])(
    'with ts_out every record has it: compression %s',
    async (compression) => {
      const gateway = await TestGateway.of([ORDERS])
      const client = gateway.connect([ALL, 'start_session'], {
        login: `ts_out=1|compression=${compression}`,
      })
      await client.ended
      const { metadata, records } = client.stream
      expect(metadata?.tsOut).toBe(true)
      expect(idsOf(records)).toEqual(range(0, 30))
      for (const { ts_out, ts_recv } of records)
        expect(ts_out).toBeGreaterThanOrEqual(BigInt(ts_recv ?? BEGIN))
    },
  )

  test('an invalid request is an error of the stream and ends it, started or not', async () => {
    const gateway = await TestGateway.of([ORDERS])
    const client = gateway.connect(['schema=l3|symbols=ESH6'])
    expect((await client.ended).reason).toBe('error')
    expect(client.of('error')).toMatchObject([
      { code: 5, err: expect.stringContaining('Invalid subscription: schema "l3"') },
    ])
    expect(client.isEnded).toBe(true)
  })
})

describe('replay', () => {
  test('by subscription, from its start on, then live without a gap', async () => {
    const gateway = await TestGateway.of([ORDERS, TRADES], { at: timeOf(12) })
    const client = gateway.connect([
      `schema=mbo|symbols=ESH6|start=${timeOf(6) - 1000n}`,
      'schema=mbo|symbols=ESM6',
      'schema=trades|symbols=ESH6|start=0',
      'start_session',
    ])
    await client.ended
    const { records } = client.stream
    expect(idsOf(records)).toEqual([6, 9, 12, 13, 15, 16, 18, 19, 21, 22, 24, 25, 27, 28])
    expect(client.of('trade').map(({ size }) => size)).toEqual([1, 2, 3])
    const done = records.filter(({ code, kind }) => kind === 'system' && code === 3)
    expect(done.map(({ msg }) => msg)).toEqual(['Finished mbo replay', 'Finished trades replay'])
    const last = records.findIndex(({ order_id }) => order_id === 2n ** 63n + 9n)
    const first = records.findIndex(({ order_id }) => order_id === 2n ** 63n + 12n)
    for (const each of done) {
      expect(records.indexOf(each)).toBeGreaterThan(last)
      expect(records.indexOf(each)).toBeLessThan(first)
    }
  })

  test('an ISO time is accepted as a start', async () => {
    const gateway = await TestGateway.of([ORDERS], { at: timeOf(12) })
    const client = gateway.connect([`${ALL}|start=2026-01-06T14:30:08.5Z`, 'start_session'])
    await client.ended
    expect(idsOf(client.records)).toEqual(range(9, 30))
  })

  test('is refused with error 8 if configured', async () => {
    const gateway = await TestGateway.of([ORDERS])
    const client = gateway.connect([`${ALL}|start=0`, 'start_session'], { faults: 'error8' })
    expect(await client.ended).toEqual({ reason: 'error', records: 0 })
    expect(client.of('error')).toMatchObject([{ code: 8 }])
  })
})

describe('while it runs', () => {
  test('subscribed to without a replay, and unsubscribed from, each acknowledged', async () => {
    const gateway = await TestGateway.of([ORDERS], { speed: 1 })
    const client = gateway.connect(['schema=mbo|symbols=ESH6', 'start_session'])
    await vi.waitFor(() => expect(idsOf(client.records)).toEqual([0]))
    await play(gateway, 7)
    client.send('schema=mbo|symbols=ESM6|start=0|id=3')
    await vi.waitFor(() => expect(codesOf(client.records)).toEqual(['system 1', 'system 1']))
    await play(gateway, 7)
    client.send('unsubscribe|schema=mbo|stype_in=raw_symbol|symbols=ESH6|is_last=1')
    await vi.waitFor(() => expect(codesOf(client.records).at(-1)).toBe('system 5'))
    await play(gateway, 16)
    await client.ended
    expect(idsOf(client.records)).toEqual([0, 3, 6, 9, 10, 12, 13, 16, 19, 22, 25, 28])
  })

  test('records come at their time, and heartbeats where there are none', async () => {
    const gateway = await TestGateway.of([ORDERS], { speed: 0.1, atEnd: 'hold' })
    const client = gateway.connect([ALL, 'start_session'], { login: 'heartbeat_interval_s=6' })
    await vi.waitFor(() => expect(idsOf(client.records)).toEqual([0]))
    await play(gateway, 5)
    expect(codesOf(client.records)).toEqual(['system 1'])
    await play(gateway, 4.9)
    expect(codesOf(client.records)).toEqual(['system 1', 'system 0'])
    expect(idsOf(client.records)).toEqual([0])
    await play(gateway, 0.2)
    expect(idsOf(client.records)).toEqual([0, 1])
    client.session?.close()
    expect((await client.ended).reason).toBe('client gone')
  })

  test('a client that does not log in is let go', async () => {
    const gateway = await TestGateway.of([ORDERS])
    const client = gateway.connect([], { login: undefined })
    await gateway.clock.advance(29_000)
    expect(client.isEnded).toBe(false)
    await gateway.clock.advance(1000)
    expect(client.isEnded).toBe(true)
    expect(await client.ended).toMatchObject({ reason: 'not logged in', records: 0 })
  })
})

describe('at the end of the files', () => {
  test('the next session has the day from its beginning', async () => {
    const gateway = await TestGateway.of([ORDERS])
    for (const _ of [1, 2]) {
      const client = gateway.connect([ALL, 'start_session'])
      await client.ended
      expect(idsOf(client.records)).toEqual(range(0, 30))
    }
  })

  test('a session is held open if configured', async () => {
    const gateway = await TestGateway.of([ORDERS], { atEnd: 'hold' })
    const client = gateway.connect([ALL, 'start_session'])
    await vi.waitFor(() => expect(idsOf(client.records)).toHaveLength(30))
    await play(gateway, 31)
    expect(codesOf(client.records)).toEqual(['system 1', 'system 0'])
    client.session?.close()
    await client.ended
  })

  test('the day restarts from its beginning if configured', async () => {
    const gateway = await TestGateway.of([ORDERS], { atEnd: 'loop', speed: 1, at: timeOf(28) })
    const client = gateway.connect([`${ALL}|start=0`, 'start_session'])
    await vi.waitFor(() => expect(idsOf(client.records)).toHaveLength(29))
    for (const seconds of [1, 1, 1]) await play(gateway, seconds)
    client.session?.close()
    await client.ended
    expect(idsOf(client.records).slice(0, 33)).toEqual([...range(0, 30), 28, 29, 28])
  })
})

describe('a slow reader', () => {
  const QUOTES = makeFile(
    'mbp-1',
    range(0, 100).map((index) => quoteRecord(index / 10, ESH6, index)),
  )
  const MANY = makeFile(
    'mbo',
    range(0, 100).map((index) =>
      mboRecord({ at: index / 10, instrument: ESH6, id: BigInt(index) }),
    ),
  )

  async function readSlowly(behavior: string) {
    const gateway = await TestGateway.of([QUOTES, MANY], { speed: 1 })
    const lines = ['schema=mbp-1|symbols=ESH6', 'schema=mbo|symbols=ESH6', 'start_session']
    const client = gateway.connect(lines, { login: `slow_reader_behavior=${behavior}` })
    await vi.waitFor(() => expect(client.of('mbp_1')).toHaveLength(1))
    client.isStuck = true
    await play(gateway, 4)
    client.read()
    await settle()
    await play(gateway, 7)
    await client.ended
    expect(client.of('mbo')).toHaveLength(100)
    return client
  }

  test('is warned, and gets everything if it requested that', async () => {
    const client = await readSlowly('warn')
    expect(codesOf(client.records)).toEqual(['system 1', 'system 1', 'system 2'])
    expect(client.of('mbp_1')).toHaveLength(100)
  })

  test('is warned, and told how many quotes it missed, never orders', async () => {
    const client = await readSlowly('skip')
    expect(codesOf(client.records)).toEqual(['system 1', 'system 1', 'system 2', 'error 7'])
    const missed = 100 - client.of('mbp_1').length
    expect(missed).toBeGreaterThan(20)
    expect(client.of('error')).toMatchObject([
      { err: `Slow client detected for mbp-1: ${missed} records skipped` },
    ])
  })
})

/** Lets the gateway do what it can do now: it reads files in between. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1))
}

/** Lets seconds of the clock pass, a little at a time. */
async function play(gateway: TestGateway, seconds: number): Promise<void> {
  await settle()
  await gateway.clock.advance(seconds * 1000)
  await settle()
}
