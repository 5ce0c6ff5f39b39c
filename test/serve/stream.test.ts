import { createConnection } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { type DayDescription, isDefaultSurface, type Second } from '../../src/seconds/second.ts'
import type { LogEntry } from '../../src/serve/log.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import { type Alert, AlertSearch } from '../../src/signals/alerts.ts'
import { signalOf } from '../../src/signals/named-signals.ts'
import type { Table } from '../../src/table/table.ts'
import { formatSecond } from '../../src/wire/messages.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { refusedStream, TestClient } from './listener.ts'
import { DAY, removeLake, SYMBOL, servedLake } from './served-lake.ts'

let lake: Lake
let source: LakeSeconds
let day: DayDescription
/** Of the server that most of these tests share. */
const clock = new VirtualClock()
let server: RunningServer
const log: LogEntry[] = []

beforeAll(async () => {
  lake = await servedLake()
  source = await LakeSeconds.open(lake, SYMBOL, DAY)
  day = source.day
  const logged = (entry: LogEntry) => log.push(entry)
  server = await serve(lake, { host: '127.0.0.1', port: 0, clock, log: logged })
})

afterAll(async () => {
  await server.close()
  await source.close()
  removeLake(lake)
})

afterEach(() => {
  // Nothing that is done to the server may be a fault of the server's.
  expect(log.filter(({ level }) => level === 'error')).toEqual([])
})

const address = (parameters = '', on = server) =>
  `${on.url.replace('http', 'ws')}/v1/hud/stream?symbol=${SYMBOL}&dt=${DAY}${parameters}`

async function connect(parameters = '', on = server): Promise<TestClient> {
  const client = await TestClient.connect(
    address(parameters, on),
    {},
    on === server ? clock : undefined,
  )
  onTestFinished(() => client.close())
  return client
}

/** Connects once the server has noticed that another client is gone. */
async function connectWhenThereIsRoom(on: RunningServer): Promise<TestClient> {
  for (;;) {
    const client = await connect('', on).catch(() => undefined)
    if (client) return client
  }
}

/** Whole seconds in a row from one on. */
const row = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n)

function rowsOf(tables: ReadonlyMap<string, Table>) {
  return Array.from(tables, ([name, table]) => [
    name,
    table.contract.fields.map((field) => [field.name, [...table.filled(field.name)]]),
  ])
}

describe('a stream', () => {
  test('sends the description of the day first', async () => {
    const client = await connect('&speed=100')
    await client.untilBatches(1)
    expect(client.received[0].event).toMatchObject({
      type: 'session',
      symbol: SYMBOL,
      dt: DAY,
      tick_size: '250000000',
      first_window_end_ts_ns: formatSecond(day.firstEndSecond),
      last_window_end_ts_ns: formatSecond(day.lastEndSecond),
      surfaces: day.surfaces.filter(isDefaultSurface),
      book_origin: 'snapshot',
    })
  })

  test('is the day, second by second, as the lake has it, and then ends', async () => {
    const client = await connect('&speed=25')
    await client.until(() => client.received.at(-1)?.event.type === 'stream_end')
    const count = day.lastEndSecond - day.firstEndSecond + 1
    expect(client.seconds).toEqual(row(day.firstEndSecond, count))
    for (const batch of client.batches) {
      const stored: Second = await source.read(batch.endSecond)
      expect(rowsOf(batch.surfaces)).toEqual(rowsOf(stored.surfaces))
      expect(batch.dropped).toBe(0)
    }
  })

  test('plays by the machine’s own clock', async () => {
    const own = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
    onTestFinished(() => own.close())
    const client = await connect('&speed=10', own)
    await client.untilBatches(5)
    expect(client.seconds[0]).toBe(day.firstEndSecond)
    expect(client.seconds).toEqual(client.seconds.toSorted((a, b) => a - b))
  })

  test('begins at the requested second with the requested surfaces, in the order of the day', async () => {
    const start = day.firstEndSecond + 40
    const client = await connect(
      `&start_ts_ns=${formatSecond(start)}&speed=50&surfaces=levels,wall`,
    )
    await client.untilBatches(3)
    expect(client.seconds.slice(0, 3)).toEqual(row(start, 3))
    expect([...client.batches[0].surfaces.keys()]).toEqual(['wall', 'levels'])
  })

  test('of a root is that of its front contract', async () => {
    const client = await TestClient.connect(address('&speed=50').replace('ESH6', 'ES'), {}, clock)
    onTestFinished(() => client.close())
    await client.untilBatches(1)
    expect(client.received[0].event).toMatchObject({ symbol: 'ESH6' })
  })
})

