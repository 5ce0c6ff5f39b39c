// @module-tag slow
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import type { LogEntry } from '../../src/serve/log.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import { formatSecond } from '../../src/wire/messages.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { refusedStream, TestClient } from './listener.ts'
import { DAY, removeLake, SYMBOL, servedLake } from './served-lake.ts'

const TOKEN = 'correct-horse'

let lake: Lake
let lines: LogEntry[]

beforeAll(async () => {
  lake = await servedLake(400)
})
afterAll(() => removeLake(lake))
beforeEach(() => {
  lines = []
})

async function served(options: {
  readonly clock?: VirtualClock
  readonly token?: string
  readonly maxClients?: number
  readonly maxPerAddress?: number
}): Promise<RunningServer> {
  const log = (line: LogEntry) => void lines.push(line)
  const server = await serve(lake, { host: '127.0.0.1', port: 0, log, ...options })
  onTestFinished(() => server.close())
  return server
}

function connect({ port }: RunningServer, localAddress = '127.0.0.1'): Socket {
  const socket = createConnection({ port, host: '127.0.0.1', localAddress })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  return socket
}

/**
 * Silent connections, a hundred at a time: where the system's queue of connections to accept
 * overflows, clients are told of connections that the server never sees.
 */
async function connectSilently(
  server: RunningServer,
  count: number,
  addressOf: (at: number) => string,
): Promise<Socket[]> {
  const sockets: Socket[] = []
  while (sockets.length < count) {
    const more = Array.from({ length: Math.min(100, count - sockets.length) }, (_, at) =>
      connect(server, addressOf(sockets.length + at)).resume(),
    )
    await Promise.all(more.map((socket) => once(socket, 'connect')))
    sockets.push(...more)
  }
  return sockets
}

const address = ({ port }: RunningServer, query = '') =>
  `ws://127.0.0.1:${port}/v1/hud/stream?symbol=${SYMBOL}&dt=${DAY}${query}`

describe('guesses of the token', () => {
  test('over upgrades count with those over HTTP, 50 a second, and fill no log', async () => {
    const clock = new VirtualClock()
    const server = await served({ clock, token: TOKEN })
    const guess = async (count: number) => {
      const statuses: number[] = []
      for (let at = 0; at < count; at++) {
        const url = address(server, `&token=guess${at}`)
        const isStream = at % 5 === 0
        const status = isStream
          ? (await refusedStream(url)).status
          : (await fetch(url.replace('ws:', 'http:'))).status
        statuses.push(status)
      }
      return statuses.filter((status) => status === 401).length
    }
    expect(await guess(250)).toBe(200)
    await clock.advance(1000)
    expect(await guess(100)).toBe(50)
    // Not even the right one is looked at before its time.
    expect((await refusedStream(address(server, `&token=${TOKEN}`))).status).toBe(429)
    const refusals = lines.filter(({ event }) => event === 'refused')
    expect(refusals).toHaveLength(1)
    expect(JSON.stringify(lines)).not.toMatch(/guess|correct-horse/)
  })
})

describe('upgrades', () => {
  /** Statuses of so many requests for a stream, one after another: 101 where it is opened. */
  async function ask(server: RunningServer, count: number, localAddress: string) {
    const statuses: number[] = []
    for (let at = 0; at < count; at++) {
      const socket = connect(server, localAddress)
      const path = `/v1/hud/stream?symbol=${SYMBOL}&dt=${DAY}`
      const upgrade =
        'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${upgrade}\r\n`)
      const [data] = (await once(socket, 'data')) as [Buffer]
      statuses.push(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1]))
      socket.destroy()
    }
    const opened = statuses.filter((status) => status === 101).length
    expect(statuses.filter((status) => status === 429)).toHaveLength(count - opened)
    return opened
  }

  test('of one address are answered 50 times in any second, also where they may be', async () => {
    const clock = new VirtualClock()
    const server = await served({ clock })
    expect(await ask(server, 30, '127.0.0.2')).toBe(30)
    await clock.advance(500)
    expect(await ask(server, 60, '127.0.0.2')).toBe(20)
    expect(await ask(server, 60, '127.0.0.3')).toBe(50)
    await clock.advance(499)
    expect(await ask(server, 10, '127.0.0.2')).toBe(0)
    await clock.advance(1)
    expect(await ask(server, 60, '127.0.0.2')).toBe(30)
    await clock.advance(500)
    expect(await ask(server, 60, '127.0.0.2')).toBe(20)
  })
})

