import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { KEY, madeFiles } from '../fetch/made-files.ts'
import { StandIn, type StandInOptions } from '../fetch/stand-in.ts'
import { SLOW } from '../setup/long.ts'
import { onlyIf } from '../setup/only-if.ts'
import { MOUNTS, mount, unmount } from './mounts.ts'
import { type Ended, ended, spymaster, start } from './spymaster.ts'

const PYTHON = process.env.SPYMASTER_CLIENT_PYTHON ?? ''
const SCRIPT = fileURLToPath(new URL('../clients/fetch_job.py', import.meta.url))
const REQUEST = ['--symbol', 'ES', '--dates', '2026-01-06', '--schemas', 'mbo']
const MBO_FILE = 'glbx-mdp3-20260106.mbo.dbn.zst'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-fetch-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function startStandIn(options: Partial<StandInOptions> = {}): Promise<StandIn> {
  const standIn = await StandIn.start({ key: KEY, files: madeFiles(), ...options })
  onTestFinished(() => standIn.stop())
  return standIn
}

let lakes = 0
/** A command in a lake and folder of its own. */
function surroundings(env: Record<string, string> = {}) {
  const cwd = join(folder, String(lakes++))
  mkdirSync(cwd)
  return { cwd, lake: join(cwd, 'lake'), env: { DATABENTO_API_KEY: KEY, DEBUG: '', ...env } }
}

const fetchArgs = (standIn: StandIn, ...args: string[]) => [
  'fetch',
  '--gateway',
  standIn.url,
  ...args,
]

/** SHA-256 of the data files below a folder, by name. */
function hashesBelow(path: string): Record<string, string> {
  const names = readdirSync(path, { recursive: true }).map(String)
  const data = names.filter((name) => /\.zst$|metadata\.json$/.test(name))
  return Object.fromEntries(
    data.map((name) => [
      name.split('/').at(-1),
      createHash('sha256')
        .update(readFileSync(join(path, name)))
        .digest('hex'),
    ]),
  )
}

