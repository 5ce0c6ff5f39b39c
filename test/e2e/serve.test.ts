import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawn as spawnTerminal } from '@lydell/node-pty'
import { Terminal } from '@xterm/headless'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { SURFACE_DATASETS } from '../../src/seconds/second.ts'
import { shownPath } from '../lake/lake-files.ts'
import { TestClient } from '../serve/listener.ts'
import { DAY, removeLake, servedLake } from '../serve/served-lake.ts'
import { SLOW } from '../setup/long.ts'
import { ended, spymaster, start } from './spymaster.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const NODE = join(ROOT, 'node_modules/.bin/node')

let lake: Lake

beforeAll(async () => {
  lake = await servedLake()
})
afterAll(() => removeLake(lake))

interface Served {
  readonly process: ReturnType<typeof start>
  readonly url: string
  readonly stream: string
}

async function served(...flags: string[]): Promise<Served> {
  const process = start(['serve', '--port', '0', ...flags], { lake: lake.root })
  onTestFinished(async () => {
    process.kill('SIGKILL')
    await process
  })
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    process.stdout?.on('data', (chunk) => {
      said += chunk
      const found = /http:\/\/\S+/.exec(said)
      if (found) resolve(found[0])
    })
    process.then(() => reject(new Error(`serve ended: ${said}`)))
  })
  const stream = `${url.replace('http', 'ws')}/v1/hud/stream?symbol=ESH6&dt=2026-01-06`
  return { process, url, stream }
}

describe('spymaster serve', () => {
  test.each([
    ['--tls-cert', '--tls-key'],
    ['--tls-key', '--tls-cert'],
  ])('%s alone is refused', async (given, missing) => {
    const { stderr, exitCode } = await spymaster(['serve', given, 'desk.pem'], { lake: lake.root })
    expect(stderr).toBe(
      `Error: ${given}: a certificate and its key go together; pass ${missing} too.\n`,
    )
    expect(exitCode).toBe(2)
  })

  test.each([
    ['SIGTERM', 0],
    ['SIGINT', 130],
  ] as const)('%s: takes leave of its clients, exit code %i', async (signal, code) => {
    const { process, stream } = await served('--json-logs')
    const client = await TestClient.connect(stream)
    await client.untilBatches(1)
    const closed = client.closed()
    process.kill(signal)
    expect(await closed).toBe(1001)
    const { exitCode, stderr } = ended(await process)
    expect(exitCode).toBe(code)
    const entries = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(entries.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['listening', 'connected', 'disconnected', 'closed']),
    )
  })

  test(
    '--scrub: hashes every file, logs which has rotted, and ends with the server',
    SLOW,
    async () => {
      const partition = { dataset: 'silver.future_mbo.radar_vacuum_1s', symbol: 'ESH6', dt: DAY }
      const path = shownPath(lake, partition)
      const sound = readFileSync(path)
      onTestFinished(() => writeFileSync(path, sound))
      const rotten = Buffer.from(sound)
      rotten[100] ^= 1
      writeFileSync(path, rotten)
      const { process } = await served('--json-logs', '--scrub')
      let logged = ''
      process.stderr?.on('data', (chunk) => {
        logged += chunk
      })
      await expect.poll(() => logged, { timeout: 60_000 }).toContain('"scrubbed"')
      process.kill('SIGTERM')
      expect(ended(await process).exitCode).toBe(0)
      const entries = logged
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      expect(entries).toContainEqual(
        expect.objectContaining({
          level: 'error',
          event: 'rotten',
          partition: `${partition.dataset} ESH6 ${DAY}`,
          message: expect.stringContaining('sha256 is'),
        }),
      )
      expect(entries).toContainEqual(
        expect.objectContaining({ event: 'scrubbed', rotten: 1, files: expect.any(Number) }),
      )
    },
  )

  test('is not open to others without a token', async () => {
    const { exitCode, stderr } = await spymaster(['serve', '--host', '0.0.0.0', '--port', '0'], {
      lake: lake.root,
    })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('--token')
  })

  test('a port that is taken', async () => {
    const { url } = await served()
    const { exitCode, stderr } = await spymaster(['serve', '--port', new URL(url).port], {
      lake: lake.root,
    })
    expect(exitCode).toBe(4)
    expect(stderr).toContain('--port')
  })
})

describe('spymaster verify stream', SLOW, () => {
  test('serves the lake itself', async () => {
    const flags = ['--speed', '10', '--seconds', '12', '--json']
    const { exitCode, json } = await spymaster(['verify', 'stream', ...flags], { lake: lake.root })
    const { checks, pass, batches } = json()
    expect(batches).toBe(12)
    expect(exitCode).toBe(pass ? 0 : 1)
    const named = Object.fromEntries(
      checks.map((check: { name: string; pass: boolean }) => [check.name, check.pass]),
    )
    expect(named).toMatchObject({ first: true, rows: true, order: true })
  })

  test('says what is wrong with what it is told', async () => {
    const run = (...words: string[]) =>
      spymaster(['verify', 'stream', ...words], { lake: lake.root })
    expect((await run('ws://127.0.0.1:1')).exitCode).toBe(3)
    expect((await run('--speed', 'fast')).exitCode).toBe(2)
    expect((await run('--symbol', 'NQ')).stderr).toContain('ESH6 2026-01-06')
  })
})

