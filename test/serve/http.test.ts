import { request } from 'node:http'
import { createConnection } from 'node:net'
import { text } from 'node:stream/consumers'
import { DuckDBInstance } from '@duckdb/node-api'
import * as arrow from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { type DayDescription, SURFACE_DATASETS } from '../../src/seconds/second.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import { decodeTables } from '../../src/wire/decode-table.ts'
import { formatSecond } from '../../src/wire/messages.ts'
import { ServerAddress } from '../../src/wire/server-address.ts'
import { fetchSettings } from '../../src/wire/server-requests.ts'
import { shownFolder } from '../lake/lake-files.ts'
import { DAY, removeLake, SYMBOL, servedLake } from './served-lake.ts'

const ORIGIN = 'https://desk.example'

let lake: Lake
let day: DayDescription
let server: RunningServer

beforeAll(async () => {
  lake = await servedLake(400)
  const source = await LakeSeconds.open(lake, SYMBOL, DAY)
  day = source.day
  await source.close()
  server = await serve(lake, { host: '127.0.0.1', port: 0, origins: [ORIGIN], log: () => {} })
})

afterAll(async () => {
  await server.close()
  removeLake(lake)
})

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { headers })
const hud = (name: string, query = '') => `/v1/hud/${name}?symbol=${SYMBOL}&dt=${DAY}${query}`
const between = (from: number, to: number) =>
  `&start_ts_ns=${formatSecond(from)}&end_ts_ns=${formatSecond(to)}`

async function bytesOf(answer: Response): Promise<Uint8Array> {
  expect(answer.headers.get('content-type')).toBe('application/vnd.apache.arrow.stream')
  return new Uint8Array(await answer.arrayBuffer())
}

test('the catalog lists what can be watched', async () => {
  const { days } = (await (await get('/v1/hud/catalog')).json()) as { days: unknown }
  expect(days).toEqual([{ symbol: SYMBOL, dt: DAY, surfaces: day.surfaces }])
})

test('settings: what the configuration says about the page', async () => {
  const usual = await (await get('/v1/hud/settings')).json()
  expect(usual).toEqual({ keys: {}, character_keys: true })
  const settings = { keys: { fit: 'ctrl+f' }, character_keys: false }
  const own = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {}, settings })
  expect(await fetchSettings(new ServerAddress(own.url))).toEqual(settings)
  await own.close()
})

test('health and metrics, in the forms their readers know', async () => {
  expect(await (await get('/healthz')).json()).toMatchObject({ status: 'ok', clients: 0 })
  const answer = await get('/metrics')
  expect(answer.headers.get('content-type')).toContain('version=0.0.4')
  for (const line of (await answer.text()).trimEnd().split('\n')) {
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? [\d.e+-]+)$/)
  }
})

test('the page says what is here', async () => {
  const answer = await get('/')
  expect(answer.headers.get('content-type')).toContain('text/html')
  expect(await answer.text()).toMatch(/<(!doctype|html)/i)
})

describe('bootstrap', () => {
  test('is the last seconds of the snapshot, and says which', async () => {
    const answer = await get(hud('bootstrap'))
    const { headers } = answer
    expect(headers.get('x-hud-symbol')).toBe(SYMBOL)
    expect(headers.get('x-hud-dt')).toBe(DAY)
    expect(headers.get('x-hud-start-ts-ns')).toBe(formatSecond(day.firstEndSecond))
    expect(headers.get('x-hud-end-ts-ns')).toBe(formatSecond(day.lastEndSecond))
    expect(headers.get('x-hud-windows')).toBe('400')
    const { contract, tables } = decodeTables(await bytesOf(answer))
    expect(contract.key).toBe(SURFACE_DATASETS.snap)
    expect(tables.reduce((sum, { length }) => sum + length, 0)).toBe(400)
  })

  test('ends at the requested second', async () => {
    const end = formatSecond(day.firstEndSecond + 9)
    const answer = await get(hud('bootstrap', `&end_ts_ns=${end}`))
    expect(answer.headers.get('x-hud-end-ts-ns')).toBe(end)
    expect(answer.headers.get('x-hud-windows')).toBe('10')
    const seen = arrow.tableFromIPC(await bytesOf(answer))
    expect(`${[...(seen.getChild('window_end_ts_ns') ?? [])].at(-1)}`).toBe(end)
  })

  test('before the day is a schema without rows', async () => {
    const answer = await get(hud('bootstrap', '&end_ts_ns=1000'))
    expect(answer.headers.get('x-hud-windows')).toBe('0')
    expect(decodeTables(await bytesOf(answer)).tables).toEqual([])
  })
})

