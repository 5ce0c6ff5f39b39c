import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { readDbn } from '../../src/dbn/file.ts'
import { TestClient } from '../serve/listener.ts'
import { startGateway } from './gateway-process.ts'
import { ended, spymaster, start } from './spymaster.ts'

const KEY = 'db-0123456789012345678901234567x'
const SESSION = '09:30-09:40'
const [EARLIER, DT] = ['2026-01-06', '2026-01-07']

let folder: string
let lake: string

const raw = (dt: string) => join(folder, 'raw', `glbx-mdp3-${dt.replaceAll('-', '')}.mbo.dbn.zst`)

/** Sequences of the records that files have from a time on, each once. */
async function sequencesOf(paths: readonly string[]): Promise<Set<number>> {
  const found = new Set<number>()
  for (const path of paths) {
    for await (const item of readDbn(path)) {
      if (item.type !== 'records' || item.layout.kind !== 'mbo') continue
      const sequences = item.table.column('sequence', 'uint32')
      const flags = item.table.column('flags', 'uint8')
      for (let row = 0; row < item.table.length; row++) {
        if ((flags[row] & 32) === 0) found.add(sequences[row])
      }
    }
  }
  return found
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-live-'))
  lake = join(folder, 'lake')
  const out = join(folder, 'raw')
  const size = ['--events', '20000', '--session', SESSION, '--no-options']
  await spymaster(['synth', '--out', out, '--date', EARLIER, '--days', '2', ...size], {})
  const day = ['--symbol', 'ESH6', '--dates', EARLIER, '--session', SESSION]
  await spymaster(['pipeline', 'run', '--raw', raw(EARLIER), ...day], { lake })
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every file below a folder, as text. */
function everythingIn(path: string): string {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

describe('spymaster live', () => {
  test('follows a day that is cut again and again, serves it, and makes its tables', async () => {
    const env = { DATABENTO_API_KEY: KEY }
    const faults = ['--faults', 'cut:60s,split', '--seed', '3']
    const gateway = await startGateway(
      [raw(DT), '--speed', 'max', '--hold', '--at', '09:30', ...faults],
      env,
    )
    const address = ['--gateway', `127.0.0.1:${gateway.port}`]
    const serving = ['--serve', '--port', '0', '--grace', '100']
    const live = start(['live', '--symbol', 'ES', ...address, '--session', SESSION, ...serving], {
      lake,
      env,
    })
    onTestFinished(async () => {
      live.kill('SIGKILL')
      await live
    })
    const url = await new Promise<string>((resolve, reject) => {
      live.stdout?.on('data', (chunk) => {
        const found = /http:\/\/\S+/.exec(String(chunk))
        if (found) resolve(found[0])
      })
      live.then(({ stderr }) => reject(new Error(stderr)))
    })
    const stream = `${url.replace('http', 'ws')}/v1/hud/stream?symbol=ES&dt=${DT}&speed=40`
    let client: TestClient | undefined
    while (!client) client = await TestClient.connect(stream).catch(() => undefined)
    await client.untilBatches(5)
    expect(client.received[0].event).toMatchObject({ open: true })
    client.close()
    const { stdout, stderr, exitCode } = ended(await live)
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('session ended')])
    expect(stdout).toMatch(/ESH6 2026-01-07: 0 of \d{5,} live rows were changed/)
    expect(stderr.match(/disconnected/g)?.length).toBeGreaterThan(3)
    const folderOfRecordings = join(lake, 'raw/live')
    const recordings = readdirSync(folderOfRecordings).filter((name) => name.endsWith('.zst'))
    const recorded = await sequencesOf(recordings.map((name) => join(folderOfRecordings, name)))
    expect(recorded).toEqual(await sequencesOf([raw(DT)]))
    expect(`${stdout}${stderr}${everythingIn(lake)}`).not.toContain(KEY.slice(0, -5))
  }, 90_000)

  test.each([
    [[], { DATABENTO_API_KEY: '' }, 2, 'DATABENTO_API_KEY: there is no API key to log in with'],
    [['--gateway', 'here'], {}, 2, '--gateway: that is no address of a gateway'],
    [['--duration', 'long'], {}, 2, '--duration: that is no duration'],
    [['--gateway', '127.0.0.1:1'], {}, 3, '127.0.0.1:1: the gateway cannot be reached'],
  ])('%j is refused', async (args, env, code, message) => {
    const { exitCode, stderr, stdout } = await spymaster(['live', '--symbol', 'ESH6', ...args], {
      lake,
      env: { DATABENTO_API_KEY: KEY, ...env },
    })
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(message)])
    expect(`${stdout}${stderr}`).not.toContain(KEY.slice(0, -5))
  })

  test('a key that the gateway does not know ends it with 2, and is not told', async () => {
    const { port } = await startGateway([raw(DT)], { DATABENTO_API_KEY: `${KEY}other` })
    const { exitCode, stderr, stdout } = await spymaster(
      ['live', '--symbol', 'ESH6', '--gateway', `127.0.0.1:${port}`],
      { lake, env: { DATABENTO_API_KEY: KEY, DEBUG: '1' } },
    )
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('authentication failed')])
    expect(`${stdout}${stderr}`).not.toContain(KEY.slice(0, -5))
  })
})
