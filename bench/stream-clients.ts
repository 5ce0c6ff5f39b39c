/**
 * Many clients of a stream in a process of their own: `node bench/stream-clients.ts URL CLIENTS
 * BATCHES ORIGIN`. They only count bytes: what is measured is the server. ORIGIN is where the
 * server's `performance.now()` began on the system's monotonic clock, milliseconds: its deadlines lie on a
 * grid of that. Prints {@link StreamClientsResult} as JSON.
 */

import { createConnection } from 'node:net'

export interface StreamClientsResult {
  /** Milliseconds from each deadline until the last byte of its batch was there. */
  readonly lateness: readonly number[]
  /** Batches that were told to be dropped. */
  readonly dropped: number
  readonly bytes: number
}

const PHASE_MS = 50
const PERIOD_MS = 1000
/** Timers may fire by so much before their time; that is no lateness of a whole phase. */
const EARLY_MS = 1
const TEXT = 1
const PING = 9
/** Masked, as a client's frames are, with zeros; empty. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0])

const [url = '', clients = '1', batches = '1', origin = '0'] = process.argv.slice(2)
const { hostname, port, host, pathname, search } = new URL(url)
const results = await Promise.all(
  Array.from({ length: Number(clients) }, () => listen(Number(batches))),
)
const result: StreamClientsResult = {
  lateness: results.flatMap(({ arrivals }) => latenessOf(arrivals)),
  dropped: results.reduce((sum, { dropped }) => sum + dropped, 0),
  bytes: results.reduce((sum, { bytes }) => sum + bytes, 0),
}
process.stdout.write(`${JSON.stringify(result)}\n`)

interface Listened {
  /** By the server's clock, milliseconds. */
  readonly arrivals: readonly number[]
  readonly dropped: number
  readonly bytes: number
}

/** Reads frames until so many batches are whole. */
function listen(wanted: number): Promise<Listened> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: hostname, port: Number(port) })
    socket.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
    )
    const arrivals: number[] = []
    let rest: Buffer = Buffer.alloc(0)
    let isUpgraded = false
    let framesLeft = 0
    let dropped = 0
    let bytes = 0
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      if (!isUpgraded) {
        const end = rest.indexOf('\r\n\r\n')
        if (end < 0) return
        if (!rest.toString('latin1', 0, 13).endsWith(' 101 ')) return reject(new Error(`${rest}`))
        isUpgraded = true
        rest = rest.subarray(end + 4)
      }
      for (;;) {
        const frame = frameOf(rest)
        if (!frame) return
        rest = rest.subarray(frame.end)
        if (frame.opcode === PING) socket.write(PONG)
        else if (frame.opcode === TEXT && framesLeft === 0) {
          const message = JSON.parse(frame.payload.toString())
          if (message.type !== 'batch_start') continue
          dropped = message.dropped
          framesLeft = 2 * message.surfaces.length
        } else if (--framesLeft === 0) {
          arrivals.push(Number(process.hrtime.bigint()) / 1e6 - Number(origin))
          if (arrivals.length < wanted) continue
          resolve({ arrivals, dropped, bytes })
          socket.destroy()
          return
        }
      }
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`closed after ${arrivals.length} batches`)))
  })
}

function frameOf(bytes: Buffer): { opcode: number; payload: Buffer; end: number } | undefined {
  if (bytes.length < 2) return undefined
  const short = bytes[1]
  const header = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < header) return undefined
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : bytes.readUInt32BE(6)
  const end = header + length
  if (bytes.length < end) return undefined
  return { opcode: bytes[0] & 15, payload: bytes.subarray(header, end), end }
}

/** From the deadline, which is the last point of the grid before the earliest batch. */
function latenessOf(arrivals: readonly number[]): number[] {
  const phases = arrivals.map((arrival, index) => arrival - index * PERIOD_MS)
  const deadline = Math.floor((Math.min(...phases) + EARLY_MS) / PHASE_MS) * PHASE_MS
  return phases.map((phase) => phase - deadline)
}