/** A row of the files as the wire has it, where no price is 2^63 − 1. */
function asSent(row: Record<string, unknown>): Record<string, unknown> {
  const cells = Object.entries(row).map(([name, cell]) => [name, cell ?? UNDEF_PRICE])
  return Object.fromEntries(cells)
}

describe('surfaces', () => {
  test('DuckDB reads the same of the lake as any Arrow reader of the wire', async () => {
    const database = await (await DuckDBInstance.create()).connect()
    // Events are in few seconds.
    for (const surface of day.surfaces.filter((name) => name !== 'events')) {
      const [from, to] = [day.firstEndSecond + 290, day.firstEndSecond + 310]
      const answer = await get(hud('surfaces', `&surface=${surface}${between(from, to)}`))
      const seen = arrow.tableFromIPC(await bytesOf(answer))
      const partition = { dataset: SURFACE_DATASETS[surface], symbol: SYMBOL, dt: DAY }
      const files = `${shownFolder(lake, partition)}/*.parquet`
      // The column of timestamps is in files only.
      const sql = `SELECT * EXCLUDE (ts) FROM read_parquet('${files}', hive_partitioning = false)
        WHERE window_end_ts_ns BETWEEN ${formatSecond(from)} AND ${formatSecond(to)}`
      const stored = (await database.runAndReadAll(sql)).getRowObjects().map(asSent)
      expect(seen.numRows).toBe(stored.length)
      expect(seen.numRows).toBeGreaterThanOrEqual(21)
      expect(seen.toArray().map((row) => row.toJSON())).toEqual(stored)
    }
    database.closeSync()
  })

  test('a second without rows is a schema', async () => {
    const beyond = between(day.lastEndSecond + 1, day.lastEndSecond + 5)
    const { contract, tables } = decodeTables(
      await bytesOf(await get(hud('surfaces', `&surface=wall${beyond}`))),
    )
    expect(tables).toEqual([])
    expect(contract.fields.find(({ name }) => name === 'side')?.letters).toEqual(['A', 'B'])
  })

  test('only the columns that are named, and always the time', async () => {
    const range = between(day.firstEndSecond, day.firstEndSecond + 1)
    const query = `&surface=wall&columns=rel_ticks,side${range}`
    const seen = arrow.tableFromIPC(await bytesOf(await get(hud('surfaces', query))))
    const names = ['window_end_ts_ns', 'side', 'rel_ticks']
    expect(seen.schema.fields.map(({ name }) => name)).toEqual(names)
    expect(seen.numRows).toBeGreaterThan(2)
  })

  test('a client that disconnects during a response leaves nothing behind', async () => {
    const range = between(day.firstEndSecond, day.lastEndSecond)
    const path = hud('surfaces', `&surface=radar${range}`)
    for (let times = 0; times < 20; times++) {
      const socket = createConnection({ port: server.port, host: '127.0.0.1' })
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
      await new Promise((resolve) => socket.once('data', resolve))
      socket.destroy()
    }
    // There is room again for as many as may read at the same time.
    const answers = await Promise.all(Array.from({ length: 8 }, () => get(path)))
    for (const answer of answers) {
      const { tables } = decodeTables(await bytesOf(answer))
      expect(tables.reduce((sum, { length }) => sum + length, 0)).toBe(400)
    }
  })

  test.each([
    ['', 400],
    ['&surface=wall', 400],
    ['&surface=wall&columns=__proto__&start_ts_ns=1&end_ts_ns=2', 400],
    ['&surface=gex&start_ts_ns=1&end_ts_ns=2', 400],
    ['&surface=../wall&start_ts_ns=1&end_ts_ns=2', 400],
    ['&surface=wall&start_ts_ns=5000000000&end_ts_ns=1', 400],
    ['&surface=wall&start_ts_ns=1000000000&end_ts_ns=3601000000000', 400],
    ['&surface=wall&start_ts_ns=-1&end_ts_ns=5', 400],
  ])('%s: %i', async (query, status) => {
    const answer = await get(hud('surfaces', query))
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ type: 'error' })
  })

  test('an hour may be asked for', async () => {
    const hour = between(day.firstEndSecond, day.firstEndSecond + 3599)
    expect((await get(hud('surfaces', `&surface=levels${hour}`))).status).toBe(200)
  })
})

