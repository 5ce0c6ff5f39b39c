import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../src/failure.ts'
import { openLake } from '../../src/lake/paths.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { FramedSecond } from '../../src/serve/framed-second.ts'
import { serve } from '../../src/serve/server.ts'
import { DATE, SYMBOL } from '../day.ts'
import { percentile } from '../percentile.ts'
import type { StreamClientsResult } from '../stream-clients.ts'
import type { Load, Rounds } from '../workload.ts'

/** Where as many are asked for, and where more are. */
const CLIENTS = 200
const ASKED = '≤ 0.020 s, 400 MB'
const ASKED_OF_MORE = '≤ 0.005 s'
const BATCHES = 20
/** Open files of a process besides its clients'. */
const SPARE_FILES = 200

/**
 * A day to many clients at 1×, all surfaces. A lap's seconds are the 99th percentile of lateness:
 * last byte received − deadline. The reference writes the same bytes at the same times to as many
 * sockets and does nothing else.
 */
export async function prepareServe({ path, clients = CLIENTS }: Load): Promise<Rounds> {
  assertFiles(clients)
  const root = await mkdtemp(join(tmpdir(), 'spymaster-bench-'))
  await run('make-lake.ts', path, root)
  const lake = openLake(root)
  const server = await serve(lake, {
    host: '127.0.0.1',
    port: 0,
    maxClients: clients,
    // All of them come from one address, at once.
    maxPerAddress: clients,
    upgradesPerSecond: clients,
    log: () => {},
  })
  const source = await LakeSeconds.open(lake, SYMBOL, DATE)
  const second = new FramedSecond(await source.read(source.day.firstEndSecond + 60))
  const bare = second.buffersFor(source.day.surfaces, 0)[0]
  await source.close()
  const query = `/v1/hud/stream?symbol=${SYMBOL}&dt=${DATE}`
  return {
    async round() {
      const reference = await bareLateness(bare, query, clients)
      const stream = await listenTo(`${server.url.replace('http', 'ws')}${query}`, clients)
      if (stream.dropped > 0) throw new Error(`${stream.dropped} batches were dropped`)
      return [
        {
          name: `serve, p99 lateness of ${stream.lateness.length} batches`,
          items: clients,
          unit: 'clients',
          seconds: percentile(stream.lateness, 0.99) / 1000,
          reference: 'bare sockets',
          referenceSeconds: percentile(reference.lateness, 0.99) / 1000,
          asked: clients > CLIENTS ? ASKED_OF_MORE : ASKED,
        },
      ]
    },
    async close() {
      await server.close()
      await rm(root, { recursive: true })
    },
  }
}

/** A socket is an open file, here and in the clients' process; Node takes all that it may have. */
function assertFiles(clients: number): void {
  const { stdout } = spawnSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' })
  const limit = Number(stdout.trim())
  // Where there is no such word, or no limit, it is no number.
  if (!(limit < clients + SPARE_FILES)) return
  throw new Failure({
    code: 'usage',
    what: 'so many clients take more open files than a process may have here',
    where: '--clients',
    expected: `at most ${limit - SPARE_FILES}`,
    found: String(clients),
    fix: 'raise the limit with ulimit -Hn as root',
  })
}

/** The same bytes to as many sockets, at the same times. */
async function bareLateness(
  batch: Buffer,
  query: string,
  clients: number,
): Promise<StreamClientsResult> {
  const upgrade = Buffer.from('HTTP/1.1 101 Switching Protocols\r\n\r\n')
  const timers: NodeJS.Timeout[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(upgrade)
      let due = Math.ceil(performance.now() / 50) * 50
      const send = () => {
        socket.write(batch)
        due += 1000
        timers.push(setTimeout(send, Math.ceil(due - performance.now())))
      }
      timers.push(setTimeout(send, Math.ceil(due - performance.now())))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    return await listenTo(`ws://127.0.0.1:${port}${query}`, clients)
  } finally {
    for (const timer of timers) clearTimeout(timer)
    server.close()
  }
}

async function listenTo(url: string, clients: number): Promise<StreamClientsResult> {
  const origin = Number(process.hrtime.bigint()) / 1e6 - performance.now()
  const printed = await run('stream-clients.ts', url, clients, BATCHES, origin)
  return JSON.parse(printed) as StreamClientsResult
}

/** Runs a script of this folder in a process of its own. */
async function run(script: string, ...words: readonly (string | number)[]): Promise<string> {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url))
  const child = spawn(process.execPath, [file, ...words.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (code !== 0) throw new Error(`${script} ended with code ${code}`)
  return printed
}
