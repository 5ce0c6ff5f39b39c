import * as arrow from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { isDefaultSurface } from '../../src/seconds/second.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import { concatenate } from '../../src/wire/encode-table.ts'
import { formatSecond } from '../../src/wire/messages.ts'
import { refusedStream } from './listener.ts'
import { DAY, removeLake, SYMBOL, servedLake } from './served-lake.ts'

let lake: Lake
let source: LakeSeconds
let server: RunningServer

beforeAll(async () => {
  lake = await servedLake(20)
  source = await LakeSeconds.open(lake, SYMBOL, DAY)
  server = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
})
afterAll(async () => {
  await server.close()
  await source.close()
  removeLake(lake)
})

const address = (parameters: string) =>
  `${server.url.replace('http', 'ws')}/v1/hud/stream?symbol=${SYMBOL}&dt=${DAY}&speed=0.1${parameters}`

/** What a client gets that knows of the stream nothing but its page: texts, and bytes after each. */
interface Heard {
  readonly schemas: ReadonlyMap<string, Uint8Array>
  /** Payloads by surface, second after second. */
  readonly payloads: ReadonlyMap<string, readonly Uint8Array[]>
  readonly rows: ReadonlyMap<string, readonly number[]>
  /** Of all messages. */
  readonly bytes: number
}

/** The first seconds of the day, each gone to by a paused client: none is due at any time. */
function listen(parameters: string, seconds = 5): Promise<Heard> {
  const socket = new WebSocket(address(parameters))
  socket.binaryType = 'arraybuffer'
  onTestFinished(() => socket.close())
  const schemas = new Map<string, Uint8Array>()
  const payloads = new Map<string, Uint8Array[]>()
  const rows = new Map<string, number[]>()
  let [begun, due, bytes] = [0, 0, 0]
  let header = { type: '', surface: '', rows: 0, surfaces: [] as string[] }
  return new Promise((resolve, reject) => {
    const next = () => {
      if (begun === seconds) return resolve({ schemas, payloads, rows, bytes })
      if (begun === 1) socket.send('{"type":"pause"}')
      const ts_ns = formatSecond(source.day.firstEndSecond + begun)
      socket.send(JSON.stringify({ type: 'seek', ts_ns }))
    }
    socket.addEventListener('close', () => reject(new Error('the stream was closed')))
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') {
        header = JSON.parse(data)
        bytes += data.length
        if (header.type !== 'batch_start') return
        begun++
        due = header.surfaces.length
        return
      }
      const payload = new Uint8Array(data as ArrayBuffer)
      bytes += payload.length
      const { type, surface } = header
      if (type === 'surface_schema') {
        if (begun > 0) reject(new Error('a schema came after the first batch'))
        schemas.set(surface, payload)
        return
      }
      payloads.set(surface, [...(payloads.get(surface) ?? []), payload])
      rows.set(surface, [...(rows.get(surface) ?? []), header.rows])
      if (--due === 0) next()
    })
  })
}

describe('schemas sent once', () => {
  test('are each surface’s, and its payloads in a row are one Arrow stream with them', async () => {
    const { schemas, payloads, rows } = await listen('&schema=once')
    const surfaces = source.day.surfaces.filter(isDefaultSurface)
    expect([...schemas.keys()]).toEqual(surfaces)
    const { firstEndSecond } = source.day
    for (const surface of surfaces) {
      const schema = schemas.get(surface) ?? new Uint8Array()
      const parts = payloads.get(surface) ?? []
      const batches = [...arrow.RecordBatchReader.from(concatenate([schema, ...parts]))]
      const found = batches.map(({ numRows }) => numRows)
      expect(found, surface).toEqual(rows.get(surface)?.filter((count) => count > 0))
      const wanted = await source.readRange(surface, firstEndSecond, firstEndSecond + 4)
      const counts = wanted.reduce((sum, { length }) => sum + length, 0)
      expect(found.reduce((sum, count) => sum + count, 0)).toBe(counts)
    }
  })

  test('have meaning, unit and sentinel of each column', async () => {
    const { schemas, payloads } = await listen('&schema=once&surfaces=snap')
    const [payload] = payloads.get('snap') ?? []
    const table = arrow.tableFromIPC(
      concatenate([schemas.get('snap') ?? new Uint8Array(), payload]),
    )
    expect(table.schema.metadata.get('contract')).toBe('silver.future_mbo.book_snapshot_1s')
    expect(table.schema.metadata.get('doc')).toContain('The top of a future')
    const of = (name: string) =>
      Object.fromEntries(table.schema.fields.find((field) => field.name === name)?.metadata ?? [])
    expect(of('best_bid_price_int')).toEqual({
      doc: expect.stringContaining('Best bid, 1e-9 currency units'),
      unit: '1e-9 currency units',
      sentinel: '9223372036854775807',
    })
    expect(of('mid_price')).toMatchObject({ unit: 'points', sentinel: 'NaN' })
    expect(of('trade_count')).toEqual({ doc: expect.stringContaining('Trades of the second') })
  })

  test('are not in payloads, which are whole streams for who does not ask', async () => {
    const [each, once] = [await listen(''), await listen('&schema=once')]
    expect(each.schemas.size).toBe(0)
    for (const [surface, [payload]] of each.payloads) {
      const { numRows, schema } = arrow.tableFromIPC(payload)
      expect(numRows).toBe(each.rows.get(surface)?.[0])
      expect(schema.fields.some(({ metadata }) => metadata.has('doc'))).toBe(false)
      const [bare] = once.payloads.get(surface) ?? []
      expect(bare.length).toBeLessThan(payload.length)
    }
    const empty = [...once.rows].flatMap(([surface, counts]) =>
      counts.flatMap((count, at) => (count === 0 ? [once.payloads.get(surface)?.[at].length] : [])),
    )
    expect(empty.every((length) => length === 0)).toBe(true)
  })
})