describe('what is refused', () => {
  test.each([
    ['/v1/hud/bootstrap?symbol=../../etc&dt=2026-01-06', 400],
    ['/v1/hud/bootstrap?symbol=ESH6&dt=../..', 400],
    ['/v1/hud/bootstrap?symbol=ESM6&dt=2026-01-06', 404],
    ['/v1/hud/', 404],
    ['/v1', 404],
    ['/package.json', 404],
    ['/constructor', 404],
    ['/%2e%2e/%2e%2e/etc/passwd', 404],
    ['/v1/hud/stream?symbol=ESH6&dt=2026-01-06', 426],
    [`/?${'x'.repeat(4000)}`, 414],
  ])('%s: %i', async (path, status) => {
    const answer = await get(path)
    expect(answer.status).toBe(status)
    const { message } = (await answer.json()) as { message: string }
    expect(message).toMatch(/\.$/)
    expect(message).not.toContain(lake.root)
  })

  test('a path that climbs, sent as it is', async () => {
    const { port } = server
    const asked = request({ port, host: '127.0.0.1', path: '/../../../../etc/passwd' }).end()
    const status = await new Promise((resolve) =>
      asked.once('response', (answer) => resolve(answer.resume().statusCode)),
    )
    expect(status).toBe(404)
  })

  test('anything but reading', async () => {
    for (const method of ['POST', 'DELETE', 'PUT', 'OPTIONS']) {
      expect((await fetch(`${server.url}/v1/hud/catalog`, { method })).status).toBe(405)
    }
  })

  test('another origin than those allowed', async () => {
    expect((await get('/v1/hud/catalog', { origin: 'https://evil.example' })).status).toBe(403)
    const allowed = await get('/v1/hud/catalog', { origin: ORIGIN })
    expect(allowed.headers.get('access-control-allow-origin')).toBe(ORIGIN)
  })

  test('headers without end, and bytes that are no HTTP', async () => {
    for (const sent of [
      `GET / HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
      '\0\u0001garbage\r\n\r\n',
    ]) {
      const socket = createConnection({ port: server.port, host: '127.0.0.1' })
      socket.on('error', () => {})
      socket.write(sent)
      expect(await text(socket).catch(() => 'cut')).toMatch(/^(HTTP\/1.1 4|cut)/)
    }
    expect((await get('/healthz')).status).toBe(200)
  })

  test('a flood, until it stops', async () => {
    const own = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
    onTestFinished(() => own.close())
    const answers = await Promise.all(
      Array.from({ length: 400 }, () => fetch(`${own.url}/healthz`).then(({ status }) => status)),
    )
    expect(answers.filter((status) => status === 429).length).toBeGreaterThan(50)
    expect(answers.filter((status) => status === 200).length).toBeGreaterThanOrEqual(200)
  })
})
