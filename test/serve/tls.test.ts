import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get as getOver } from 'node:https'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Lake } from '../../src/lake/paths.ts'
import type { LogEntry } from '../../src/serve/log.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import { offeredProtocols } from '../../src/wire/token-protocol.ts'
import { onlyIf } from '../setup/only-if.ts'
import { DAY, removeLake, SYMBOL, servedLake } from './served-lake.ts'

const TOKEN = 'correct horse, +&'
const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-tls-'))
const file = (name: string) => join(FOLDER, name)

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Writes a key and a certificate that it has signed itself. */
function makeCertificate(name: string): void {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  const how = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const files = [
    '-nodes',
    '-days',
    '2',
    '-keyout',
    file(`${name}.key`),
    '-out',
    file(`${name}.pem`),
  ]
  execFileSync('openssl', [...how, ...subject, ...files], { stdio: 'ignore' })
}

describe('over TLS', onlyIf(hasOpenssl(), 'openssl is not there'), () => {
  let lake: Lake
  let server: RunningServer
  let ca: Buffer
  const lines: LogEntry[] = []

  beforeAll(async () => {
    makeCertificate('desk')
    makeCertificate('other')
    ca = readFileSync(file('desk.pem'))
    lake = await servedLake()
    server = await serve(lake, {
      host: '127.0.0.1',
      port: 0,
      token: TOKEN,
      tls: { cert: file('desk.pem'), key: file('desk.key') },
      log: (line) => void lines.push(line),
    })
  })
  afterAll(async () => {
    await server.close()
    removeLake(lake)
    rmSync(FOLDER, { recursive: true, force: true })
  })

  function status(path: string, headers: Record<string, string> = {}): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked = getOver(`${server.url}${path}`, { ca, headers }, (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      asked.on('error', reject)
    })
  }

  /** Opens a stream; gives the subprotocol and the first message. */
  function stream(query: string, protocols: string[] = []): Promise<[string, string]> {
    const url = `${server.url.replace('https', 'wss')}/v1/hud/stream?symbol=${SYMBOL}&dt=${DAY}${query}`
    const socket = new WebSocket(url, protocols, { ca })
    onTestFinished(() => socket.terminate())
    return new Promise((resolve, reject) => {
      socket.once('message', (data) => resolve([socket.protocol, data.toString()]))
      socket.once('error', reject)
    })
  }

  test('answers and streams, and says so in its address', async () => {
    expect(server.url).toMatch(/^https:/)
    expect(await status('/healthz')).toBe(200)
    expect(await status('/v1/hud/catalog')).toBe(401)
    expect(await status('/v1/hud/catalog', { authorization: 'Bearer correct' })).toBe(401)
    expect(await status('/v1/hud/catalog', { authorization: `bearer ${TOKEN}` })).toBe(200)
    expect(await status(`/v1/hud/catalog?token=${encodeURIComponent(TOKEN)}`)).toBe(200)
    const [protocol, first] = await stream('', offeredProtocols(TOKEN))
    expect(protocol).toBe('spymaster')
    expect(JSON.parse(first)).toMatchObject({ symbol: SYMBOL })
    expect((await stream(`&token=${encodeURIComponent(TOKEN)}`))[1]).toContain(SYMBOL)
    await expect(stream('', offeredProtocols('wrong'))).rejects.toThrow('401')
  })

  test('the token is in no line of log, however it was sent', () => {
    const said = JSON.stringify(lines)
    expect(said).toContain('refused')
    for (const form of [TOKEN, encodeURIComponent(TOKEN), Buffer.from(TOKEN).toString('hex')]) {
      expect(said).not.toContain(form)
    }
  })

  test.each(['naïve', ' spaced', 'line\n'])(
    'a token that no header can hold: %j',
    async (token) => {
      const own = serve(lake, { host: '127.0.0.1', port: 0, token, log: () => {} })
      await expect(own).rejects.toThrow('a header cannot hold the token')
    },
  )

  test('plain HTTP gets no answer', async () => {
    const socket = createConnection({ port: server.port, host: '127.0.0.1' })
    socket.on('error', () => {})
    socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    expect(await text(socket).catch(() => 'cut')).not.toContain('200')
    expect(await status('/healthz')).toBe(200)
  })

  test.each([
    ['desk.pem', 'other.key', 'these are not a certificate and its key in PEM form'],
    ['desk.pem', 'absent.key', '--tls-key'],
    ['absent.pem', 'desk.key', '--tls-cert'],
    ['text.pem', 'desk.key', 'these are not a certificate and its key in PEM form'],
  ])('%s and %s are refused', async (cert, key, message) => {
    writeFileSync(file('text.pem'), 'hello')
    const tls = { cert: file(cert), key: file(key) }
    const own = serve(lake, { host: '127.0.0.1', port: 0, tls, log: () => {} })
    await expect(own).rejects.toMatchObject({ exitCode: 2 })
    await expect(own).rejects.toThrow(message)
  })
})
