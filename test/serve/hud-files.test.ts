import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HudFile, readHudFiles } from '../../src/serve/hud-files.ts'
import { sendHudFile } from '../../src/serve/send-hud-file.ts'

const SCRIPT = `console.log('${'a'.repeat(5000)}')`

let folder: string
let files: ReadonlyMap<string, HudFile>
let server: Server

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-hud-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><p>page</p>')
  writeFileSync(join(folder, 'assets/index-AbCd1234.js'), SCRIPT)
  writeFileSync(join(folder, 'assets/font-AbCd1234.woff2'), Buffer.alloc(2000))
  writeFileSync(join(folder, 'notes.secret'), 'not of the page')
  files = await readHudFiles(folder)
  server = createServer((asked, answer) => {
    const file = files.get(asked.url ?? '')
    if (file) sendHudFile(asked, answer, file)
    else answer.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

/** As it comes: fetch would decode it. */
async function get(path: string, headers: Record<string, string> = {}) {
  const { port } = server.address() as AddressInfo
  const asked = request({ port, host: '127.0.0.1', path, headers }).end()
  return new Promise<{ status: number; headers: Record<string, string>; body: Buffer }>((resolve) =>
    asked.once('response', async (answer) => {
      const body = await buffer(answer)
      const status = answer.statusCode ?? 0
      resolve({ status, headers: answer.headers as Record<string, string>, body })
    }),
  )
}

test('the page is at /, and only what a page is made of is there', () => {
  expect([...files.keys()].sort()).toEqual([
    '/',
    '/assets/font-AbCd1234.woff2',
    '/assets/index-AbCd1234.js',
  ])
})

test('where nothing was built, a plain page says what is here', async () => {
  const plain = await readHudFiles(join(folder, 'nowhere'))
  expect([...plain.keys()]).toEqual(['/'])
  expect(plain.get('/')?.body.toString()).toContain('/v1/hud/stream')
})

test('what is named by its hash is kept for a year, the page is asked about each time', async () => {
  const script = await get('/assets/index-AbCd1234.js')
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
  const page = await get('/')
  expect(page.headers['cache-control']).toBe('no-cache')
  const again = await get('/', { 'if-none-match': `"other", ${page.headers.etag}` })
  expect(again.status).toBe(304)
  expect(again.body).toHaveLength(0)
  expect((await get('/', { 'if-none-match': '"other"' })).status).toBe(200)
})

test('another content has another tag', async () => {
  const before = files.get('/')?.tag
  writeFileSync(join(folder, 'index.html'), '<!doctype html><p>page 2</p>')
  expect((await readHudFiles(folder)).get('/')?.tag).not.toBe(before)
})

describe('compression', () => {
  test.each([
    ['br', 'gzip, deflate, br, zstd', brotliDecompressSync],
    ['gzip', 'br;q=0, gzip;q=0.5', gunzipSync],
  ])('%s of "%s"', async (encoding, accepted, decompress) => {
    const { headers, body } = await get('/assets/index-AbCd1234.js', {
      'accept-encoding': accepted,
    })
    expect(headers['content-encoding']).toBe(encoding)
    expect(headers.vary).toContain('Accept-Encoding')
    expect(body.length).toBeLessThan(SCRIPT.length / 10)
    expect(decompress(body).toString()).toBe(SCRIPT)
  })

  test.each(['', 'identity', 'gzip;q=0', 'zstd'])('none of "%s"', async (accepted) => {
    const { headers, body } = await get('/assets/index-AbCd1234.js', {
      'accept-encoding': accepted,
    })
    expect(headers['content-encoding']).toBeUndefined()
    expect(body.toString()).toBe(SCRIPT)
  })

  test('a font is compressed already', async () => {
    const { headers } = await get('/assets/font-AbCd1234.woff2', { 'accept-encoding': 'br' })
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers['content-length']).toBe('2000')
  })
})

test('nothing inline, nothing from elsewhere, in nobody’s frame', async () => {
  const { headers } = await get('/')
  const policy = headers['content-security-policy']
  expect(policy).not.toMatch(/unsafe|\*|https?:/)
  expect(policy.split('; ').slice(0, 9)).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ])
  expect(headers['referrer-policy']).toBe('no-referrer')
})