describe('a choice of columns', () => {
  test('is what comes of the surfaces it names, the time among it; of others all', async () => {
    const heard = await listen(
      '&columns=wall:side,add_qty;snap:mid_price&surfaces=snap,wall,physics',
    )
    const columnsOf = (surface: string) =>
      arrow
        .tableFromIPC(heard.payloads.get(surface)?.[0] ?? [])
        .schema.fields.map(({ name }) => name)
    expect(columnsOf('snap')).toEqual(['window_end_ts_ns', 'mid_price'])
    expect(columnsOf('wall')).toEqual(['window_end_ts_ns', 'side', 'add_qty'])
    const [physics] = await source.readRange(
      'physics',
      source.day.firstEndSecond,
      source.day.lastEndSecond,
    )
    expect(columnsOf('physics')).toEqual(physics.contract.fields.map(({ name }) => name))
  })

  test('narrows the schemas that are sent once, and the values are the lake’s', async () => {
    const { schemas, payloads } = await listen('&schema=once&columns=wall:add_qty&surfaces=wall')
    const bytes = concatenate([
      schemas.get('wall') ?? new Uint8Array(),
      ...(payloads.get('wall') ?? []),
    ])
    const seen = arrow.tableFromIPC(bytes)
    const { firstEndSecond } = source.day
    const tables = await source.readRange('wall', firstEndSecond, firstEndSecond + 4)
    expect([...(seen.getChild('add_qty') ?? [])]).toEqual(
      tables.flatMap((table) => [...(table.filled('add_qty') as Int32Array)]),
    )
    expect(seen.schema.fields).toHaveLength(2)
  })

  test.each([
    ['columns=wall:nonsense', 'columns of silver.future_mbo.wall_surface_1s'],
    ['columns=wall', 'a choice like wall:side,rel_ticks;snap:mid_price'],
    ['columns=walls:side', 'a choice like wall:side,rel_ticks;snap:mid_price'],
    ['columns=', 'a choice like wall:side,rel_ticks;snap:mid_price'],
    ['schema=twice', 'once or each'],
  ])('%s is refused, and said why', async (parameters, expected) => {
    expect(await refusedStream(address(`&${parameters}`))).toMatchObject({ status: 400 })
    const answer = await fetch(address(`&${parameters}`).replace('ws', 'http'))
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining(expected) })
  })
})

test('the contracts have every column with its doc, unit and sentinel', async () => {
  const answer = await fetch(`${server.url}/v1/hud/contracts`)
  expect(answer.headers.get('content-type')).toBe('application/json')
  const { contracts } = (await answer.json()) as {
    contracts: { surface: string; columns: object[] }[]
  }
  expect(contracts.map(({ surface }) => surface)).toEqual(
    expect.arrayContaining([...source.day.surfaces]),
  )
  const snap = contracts.find(({ surface }) => surface === 'snap')
  expect(snap).toMatchObject({ contract: 'silver.future_mbo.book_snapshot_1s' })
  expect(snap?.columns).toContainEqual({
    name: 'best_ask_price_int',
    type: 'Int64',
    doc: expect.stringContaining('Best ask'),
    unit: '1e-9 currency units',
    sentinel: '9223372036854775807',
    letters: null,
  })
  const wall = contracts.find(({ surface }) => surface === 'wall')
  expect(wall?.columns).toContainEqual(
    expect.objectContaining({ name: 'side', type: 'Utf8', letters: ['A', 'B'], unit: null }),
  )
})