describe('control', () => {
  test('pause stops, resume continues without a gap', async () => {
    const client = await connect('&speed=20')
    await client.untilBatches(3)
    client.send({ type: 'pause' })
    await clock.advance(150)
    const { length } = client.batches
    await clock.advance(300)
    expect(client.batches).toHaveLength(length)
    client.send({ type: 'resume' })
    await client.untilBatches(length + 5)
    expect(client.seconds).toEqual(row(day.firstEndSecond, client.seconds.length))
  })

  test('seek jumps to any second, back and forth', async () => {
    const client = await connect()
    await client.untilBatches(1)
    for (const second of [day.firstEndSecond + 70, day.firstEndSecond + 5]) {
      const asked = clock.now()
      client.send({ type: 'seek', ts_ns: formatSecond(second) })
      await client.until(() => client.seconds.at(-1) === second)
      expect(clock.now() - asked).toBeLessThan(500)
    }
  })

  test('seek beyond the day stops at its ends', async () => {
    const client = await connect()
    client.send({ type: 'seek', ts_ns: '9000000000000000000' })
    await client.until(() => client.received.at(-1)?.event.type === 'stream_end')
    expect(client.seconds.at(-1)).toBe(day.lastEndSecond)
    client.send({ type: 'seek', ts_ns: '0' })
    await client.until(() => client.seconds.at(-1) === day.firstEndSecond)
  })

  test('alerts of conditions: those of the day, then each as its second is sent', async () => {
    const rule = {
      name: 'trade_volume > 0',
      signal: signalOf('trade_volume > 0', new Map()).signal,
    }
    const search = new AlertSearch([rule], new Map())
    const rung = await search.upTo(source, day.lastEndSecond)
    expect(rung.length).toBeGreaterThan(0)
    const [{ second }] = rung
    const client = await connect(`&start_ts_ns=${formatSecond(second - 2)}`)
    client.send({ type: 'alerts', conditions: ['trade_volume > 0'] })
    const of = (type: string) =>
      client.received.flatMap(({ event }) => (event.type === type ? [event] : []))
    await client.until(() => of('alert').length > 0)
    const named = ({ second, name }: Alert) => ({ window_end_ts_ns: formatSecond(second), name })
    expect(of('alerts')).toEqual([{ type: 'alerts', alerts: rung.map(named) }])
    expect(of('alert')).toEqual([{ type: 'alert', ...named(rung[0]) }])
    expect(client.seconds).toContain(second)
    // Others are told of none, and none conditions end it.
    client.send({ type: 'alerts', conditions: [] })
    await client.until(() => of('alerts').length === 2)
    expect(of('alerts')[1]).toEqual({ type: 'alerts', alerts: [] })
    for (const [condition, why] of [
      ['trade_volum > 0', 'there is no column trade_volum'],
      ['ofi > q(ofi, 0.9)', 'the lake has none of session'],
      ['call_wall > 0', 'which the day has not'],
    ]) {
      const errors = of('error').length
      client.send({ type: 'alerts', conditions: [condition] })
      await client.until(() => of('error').length > errors)
      expect(of('error').at(-1)).toMatchObject({ message: expect.stringContaining(why) })
    }
  })

  test('a paused client gets the second it seeks, and no more', async () => {
    const client = await connect('&speed=20')
    client.send({ type: 'pause' })
    await clock.advance(100)
    const second = day.firstEndSecond + 50
    client.send({ type: 'seek', ts_ns: formatSecond(second) })
    await client.until(() => client.seconds.at(-1) === second)
    await clock.advance(200)
    expect(client.seconds.at(-1)).toBe(second)
    client.send({ type: 'resume' })
    await client.until(() => client.seconds.at(-1) === second + 2)
  })

  test('speed changes without losing or repeating a second', async () => {
    const client = await connect('&speed=5')
    for (const value of [40, 5, 100, 20]) {
      await clock.advance(150)
      client.send({ type: 'speed', value })
    }
    await client.untilBatches(30)
    expect(client.seconds).toEqual(row(day.firstEndSecond, client.seconds.length))
  })

  test('an unknown message is answered, and the stream continues', async () => {
    const client = await connect('&speed=20')
    const wrongs = ['hello', '{"type":"stop"}', '{"type":"speed","value":-1}', '{"type":"seek"}']
    for (const wrong of wrongs) client.socket.send(wrong)
    client.socket.send(Buffer.from([1, 2, 3]))
    const errors = () => client.received.filter(({ event }) => event.type === 'error').length
    await client.until(() => errors() === 5)
    const { length } = client.batches
    await client.untilBatches(length + 3)
    expect(client.seconds).toEqual(row(day.firstEndSecond, client.seconds.length))
    expect(errors()).toBe(5)
  })
})

