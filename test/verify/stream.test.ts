import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { Failure } from '../../src/failure.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import type { Second, SurfaceName } from '../../src/seconds/second.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import {
  formatStreamReport,
  type StreamCheckOptions,
  verifyStream,
} from '../../src/verify/stream.ts'
import { formatArrival } from '../../src/wire/arrival-tracker.ts'
import { encodeBatchStart, encodeSurfaces } from '../../src/wire/batch.ts'
import { sessionMessage } from '../../src/wire/messages.ts'
import { DAY, removeLake, SYMBOL, servedLake } from '../serve/served-lake.ts'
import { VirtualClock } from '../virtual-clock.ts'

let lake: Lake
let source: LakeSeconds
let server: RunningServer
const clock = new VirtualClock()

beforeAll(async () => {
  lake = await servedLake()
  source = await LakeSeconds.open(lake, SYMBOL, DAY)
  server = await serve(lake, { host: '127.0.0.1', port: 0, clock, log: () => {} })
})

afterAll(async () => {
  await server.close()
  await source.close()
  removeLake(lake)
})

const { signal } = new AbortController()
const wish = (more: Partial<StreamCheckOptions> = {}): StreamCheckOptions => ({
  symbol: SYMBOL,
  dt: DAY,
  speed: 10,
  seconds: 10,
  signal,
  clock,
  ...more,
})

const verify = (url: string, of: StreamCheckOptions) => clock.during(verifyStream(url, of))

describe('a stream that keeps to its word', () => {
  test('brings every second once, with rows', async () => {
    const lines: string[] = []
    const report = await verify(server.url, wish({ report: (b) => lines.push(formatArrival(b)) }))
    const { batches, dropped, checks } = report
    expect([batches, dropped]).toEqual([10, 0])
    const passed = checks.filter(({ pass }) => pass).map(({ name }) => name)
    expect(passed).toEqual(expect.arrayContaining(['first', 'rows', 'order']))
    expect(lines[0]).toMatch(/^\[1\] window 17\d{17} first snap 1 wall \d+ vacuum \d+ radar 1/)
    expect(lines[1]).toMatch(/^\[2\] window 17\d{17} delta \d\.\d{3}s snap 1/)
    expect(formatStreamReport(report).split('\n')).toHaveLength(4)
  })

  test('what the server has one of need not be named', async () => {
    const report = await verify(server.url, wish({ symbol: undefined, dt: undefined }))
    expect([report.symbol, report.dt]).toEqual([SYMBOL, DAY])
  })

  test('begins at the requested second', async () => {
    const seconds: number[] = []
    const report = (beat: { endSecond: number }) => seconds.push(beat.endSecond)
    await verify(server.url, wish({ at: '100 %', report }))
    expect(seconds).toEqual([source.day.lastEndSecond])
    await expect(verify(server.url, wish({ at: 'noonish' }))).rejects.toThrow('--at')
  })
})

/** A server that streams as it likes: `send` is given the seconds of a real day. */
async function faulty(
  send: (socket: WebSocket, message: (second: Second, dropped?: number) => void) => void,
): Promise<string> {
  const http = createServer((_, response) => response.writeHead(404).end('{}'))
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket) => {
    socket.send(JSON.stringify(sessionMessage(source.day, source.day.surfaces)))
    send(socket, (second, dropped = 0) => {
      const names = [...second.surfaces.keys()]
      socket.send(encodeBatchStart(second.endSecond, names, dropped))
      for (const { header, rows } of encodeSurfaces(second)) {
        socket.send(header)
        socket.send(rows)
      }
    })
  })
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.close()
  })
  return `ws://127.0.0.1:${(http.address() as AddressInfo).port}`
}

const first = () => source.day.firstEndSecond
const failed = (report: { checks: readonly { name: string; pass: boolean }[] }) =>
  report.checks.filter(({ pass }) => !pass).map(({ name }) => name)

/** Sends batches at times, in milliseconds from the first. */
function paced(
  times: readonly number[],
  secondOf: (index: number) => number = (index) => first() + index,
  change: (second: Second) => Second = (second) => second,
) {
  return faulty((_, message) => {
    for (const [index, time] of times.entries()) {
      clock.timeout(time, async () => message(change(await source.read(secondOf(index)))))
    }
  })
}

describe('a stream that does not', () => {
  const steady = Array.from({ length: 10 }, (_, index) => 100 * index)

  test('too slow', async () => {
    const url = await paced(steady.map((time) => 1.5 * time))
    expect(failed(await verify(url, wish({ at: '0 %' })))).toEqual(['cadence'])
  })

  test('in bursts', async () => {
    const url = await paced(steady.map((time, index) => time + (index % 2) * 60))
    expect(failed(await verify(url, wish({ at: '0 %' })))).toEqual(['cadence'])
  })

  test('with an empty surface', async () => {
    const url = await paced(steady, undefined, (second) => {
      const { surfaces } = second
      const wall = surfaces.get('wall')?.rows(0, 0)
      return { ...second, surfaces: new Map(surfaces).set('wall' as SurfaceName, wall as never) }
    })
    const report = await verify(url, wish({ at: '0 %' }))
    expect(failed(report)).toContain('rows')
    expect(formatStreamReport(report)).toContain('wall of batch 1')
  })

  test('with a second missing, or twice', async () => {
    const missing = await paced(steady, (index) => first() + index + (index > 4 ? 1 : 0))
    expect(failed(await verify(missing, wish({ at: '0 %' })))).toContain('order')
    const twice = await paced(steady, (index) => first() + Math.max(0, index - 1))
    expect(failed(await verify(twice, wish({ at: '0 %' })))).toContain('order')
  })

  test('that splits a batch, or breaks off', async () => {
    const split = await faulty((socket, message) => {
      source.read(first()).then((second) => {
        socket.send(encodeBatchStart(second.endSecond, ['wall'], 0))
        message(second)
      })
    })
    await expect(verify(split, wish({ at: '0 %' }))).rejects.toThrow('protocol')
    const cut = await faulty((socket) => clock.timeout(50, () => socket.close(1011, 'no more')))
    await expect(verify(cut, wish({ at: '0 %' }))).rejects.toThrow(Failure)
  })

  test('no server', async () => {
    await expect(verify('ws://127.0.0.1:1', wish())).rejects.toThrow('no server responds')
  })
})

test('an interruption ends it', async () => {
  const controller = new AbortController()
  const verifying = verify(server.url, wish({ seconds: 80, signal: controller.signal }))
  clock.timeout(500, () => controller.abort())
  await expect(verifying).rejects.toThrow('abort')
})