/** All that a run said and wrote. */
function traces({ stdout, stderr }: Ended, cwd: string): string {
  const paths = readdirSync(cwd, { recursive: true, withFileTypes: true })
  const files = paths
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`)
  return [stdout, stderr, ...files].join('\n')
}

describe('spymaster fetch', () => {
  test('prices a request, and buys nothing', async () => {
    const standIn = await startStandIn({ conditions: { '2026-01-06': 'degraded' } })
    const place = surroundings()
    const args = fetchArgs(standIn, ...REQUEST, '--options', '--estimate')
    const told = await spymaster(args, place)
    expect(told, told.stderr).toMatchObject({ exitCode: 0 })
    expect(told.stdout).toBe(
      [
        'request                              records    size   cost',
        'ES.FUT mbo 2026-01-05 to 2026-01-06    7,143  391 KB  $0.40',
        'ES.OPT mbo 2026-01-05 to 2026-01-06    7,143  391 KB  $0.40',
        'total: $0.80',
        'note: 2026-01-06 is degraded',
        '',
      ].join('\n'),
    )
    const { json } = await spymaster([...args, '--json'], place)
    expect(json()).toMatchObject({ costUsd: 0.8, degraded: ['2026-01-06'] })
    expect(standIn.jobs.size).toBe(0)
    expect(existsSync(place.lake)).toBe(false)
  })

  test('buys, downloads into the lake, and does neither again', async () => {
    const standIn = await startStandIn({ polls: 1 })
    const place = surroundings()
    const bought = await spymaster(fetchArgs(standIn, ...REQUEST, '--yes', '--json'), place)
    expect(bought, bought.stderr).toMatchObject({ exitCode: 0 })
    const [job] = bought.json().jobs
    expect(readdirSync(join(place.lake, 'raw', job.id)).sort()).toEqual([
      'condition.json',
      'glbx-mdp3-20260105.mbo.dbn.zst',
      MBO_FILE,
      'manifest.json',
      'metadata.json',
    ])
    const again = await spymaster(fetchArgs(standIn, ...REQUEST), place)
    expect(again, again.stderr).toMatchObject({ exitCode: 0 })
    expect(again.stderr).toContain(`is in ${job.id}`)
    expect(standIn.jobs.size).toBe(1)
    const other = surroundings()
    const byId = await spymaster(fetchArgs(standIn, '--job', job.id), other)
    expect(byId, byId.stderr).toMatchObject({ exitCode: 0 })
    expect(hashesBelow(other.lake)).toEqual(hashesBelow(place.lake))
  })

  test.each([
    ['without a terminal and --yes', [], 2, 'it costs $0.40, and there is no terminal to ask on'],
    [
      'above --max-cost',
      ['--yes', '--max-cost', '0.3'],
      3,
      '--max-cost: the request costs more than allowed (expected at most $0.30, found $0.40)',
    ],
  ])('buys nothing %s', async (_, args, exitCode, message) => {
    const standIn = await startStandIn()
    const told = await spymaster(fetchArgs(standIn, ...REQUEST, ...args), surroundings())
    expect(told.stderr).toContain(message)
    expect(told.exitCode).toBe(exitCode)
    expect(standIn.jobs.size).toBe(0)
  })

  test('goes on after it was killed', SLOW, async () => {
    const standIn = await startStandIn()
    const place = surroundings()
    // What came stays, and the process waits to try again.
    standIn.spoil(MBO_FILE, { cutAfter: 50_000 }, { status: 503, retryAfter: '500' })
    const killed = start(fetchArgs(standIn, ...REQUEST, '--yes'), place)
    await new Promise<void>((resolve) => {
      killed.stderr?.on('data', (chunk) => {
        if (String(chunk).includes('in 500 s')) resolve()
      })
    })
    killed.kill('SIGKILL')
    await killed
    const [id] = standIn.jobs.keys()
    expect(readdirSync(join(place.lake, 'raw', id))).toContain(`${MBO_FILE}.part`)
    const resumed = await spymaster(fetchArgs(standIn, ...REQUEST, '--yes'), place)
    expect(resumed, resumed.stderr).toMatchObject({ exitCode: 0 })
    const last = standIn.seen.filter(({ path }) => path.endsWith(MBO_FILE)).at(-1)
    expect(last?.headers.range).toBe('bytes=50000-')
    expect(standIn.jobs.size).toBe(1)
    expect(readdirSync(join(place.lake, 'raw', id))).not.toContain(`${MBO_FILE}.part`)
  })

  test('is interrupted with one sentence and 130', async () => {
    const standIn = await startStandIn({ polls: 1_000_000 })
    const running = start(fetchArgs(standIn, ...REQUEST, '--yes'), surroundings())
    running.stderr?.on('data', (chunk) => {
      if (String(chunk).includes('is processing')) running.kill('SIGINT')
    })
    const { stderr, exitCode } = ended(await running)
    expect(stderr).toMatch(
      /\nInterrupted; run it again to go on: what was ordered and downloaded is kept\.\n$/,
    )
    expect(exitCode).toBe(130)
  })

  test('never says or writes the key', SLOW, async () => {
    const standIn = await startStandIn({ polls: 1 })
    const encoded = Buffer.from(`${KEY}:`).toString('base64')
    const config = (place: { cwd: string }, text: string) =>
      writeFileSync(join(place.cwd, 'spymaster.config.yaml'), text)
    const withKey = { DEBUG: '1' }
    const runs: [string[], Record<string, string>, string?][] = [
      [[...REQUEST, '--yes'], withKey],
      [[...REQUEST, '--yes', '--json'], withKey],
      [['--symbol', 'NQ', '--dates', '2026-01-06', '--estimate'], withKey],
      [['--job', 'GLBX-0'], withKey],
      [[...REQUEST, `--key=${KEY}`], withKey],
      [[...REQUEST, '--key', KEY], withKey],
      [[...REQUEST, '--estimate'], { DATABENTO_API_KEY: '' }, `databento: { key: ${KEY} }\n`],
      [[...REQUEST, '--estimate'], { DATABENTO_API_KEY: '' }, `databento: { key: [${KEY}] }\n`],
      [[...REQUEST, '--estimate'], { DATABENTO_API_KEY: '' }, `databento: ${KEY}\n`],
    ]
    for (const [args, env, text] of runs) {
      const place = surroundings(env)
      if (text !== undefined) config(place, text)
      const told = await spymaster(fetchArgs(standIn, ...args), place)
      expect(told.stderr).not.toContain('bug')
      if (text !== undefined) rmSync(join(place.cwd, 'spymaster.config.yaml'))
      const all = traces(told, place.cwd)
      expect(all, all).not.toContain(KEY)
      expect(all).not.toContain(encoded)
    }
    // A server that does not take the key, and repeats it.
    const stranger = await startStandIn({ key: 'another' })
    const place = surroundings(withKey)
    const refused = await spymaster(fetchArgs(stranger, ...REQUEST, '--estimate'), place)
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('the API key is not accepted')
    expect(traces(refused, place.cwd)).not.toContain(KEY)
    const doctor = await spymaster(['doctor'], place)
    expect(`${doctor.stdout}${doctor.stderr}`).not.toContain(KEY)
  })

  test.each([
    [{ DATABENTO_API_KEY: '' }, REQUEST, 2, 'DATABENTO_API_KEY: there is no API key; set it'],
    [{}, ['--symbol', 'ES'], 2, 'missing: --dates'],
    [{}, [...REQUEST, '--gateway', 'http://192.0.2.1'], 2, '--gateway: the gateway is invalid'],
    [{}, [...REQUEST, '--max-cost', 'much'], 2, '--max-cost: the amount is invalid'],
    [{}, ['--symbol', 'NQ', '--dates', '2026-01-06', '--yes'], 3, 'the symbol is unknown there'],
    [{}, ['--symbol', 'ES', '--dates', '2027-01-06', '--yes'], 3, 'the dates are not available'],
  ])('refuses %o %o in a sentence', async (env, args, exitCode, message) => {
    const standIn = await startStandIn()
    const gateway = { SPYMASTER_DATABENTO_GATEWAY: standIn.url }
    const told = await spymaster(['fetch', ...args], surroundings({ ...gateway, ...env }))
    expect(told.stderr).toContain(message)
    expect(told.exitCode).toBe(exitCode)
  })
})

describe('on a disk that is full', { ...SLOW, ...MOUNTS }, () => {
  test('ends with one sentence and 3, and goes on once there is room', async () => {
    const standIn = await startStandIn()
    const place = surroundings()
    const disk = join(place.cwd, 'disk')
    mount(disk, '300k')
    try {
      const small = { ...place, lake: disk }
      const full = await spymaster(fetchArgs(standIn, ...REQUEST, '--yes'), small)
      expect(full.stderr).toMatch(
        /\nError: [^\n]+: the disk is full; free some space and run it again\.\n$/,
      )
      expect(full.exitCode).toBe(3)
      execFileSync('mount', ['-o', 'remount,size=2m', disk])
      const resumed = await spymaster(fetchArgs(standIn, ...REQUEST, '--yes'), small)
      expect(resumed, resumed.stderr).toMatchObject({ exitCode: 0 })
      const ranges = standIn.seen.flatMap(({ headers }) => headers.range ?? [])
      expect(ranges).toEqual([expect.stringMatching(/^bytes=\d+-$/)])
      expect(standIn.jobs.size).toBe(1)
    } finally {
      unmount(disk)
    }
  })
})

/** A certificate of this machine's address, made for the test. */
function makeCertificate() {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name))
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const kind = [
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
  ]
  execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  return { path: cert, tls: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') } }
}

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const HAS_OPENSSL = hasOpenssl()

describe('over TLS', {
  ...SLOW,
  ...onlyIf(HAS_OPENSSL, 'there is no openssl to make a certificate'),
}, () => {
  test('goes through the proxy of HTTPS_PROXY, except as NO_PROXY says', async () => {
    const { path, tls } = makeCertificate()
    const standIn = await startStandIn({ tls })
    const tunnels: string[] = []
    const proxy = createServer().on('connect', (request, client) => {
      tunnels.push(request.url ?? '')
      const [host, port] = (request.url ?? '').split(':')
      const server = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        server.pipe(client).pipe(server)
      })
      server.on('error', () => client.destroy())
      client.on('error', () => server.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void proxy.close())
    const { port } = proxy.address() as AddressInfo
    const env = { NODE_EXTRA_CA_CERTS: path, HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '' }
    const place = surroundings(env)
    const bought = await spymaster(fetchArgs(standIn, ...REQUEST, '--yes'), place)
    expect(bought, bought.stderr).toMatchObject({ exitCode: 0 })
    expect(new Set(tunnels)).toEqual(new Set([new URL(standIn.url).host]))
    const count = tunnels.length
    const direct = surroundings({ ...env, NO_PROXY: '127.0.0.1' })
    const again = await spymaster(fetchArgs(standIn, ...REQUEST, '--yes'), direct)
    expect(again, again.stderr).toMatchObject({ exitCode: 0 })
    expect(tunnels).toHaveLength(count)
  })

  test('a certificate that nobody vouches for is refused', async () => {
    const standIn = await startStandIn({ tls: makeCertificate().tls })
    const args = fetchArgs(standIn, ...REQUEST, '--estimate')
    const running = start(args, surroundings())
    const said = new Promise<string>((resolve) => {
      running.stderr?.on('data', (chunk) => resolve(String(chunk)))
    })
    expect(await said).toContain('self-signed certificate')
    running.kill('SIGKILL')
    await running
    expect(standIn.seen).toEqual([])
  })

  const HAS_CLIENT = onlyIf(
    existsSync(PYTHON),
    'SPYMASTER_CLIENT_PYTHON names no Python with the packages of test/clients/requirements.txt',
  )
  test("gets the files that databento's own client gets", HAS_CLIENT, async () => {
    const { path, tls } = makeCertificate()
    const files = madeFiles()
    const [ours, theirs] = await Promise.all([
      startStandIn({ tls, files, polls: 1 }),
      startStandIn({ tls, files, polls: 1 }),
    ])
    const { stdout } = await execa(PYTHON, [SCRIPT], {
      env: { REQUESTS_CA_BUNDLE: path },
      input: JSON.stringify({
        gateway: theirs.url,
        key: KEY,
        folder: mkdtempSync(join(folder, 'client-')),
        wait_s: 0.05,
        request: {
          dataset: 'GLBX.MDP3',
          symbols: 'ES.FUT',
          stype_in: 'parent',
          schema: 'mbo',
          start: '2026-01-05',
          end: '2026-01-07',
        },
      }),
    })
    const client = JSON.parse(stdout)
    const place = surroundings({ NODE_EXTRA_CA_CERTS: path })
    const bought = await spymaster(fetchArgs(ours, ...REQUEST, '--yes', '--json'), place)
    expect(bought, bought.stderr).toMatchObject({ exitCode: 0 })
    const { requests } = bought.json()
    expect(requests).toMatchObject([
      { bytes: client.bytes, records: client.records, costUsd: client.cost },
    ])
    const data = (hashes: Record<string, string>) => ({ ...hashes, 'metadata.json': undefined })
    expect(data(hashesBelow(place.lake))).toEqual(data(client.files))
    expect(Object.keys(client.files)).toHaveLength(3)
    // And what the one has ordered, the other finds.
    const found = await spymaster(fetchArgs(theirs, ...REQUEST, '--json'), place)
    expect(found.json().jobs).toMatchObject([{ id: client.job }])
    expect(theirs.jobs.size).toBe(1)
  })
})
