import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { ServerAddress } from '../../src/wire/server-address.ts'
import { fetchCatalog } from '../../src/wire/server-requests.ts'
import { StreamConnection } from '../../src/wire/stream-connection.ts'
import { offeredProtocols, tokenOffered } from '../../src/wire/token-protocol.ts'
import { runs } from '../setup/long.ts'

test('any token comes out as it went in, in letters that a header may have', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (token) => {
      const header = offeredProtocols(token).join(', ')
      expect(header).toMatch(/^[!-~, ]+$/)
      expect(tokenOffered(header)).toBe(token)
    }),
    { numRuns: runs(200) },
  )
})

test.each(['', 'spymaster', 'token.xy', 'token.616', 'graphql-ws'])(
  'no token is in %j',
  (header) => {
    expect(tokenOffered(header)).toBeUndefined()
    expect(offeredProtocols(undefined)).toEqual([])
  },
)

test('our clients send the token in no address', async () => {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    response.end('{"days":[]}')
  })
  server.on('upgrade', (request, socket) => {
    asked.push(request)
    socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const address = new ServerAddress(`ws://127.0.0.1:${port}/?symbol=ESH6&token=s%2Bcret`)
  await fetchCatalog(address)
  const listener = { receive: () => {}, closed: () => {} }
  const choice = { symbol: 'ESH6', dt: '2026-01-06' }
  await expect(StreamConnection.open(address, choice, listener)).rejects.toThrow()
  expect(asked.length).toBe(3) // the stream's refusal is asked for over HTTP
  for (const { url, headers } of asked) {
    expect(url).not.toMatch(/cret/)
    const offered = tokenOffered(headers['sec-websocket-protocol'] ?? '')
    expect(offered ?? headers.authorization?.replace('Bearer ', '')).toBe('s+cret')
  }
})