describe('spymaster tui monitor', () => {
  test('off a terminal each batch is a line', async () => {
    const { url } = await served()
    const { exitCode, stdout } = await spymaster(
      ['tui', 'monitor', url, '--speed', '20', '--seconds', '3'],
      { lake: lake.root },
    )
    expect(exitCode).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[3]).toMatch(/^\[3\] window \d+ delta 0\.\d{3}s snap 1 wall \d+/)
  })

  test('on a terminal it is a dashboard, and q leaves it clean', async () => {
    const { url } = await served()
    const terminal = spawnTerminal(
      NODE,
      [join(ROOT, 'bin/run.js'), 'tui', 'monitor', url, '--speed', '10'],
      { cols: 120, rows: 40, cwd: lake.root, env: { ...process.env, TERM: 'xterm-256color' } },
    )
    const screen = new Terminal({ cols: 120, rows: 40, allowProposedApi: true })
    let seen = ''
    const ready = new Promise<void>((resolve) => {
      terminal.onData((data) => {
        seen += data
        screen.write(data, () => {
          const shown = textOf(screen)
          if (/\[\d+\] window/.test(shown) && /dropped 0/.test(shown)) resolve()
        })
      })
    })
    const left = new Promise<number>((resolve) => {
      terminal.onExit(({ exitCode }) => resolve(exitCode))
    })
    await ready
    expect(textOf(screen)).toMatch(/cadence[\s\S]+wall +\d+ +\d+\.\d +\d+[\s\S]+spot/)
    terminal.write('q')
    expect(await left).toBe(0)
    // The screen that was there before is back, and so is the cursor.
    expect(seen.lastIndexOf('\x1b[?1049l')).toBeGreaterThan(seen.lastIndexOf('\x1b[?1049h'))
    expect(seen.lastIndexOf('\x1b[?25h')).toBeGreaterThan(seen.lastIndexOf('\x1b[?25l'))
  })
})

function textOf({ buffer, rows }: Terminal): string {
  const lines = Array.from({ length: rows }, (_, row) =>
    buffer.active.getLine(row)?.translateToString(true),
  )
  return lines.join('\n')
}

/** Runs one of the JavaScript clients that docs/protocol.md shows; gives the lines it prints. */
async function runClient(number: number, ...words: string[]): Promise<string[]> {
  const text = readFileSync(join(ROOT, 'docs/protocol.md'), 'utf8')
  const code = [...text.matchAll(/```js\n([\s\S]*?)```/g)][number]?.[1] ?? ''
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(20)
  // Beside the packages, so that its import finds them.
  const folder = mkdtempSync(join(ROOT, 'node_modules/.protocol-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'client.mjs'), code)
  const { stdout } = await execa(NODE, [join(folder, 'client.mjs'), ...words])
  return stdout.split('\n')
}

test('the JavaScript client of docs/protocol.md does what it says', async () => {
  const { stream } = await served()
  const lines = await runClient(0, `${stream}&speed=20`)
  expect(lines).toHaveLength(3 * 7)
  expect(lines.slice(0, 3)).toEqual([
    '1767709801000000000',
    'snap 1 rows, 23 columns',
    expect.stringMatching(/^wall \d+ rows, 18 columns$/),
  ])
})

test('and so does the one whose schemas are sent once', SLOW, async () => {
  const { stream } = await served()
  const lines = await runClient(1, `${stream}&speed=20`)
  expect(lines).toEqual([
    'window_end_ts_ns in ns since the Unix epoch, UTC',
    'side in undefined',
    'add_qty in lots',
    ...[1, 2, 3].map((n) => expect.stringMatching(`^176770980${n}000000000 \\d+ rows$`)),
  ])
})

test('and the one for Node 20', SLOW, async () => {
  const { stream } = await served()
  const lines = await runClient(2, `${stream}&speed=20`)
  expect(lines).toEqual([1, 2, 3].map(() => expect.stringMatching(/^mid \d+(\.\d+)?$/)))
})

test(
  'and the one that reads page by page: both ends are included, and no row comes twice',
  SLOW,
  async () => {
    const { url } = await served()
    const [first, hours] = [1_767_709_801n, 2n]
    const ns = (second: bigint) => `${second}000000000`
    const range = (from: bigint, to: bigint) =>
      runClient(3, url, 'symbol=ESH6&dt=2026-01-06', ns(from), ns(to))
    const lines = await range(first, first + hours * 3600n - 1n)
    expect(lines.map((line) => line.replace(/ \d+ rows$/, ''))).toEqual([
      `${ns(first)}n ${ns(first + 3599n)}n`,
      `${ns(first + 3600n)}n ${ns(first + 7199n)}n`,
    ])
    const rowsOf = (line: string) => Number(/(\d+) rows$/.exec(line)?.[1])
    const [one] = await range(first, first)
    const [two] = await range(first + 1n, first + 1n)
    const [both] = await range(first, first + 1n)
    expect(rowsOf(one)).toBeGreaterThan(0)
    expect(rowsOf(both)).toBe(rowsOf(one) + rowsOf(two))
  },
)

test('docs/protocol.md names every surface with its table', () => {
  const text = readFileSync(join(ROOT, 'docs/protocol.md'), 'utf8')
  const rows = [...text.matchAll(/^\| `(\w+)` \| `(silver\.[\w.]+)` \|/gm)]
  expect(Object.fromEntries(rows.map(([, surface, table]) => [surface, table]))).toEqual(
    SURFACE_DATASETS,
  )
})