describe('several clients', () => {
  test('at different places do not disturb each other', async () => {
    const near = await connect('&speed=10')
    const far = await connect(`&speed=10&start_ts_ns=${formatSecond(day.firstEndSecond + 30)}`)
    await Promise.all([near.untilBatches(4), far.untilBatches(4)])
    far.send({ type: 'seek', ts_ns: formatSecond(day.firstEndSecond + 60) })
    far.send({ type: 'speed', value: 2 })
    await near.untilBatches(12)
    expect(near.seconds).toEqual(row(day.firstEndSecond, near.seconds.length))
    expect(far.seconds.slice(0, 4)).toEqual(row(day.firstEndSecond + 30, 4))
    expect(far.seconds.at(-1)).toBeGreaterThanOrEqual(day.firstEndSecond + 60)
  })

  test('each second is encoded once for all of them', async () => {
    const own = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
    onTestFinished(() => own.close())
    const clients = await Promise.all(row(0, 20).map(() => connect('&speed=10', own)))
    await Promise.all(clients.map((client) => client.untilBatches(10)))
    const metrics = await (await fetch(`${own.url}/metrics`)).text()
    const encoded = Number(/spymaster_encoding_seconds_count (\d+)/.exec(metrics)?.[1])
    // However far apart they are: two hundred batches of at most ninety seconds.
    expect(encoded).toBeLessThanOrEqual(day.lastEndSecond - day.firstEndSecond + 1)
  })

  test('one that never reads loses whole batches, and changes nothing for the others', async () => {
    const deaf = createConnection({ port: server.port, host: '127.0.0.1' })
    onTestFinished(() => {
      deaf.destroy()
    })
    deaf.pause()
    const { host, pathname, search } = new URL(address('&speed=600'))
    deaf.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
    )
    // Sent again and again until the system's own buffers are full.
    const again = clock.interval(160, () => {
      deaf.write(maskedText('{"type":"seek","ts_ns":"0"}'))
    })
    onTestFinished(() => again.cancel())
    const other = await connect('&speed=10')
    await other.untilBatches(1)
    const begun = clock.now()
    await other.untilBatches(60)
    expect(other.seconds.slice(0, 60)).toEqual(row(day.firstEndSecond, 60))
    expect(other.batches.at(-1)?.dropped).toBe(0)
    // Sixty seconds at ten a second, from when the first was due.
    expect(clock.now() - begun).toBeLessThan(6100)
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(Number(/spymaster_batches_dropped_total (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(0)
  })

  test('a slow client is told how many batches it lost, between complete batches', async () => {
    const client = await connect('&speed=600')
    client.socket.pause()
    for (const _ of row(0, 12)) {
      await clock.advance(160)
      client.send({ type: 'seek', ts_ns: '0' })
    }
    client.socket.resume()
    await clock.advance(500)
    client.send({ type: 'seek', ts_ns: '0' })
    client.send({ type: 'speed', value: 20 })
    await client.until(() => (client.batches.at(-1)?.dropped ?? 0) > 0)
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    const dropped = Number(/spymaster_batches_dropped_total (\d+)/.exec(metrics)?.[1])
    expect(client.batches.at(-1)?.dropped).toBeLessThanOrEqual(dropped)
  })
})

/** A client's text as one frame, masked with zeros. */
function maskedText(text: string): Buffer {
  const payload = Buffer.from(text)
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}

describe('what cannot be streamed is refused before it is one', () => {
  test.each([
    ['symbol=../../etc&dt=2026-01-06', 400],
    ['symbol=..%2F..%2Fetc&dt=2026-01-06', 400],
    ['symbol=%00&dt=2026-01-06', 400],
    ['dt=2026-01-06', 400],
    ['symbol=ESH6', 400],
    ['symbol=ESH6&dt=2026-02-30', 400],
    ['symbol=ESH6&dt=2026-01-07', 404],
    ['symbol=NQ&dt=2026-01-06', 404],
    ['symbol=ESH6&dt=2026-01-06&speed=0', 400],
    ['symbol=ESH6&dt=2026-01-06&speed=', 400],
    ['symbol=ESH6&dt=2026-01-06&speed=fast', 400],
    ['symbol=ESH6&dt=2026-01-06&surfaces=wall,secrets', 400],
    ['symbol=ESH6&dt=2026-01-06&start_ts_ns=now', 400],
    ['symbol=ESH6&dt=2026-01-06&start_ts_ns=9000000000000000000', 400],
  ])('%s: %i', async (query, status) => {
    const { status: found, message } = await refusedStream(
      `${server.url.replace('http', 'ws')}/v1/hud/stream?${query}`,
    )
    expect(found).toBe(status)
    expect(message).toMatch(/\.$/)
    expect(message).not.toContain(lake.root)
  })

  test('another path', async () => {
    const url = address().replace('/v1/hud/stream', '/v1/hud/other')
    expect((await refusedStream(url)).status).toBe(404)
  })

  test.each(['https://evil.example', 'null', 'http://localhost.evil.example'])(
    'a page of %s',
    async (origin) => {
      expect((await refusedStream(address(), { origin })).status).toBe(403)
    },
  )

  test('a page that was led here under another name', async () => {
    const headers = { host: 'evil.example', origin: 'http://evil.example' }
    expect((await refusedStream(address(), headers)).status).toBe(403)
  })

  test('the page of this server may', async () => {
    const client = await TestClient.connect(address(), { origin: server.url }, clock)
    onTestFinished(() => client.close())
    await client.untilBatches(1)
    expect(client.seconds[0]).toBe(day.firstEndSecond)
  })

  test('a message of a megabyte closes that client alone', async () => {
    const [loud, quiet] = [await connect(), await connect('&speed=20')]
    loud.socket.on('error', () => {})
    loud.socket.send('x'.repeat(1_048_576))
    expect(await loud.closed()).toBe(1009)
    await quiet.untilBatches(5)
  })

  test('a flood of messages closes that client', async () => {
    const client = await connect()
    for (const _ of row(0, 200)) client.send({ type: 'pause' })
    expect(await client.closed()).toBe(1008)
  })

  test('bytes that are no WebSocket close that client', async () => {
    const client = createConnection({ port: server.port, host: '127.0.0.1' })
    client.on('error', () => {})
    client.write('GET /v1/hud/stream HTTP/1.1\r\n\r\n\0\0\0\0garbage')
    await new Promise((resolve) => client.resume().once('close', resolve))
    expect(client.destroyed).toBe(true)
    await (await connect('&speed=20')).untilBatches(1)
  })
})

describe('limits', () => {
  test('a thousand connections: as many as may are served, the rest are told', async () => {
    const small = await serve(lake, { host: '127.0.0.1', port: 0, maxClients: 5, log: () => {} })
    onTestFinished(() => small.close())
    const attempts = await Promise.allSettled(
      row(0, 1000).map(async () => {
        const client = await TestClient.connect(address('', small))
        onTestFinished(() => client.close())
        return client
      }),
    )
    const clients = attempts.flatMap((attempt) =>
      attempt.status === 'fulfilled' ? [attempt.value] : [],
    )
    expect(clients).toHaveLength(5)
    await Promise.all(clients.map((client) => client.untilBatches(1)))
    const [first] = clients
    const closed = first.closed()
    first.close()
    await closed
    const later = await connectWhenThereIsRoom(small)
    await later.untilBatches(1)
  })

  test('beyond this machine a token is needed to begin with', async () => {
    const open = serve(lake, { host: '0.0.0.0', port: 0, log: () => {} })
    await expect(open).rejects.toThrow('--token')
  })

  test('a token must be shown, by header or parameter', async () => {
    const own = await serve(lake, { host: '0.0.0.0', port: 0, token: 'secret', log: () => {} })
    onTestFinished(() => own.close())
    const url = address('', own).replace('0.0.0.0', '127.0.0.1')
    expect((await refusedStream(url)).status).toBe(401)
    expect((await refusedStream(`${url}&token=secre`)).status).toBe(401)
    expect((await refusedStream(url, { authorization: 'Bearer wrong' })).status).toBe(401)
    for (const client of [
      await TestClient.connect(`${url}&token=secret`),
      await TestClient.connect(url, { authorization: 'Bearer secret' }),
    ]) {
      await client.untilBatches(1)
      client.close()
    }
    const http = own.url.replace('0.0.0.0', '127.0.0.1')
    expect((await fetch(`${http}/v1/hud/catalog`)).status).toBe(401)
    expect((await fetch(`${http}/metrics`)).status).toBe(401)
    expect((await fetch(`${http}/healthz`)).status).toBe(200)
  })

  test('a port that is taken', async () => {
    const second = serve(lake, { host: '127.0.0.1', port: server.port, log: () => {} })
    await expect(second).rejects.toMatchObject({ detail: { code: 'busy' } })
  })
})

test('a server that goes takes leave of every client', async () => {
  const own = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
  const clients = [await connect('', own), await connect('&speed=100', own)]
  const codes = clients.map((client) => client.closed())
  await own.close()
  expect(await Promise.all(codes)).toEqual([1001, 1001])
  await expect(fetch(`${own.url}/healthz`)).rejects.toThrow()
})