test('one address has so many streams, and another has its own', async () => {
  const server = await served({ maxPerAddress: 3 })
  const streams = await Promise.all([1, 2, 3].map(() => TestClient.connect(address(server))))
  onTestFinished(() => {
    for (const stream of streams) stream.close()
  })
  expect(await refusedStream(address(server))).toEqual({
    status: 503,
    message: expect.stringMatching(/^3 streams of this address are open/),
  })
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  const socket = connect(server, '127.0.0.2')
  socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n')
  expect(await text(socket)).toContain('HTTP/1.1 200')
  const [first] = streams
  const closed = first.closed()
  first.close()
  await closed
  const isOpen = () =>
    TestClient.connect(address(server)).then(
      (client) => streams.push(client),
      () => 0,
    )
  await expect.poll(isOpen).toBeGreaterThan(0)
})

describe('slow readers', () => {
  test('and 1,100 silent connections take neither health, metrics nor catalog down', async () => {
    const clock = new VirtualClock()
    const server = await served({ clock })
    const source = await LakeSeconds.open(lake, SYMBOL, DAY)
    const { day } = source
    await source.close()
    const range = `start_ts_ns=${formatSecond(day.firstEndSecond)}&end_ts_ns=${formatSecond(day.lastEndSecond)}`
    const path = `/v1/hud/surfaces?symbol=${SYMBOL}&dt=${DAY}&surface=radar&${range}`
    const get = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`
    // Each of an address of its own, so that the rate limit stops none.
    const readers = Array.from({ length: 100 }, (_, at) => connect(server, `127.0.1.${at + 1}`))
    for (const reader of readers) reader.pause()
    const status = async (asked: string) => (await fetch(`${server.url}${asked}`)).status
    // The system's buffers take several answers before a reader is seen to be slow.
    const askAgain = () => {
      for (const reader of readers) reader.write(get)
      return status(path)
    }
    for (let full = 0; full < 5; full = (await askAgain()) === 503 ? full + 1 : 0) await sleep(20)
    await connectSilently(server, 1100, () => '127.0.0.2')
    for (let second = 0; second < 30; second++) {
      expect(await status('/healthz')).toBe(200)
      expect(await status('/metrics')).toBe(200)
      expect(await status('/v1/hud/catalog')).toBe(200)
      await clock.advance(1000)
    }
    await expect.poll(() => status(path)).toBe(200)
  }, 60_000)
})

describe('silent connections', () => {
  const get = 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'

  test('of one address are 256 at most, and lock out nobody, not even that address', async () => {
    const server = await served({})
    const silent = await connectSilently(server, 1100, () => '127.0.0.2')
    const closed = () => silent.filter((socket) => socket.closed).length
    await expect.poll(closed, { timeout: 120_000 }).toBeGreaterThanOrEqual(1100 - 256)
    for (let times = 0; times < 20; times++) {
      const socket = connect(server, times % 2 === 0 ? '127.0.0.2' : '127.0.0.3')
      socket.write(get)
      expect(await text(socket)).toContain('HTTP/1.1 200')
    }
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    const dropped = /spymaster_connections_dropped_total (\d+)/.exec(metrics)?.[1]
    // On a busy machine others are closed because they have been silent for too long.
    expect(Number(dropped)).toBeGreaterThan(0)
  })

  test('of many addresses lock nobody else out either', async () => {
    const server = await served({ maxClients: 10 })
    const silent = await connectSilently(server, 1100, (at) => `127.0.1.${1 + (at % 100)}`)
    const closed = () => silent.filter((socket) => socket.closed).length
    await expect.poll(closed, { timeout: 120_000 }).toBeGreaterThanOrEqual(1100 - 74)
    for (let times = 0; times < 20; times++) {
      const socket = connect(server, '127.0.0.3')
      socket.write(get)
      expect(await text(socket)).toContain('HTTP/1.1 200')
    }
  })

  test('are closed within seconds, whether or not they began a request', async () => {
    const server = await served({})
    const sockets = ['', 'GET /healthz HT'].map((sent) => {
      const socket = connect(server)
      socket.write(sent)
      return socket.resume()
    })
    const since = performance.now()
    await Promise.all(sockets.map((socket) => once(socket, 'close')))
    expect(performance.now() - since).toBeLessThan(15_000)
  }, 20_000)
})

test('two Host headers are refused, over HTTP and for a stream', async () => {
  const server = await served({})
  for (const more of ['', 'Connection: Upgrade\r\nUpgrade: websocket\r\n']) {
    const socket = connect(server)
    const path = `/v1/hud/stream?symbol=${SYMBOL}&dt=${DAY}`
    const hosts = 'Host: 127.0.0.1\r\nhost: evil.example\r\n'
    socket.write(`GET ${path} HTTP/1.1\r\n${hosts}${more}\r\n`)
    const [data] = (await once(socket, 'data')) as [Buffer]
    expect(data.toString()).toMatch(/^HTTP\/1\.1 400 /)
  }
})
