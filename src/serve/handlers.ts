import type { ServerResponse } from 'node:http'
import type { Contract } from '../contracts/contract.ts'
import type { Lake } from '../lake/paths.ts'
import type { DayHub } from '../seconds/day-hub.ts'
import type { SurfaceName } from '../seconds/second.ts'
import { encodeRows, encodeSchema, STREAM_END } from '../wire/encode-table.ts'
import type { LiveStatus } from '../wire/live-status.ts'
import { formatSecond } from '../wire/messages.ts'
import type { PageSettings } from '../wire/page-settings.ts'
import { readCatalog } from './catalog.ts'
import { describeContracts } from './contracts.ts'
import type { DayFeed } from './day-feed.ts'
import type { DayRegistry, UsedDay } from './day-registry.ts'
import type { Metrics, ServerGauges } from './metrics.ts'
import {
  columnsFrom,
  dayFrom,
  lastSeconds,
  rangeFrom,
  type SecondRange,
  streamFrom,
  surfaceFrom,
} from './parameters.ts'

/** Seconds of history that a screen starts with. */
const BOOTSTRAP_SECONDS = 1800
/** Maximum number of seconds per request. */
const MAX_SECONDS = 3600
/** Rows of this many seconds are held in memory at a time. */
const STEP_SECONDS = 300

/** Path of the stream. */
export const STREAM_PATH = '/v1/hud/stream'

const ARROW = 'application/vnd.apache.arrow.stream'
const JSON_TYPE = 'application/json'

/** The data that responses are made from. */
export interface ServerData {
  readonly lake: Lake
  readonly contracts: ReadonlyMap<SurfaceName, Contract>
  readonly hub: DayHub
  readonly days: DayRegistry
  readonly metrics: Metrics
  readonly gauges: () => ServerGauges
  /** How the live session of this process is doing; undefined without one. */
  readonly live: () => LiveStatus | undefined
  readonly settings: PageSettings
}

/** Handler of a GET request. */
export type RequestHandler = (
  sources: ServerData,
  parameters: URLSearchParams,
  response: ServerResponse,
) => Promise<void>

export const HANDLERS: Readonly<Record<string, RequestHandler>> = {
  '/healthz': async ({ gauges }, _, response) => {
    const { clients, openDays } = gauges()
    sendJson(response, { status: 'ok', clients, open_days: openDays })
  },
  '/metrics': async ({ metrics, gauges }, _, response) => {
    send(response, 'text/plain; version=0.0.4; charset=utf-8', metrics.format(gauges()))
  },
  '/v1/hud/catalog': async ({ lake, hub }, _, response) => {
    sendJson(response, await readCatalog(lake, hub))
  },
  '/v1/hud/contracts': async ({ contracts }, _, response) => {
    sendJson(response, describeContracts(contracts))
  },
  '/v1/hud/settings': async ({ settings }, _, response) => {
    sendJson(response, settings)
  },
  '/v1/hud/live': async ({ live }, _, response) => {
    sendJson(response, { live: live() ?? null })
  },
  '/v1/hud/bootstrap': async (sources, parameters, response) => {
    const day = await sources.days.open(dayFrom(parameters))
    await withDay(day, async ({ feed }) => {
      const range = lastSeconds(parameters, BOOTSTRAP_SECONDS, feed.day)
      const contract = contractOf(sources, 'snap')
      await sendRows(
        response,
        feed,
        { surface: 'snap', contract, isWhole: true, ...range },
        {
          'X-HUD-Symbol': feed.day.symbol,
          'X-HUD-Dt': feed.day.dt,
          'X-HUD-Start-Ts-Ns': formatSecond(range.from),
          'X-HUD-End-Ts-Ns': formatSecond(range.to),
          'X-HUD-Windows': `${Math.max(0, range.to - range.from + 1)}`,
        },
      )
    })
  },
  '/v1/hud/surfaces': async (sources, parameters, response) => {
    const range = rangeFrom(parameters, MAX_SECONDS)
    const day = await sources.days.open(dayFrom(parameters))
    await withDay(day, ({ feed }) => {
      const surface = surfaceFrom(parameters, feed.day)
      const whole = contractOf(sources, surface)
      const contract = columnsFrom(parameters, whole)
      return sendRows(response, feed, { surface, contract, isWhole: contract === whole, ...range })
    })
  },
  // Over plain HTTP the same checks run, so that browsers can learn why a stream was refused.
  [STREAM_PATH]: async ({ days, contracts }, parameters, response) => {
    const day = await days.open(dayFrom(parameters))
    await withDay(day, async ({ feed }) => {
      streamFrom(parameters, feed.day, contracts)
      const message = 'This is a stream: connect over WebSocket.'
      response.writeHead(426, { Connection: 'Upgrade', Upgrade: 'websocket' })
      response.end(JSON.stringify({ type: 'error', message }))
    })
  },
}

async function withDay(day: UsedDay, work: (day: UsedDay) => Promise<void>): Promise<void> {
  try {
    await work(day)
  } finally {
    day.release()
  }
}

/** Rows to send: surface, seconds and columns. */
interface SentRows extends SecondRange {
  readonly surface: SurfaceName
  readonly contract: Contract
  /** Whether these are all columns of the surface. */
  readonly isWhole: boolean
}

/** Sends a surface's rows as one Arrow stream, with backpressure. */
async function sendRows(
  response: ServerResponse,
  feed: DayFeed,
  { surface, contract, isWhole, from, to }: SentRows,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  // Requests for all columns share the row groups in memory with streams.
  const columns = isWhole ? undefined : contract.fields.map(({ name }) => name)
  for (let start = from; start <= to; start += STEP_SECONDS) {
    const end = Math.min(start + STEP_SECONDS - 1, to)
    const tables = await feed.readRange(surface, start, end, columns)
    // A failure of the first step can still be reported by status.
    if (start === from) beginRows(response, contract, headers)
    // An open day gives all columns of what it has in memory.
    for (const table of tables) await write(response, encodeRows(table, contract))
  }
  if (to < from) beginRows(response, contract, headers)
  response.end(STREAM_END)
}

function contractOf({ contracts }: ServerData, surface: SurfaceName): Contract {
  const contract = contracts.get(surface)
  if (!contract) throw new Error(`there is no contract of ${surface}`)
  return contract
}

function beginRows(
  response: ServerResponse,
  contract: Contract,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(200, { 'Content-Type': ARROW, ...headers })
  response.write(encodeSchema(contract))
}

/** Writes, and waits until the socket has drained. */
async function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (response.destroyed) throw new Error('the client has disconnected')
  if (response.write(bytes)) return
  await new Promise<void>((resolve) => {
    const taken = () => {
      response.off('drain', taken)
      response.off('close', taken)
      resolve()
    }
    response.on('drain', taken)
    response.on('close', taken)
  })
}

function sendJson(response: ServerResponse, value: unknown): void {
  send(response, JSON_TYPE, JSON.stringify(value))
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}
