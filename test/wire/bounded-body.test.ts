import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import type { DayDescription } from '../../src/seconds/second.ts'
import { boundedBody } from '../../src/wire/bounded-body.ts'
import { sessionMessage } from '../../src/wire/messages.ts'
import { ServerAddress } from '../../src/wire/server-address.ts'
import { explainRefusal, fetchCatalog, fetchRows } from '../../src/wire/server-requests.ts'
import { StreamConnection } from '../../src/wire/stream-connection.ts'

const MEGABYTE = 1 << 20
const SESSION: DayDescription = {
  symbol: 'ESH6',
  dt: '2026-01-06',
  session: 'rth',
  tickSize: 250_000_000,
  maxRelTicks: 60,
  firstEndSecond: 1_767_709_801,
  lastEndSecond: 1_767_733_200,
  surfaces: ['snap', 'wall'],
  calibrationMode: undefined,
  bookOrigin: 'snapshot',
}
const NOBODY = { receive: () => {}, closed: () => {} }
const CHOICE = { symbol: 'ESH6', dt: '2026-01-06' }

async function listening(answer: RequestListener) {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { server, address: new ServerAddress(`http://127.0.0.1:${port}`) }
}

/** Answers without end, as fast as they are taken; counts what was sent. */
function endless(status: number) {
  const sent = { bytes: 0 }
  const answer: RequestListener = (_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' })
    const chunk = Buffer.alloc(MEGABYTE, ' ')
    const more = () => {
      while (!response.destroyed) {
        sent.bytes += chunk.length
        if (!response.write(chunk)) return
      }
    }
    response.on('drain', more)
    more()
  }
  return { sent, answer }
}

test('a body as long as it may be is read whole', async () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, at) => at)
  expect(await boundedBody(new Response(bytes), 1000)).toEqual(bytes)
  expect(await boundedBody(new Response(null), 0)).toEqual(new Uint8Array())
})

test('an answer without end is given up', async () => {
  const { sent, answer } = endless(200)
  const { address } = await listening(answer)
  await expect(fetchCatalog(address)).rejects.toThrow(
    /the server sends more than a client takes \(expected at most 33554432 bytes\)/,
  )
  expect(sent.bytes).toBeLessThan(64 * MEGABYTE)
  const rows = { ...CHOICE, surface: 'wall', from: 1, to: 2 } as const
  await expect(fetchRows(address, rows)).rejects.toThrow('at most 536870912 bytes')
})

test('so is a refusal', async () => {
  const { sent, answer } = endless(404)
  const { address } = await listening(answer)
  await expect(fetchCatalog(address)).rejects.toThrow('HTTP status 404')
  expect((await explainRefusal(address, address.streamUrl(CHOICE))).message).toContain('404')
  expect(sent.bytes).toBeLessThan(64 * MEGABYTE)
})

/** Opens a stream whose first message, of a kind yet unknown, is so long; then comes the session. */
async function openAfter(megabytes: number): Promise<StreamConnection> {
  const { server, address } = await listening((_, response) => response.writeHead(426).end('{}'))
  const streams = new WebSocketServer({ server })
  streams.on('connection', (stream) => {
    stream.on('error', () => {})
    stream.send(JSON.stringify({ type: 'novelty', text: 'x'.repeat(megabytes * MEGABYTE) }))
    stream.send(JSON.stringify(sessionMessage(SESSION, SESSION.surfaces)))
  })
  const connection = await StreamConnection.open(address, CHOICE, NOBODY)
  onTestFinished(() => connection.close())
  return connection
}

test.each([17, 200])('a message of %i MB ends a stream', async (megabytes) => {
  await expect(openAfter(megabytes)).rejects.toThrow()
})

test('one of 15 MB does not', async () => {
  expect((await openAfter(15)).session.symbol).toBe('ESH6')
})
