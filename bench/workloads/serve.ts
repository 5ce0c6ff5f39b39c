import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { openLake } from '../../src/lake/paths.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { FramedSecond } from '../../src/serve/framed-second.ts'
import { serve } from '../../src/serve/server.ts'
import { DATE, type Day, SYMBOL } from '../day.ts'
import type { StreamClientsResult } from '../stream-clients.ts'
import type { Rounds } from '../workload.ts'

const CLIENTS = 200
const BATCHES = 20

/**
 * A day to many clients at 1×, all surfaces. A lap's seconds are the 99th percentile of lateness:
 * last byte received − deadline. The reference writes the same bytes at the same times to as many
 * sockets and does nothing else.
 */
export async function prepareServe({ path }: Day): Promise<Rounds> {
  const root = await mkdtemp(join(tmpdir(), 'spymaster-bench-'))
  await run('make-lake.ts', path, root)
  const lake = openLake(root)
  const server = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
  const source = await LakeSeconds.open(lake, SYMBOL, DATE)
  const second = new FramedSecond(await source.read(source.day.firstEndSecond + 60))
  const bare = second.buffersFor(source.day.surfaces, 0)[0]
  await source.close()
  const query = `/v1/hud/stream?symbol=${SYMBOL}&dt=${DATE}`
  return {
    async round() {
      const reference = await bareLateness(bare, query)
      const stream = await listenTo(`${server.url.replace('http', 'ws')}${query}`)
      if (stream.dropped > 0) throw new Error(`${stream.dropped} batches were dropped`)
      return [
        {
          name: `serve, p99 lateness of ${stream.lateness.length} batches`,
          items: CLIENTS,
          unit: 'clients',
          seconds: percentile(stream.lateness, 0.99) / 1000,
          reference: 'bare sockets',
          referenceSeconds: percentile(reference.lateness, 0.99) / 1000,
          asked: '≤ 0.020 s, 400 MB',
        },
      ]
    },
    async close() {
      await server.close()
      await rm(root, { recursive: true })
    },
  }
}

/** The same bytes to as many sockets, at the same times. */
async function bareLateness(batch: Buffer, query: string): Promise<StreamClientsResult> {
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
    return await listenTo(`ws://127.0.0.1:${port}${query}`)
  } finally {
    for (const timer of timers) clearTimeout(timer)
    server.close()
  }
}

async function listenTo(url: string): Promise<StreamClientsResult> {
  const { timeOrigin } = performance
  const printed = await run('stream-clients.ts', url, CLIENTS, BATCHES, timeOrigin)
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

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]
}
