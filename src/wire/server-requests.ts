import { sleep, systemClock } from '../clock.ts'
import type { Contract } from '../contracts/contract.ts'
import { Failure } from '../failure.ts'
import type { SurfaceName } from '../seconds/second.ts'
import type { Table } from '../table/table.ts'
import { boundedBody } from './bounded-body.ts'
import { decodeTables } from './decode-table.ts'
import type { LiveStatus } from './live-status.ts'
import { formatSecond } from './messages.ts'
import type { PageSettings } from './page-settings.ts'
import type { ServerAddress } from './server-address.ts'

/** The client side of the HTTP endpoints. */

/** A day in a server's catalog. */
export interface ServedDay {
  readonly symbol: string
  readonly dt: string
  readonly surfaces: readonly SurfaceName[]
  /** It is still growing. */
  readonly open?: true
}

export interface RowsRequest {
  readonly symbol: string
  readonly dt: string
  readonly surface: SurfaceName
  /** Unix seconds, both included; at most an hour. */
  readonly from: number
  readonly to: number
  /** Default: all. */
  readonly columns?: readonly string[] | undefined
}

/** What a client takes of an answer: an hour of the widest surface, the days of many years, a sentence. */
const MAX_ROWS_BYTES = 1 << 29
const MAX_CATALOG_BYTES = 1 << 25
const MAX_REFUSAL_BYTES = 1 << 13

/** Retries of requests to a busy server. */
const MAX_TRIES = 20
const RETRY_MS = 250
const BUSY_STATUSES = [429, 503]
/** Status of a stream requested over plain HTTP: it is available over WebSocket. */
const UPGRADE_REQUIRED = 426

/** A request refused by the server. */
export class ServerRefusal extends Failure {
  /** HTTP status. */
  readonly status: number

  constructor(address: ServerAddress, status: number, message: string) {
    const what = `the server refuses: ${message.replace(/\.$/, '')}`
    super({ code: 'input', what, where: address.host })
    this.status = status
  }

  /** Whether the same request may succeed later. */
  get isTemporary(): boolean {
    return (
      BUSY_STATUSES.includes(this.status) || this.status === UPGRADE_REQUIRED || this.status >= 500
    )
  }
}

/** @throws Failure `input` if no server responds, or it refuses */
export async function fetchCatalog(address: ServerAddress): Promise<readonly ServedDay[]> {
  const answer = await request(address, address.httpUrl('/v1/hud/catalog'))
  const { days } = (await jsonOf(answer, MAX_CATALOG_BYTES)) as { days?: ServedDay[] }
  return days ?? []
}

/**
 * How a server's live session is doing; undefined where it follows none.
 *
 * @throws Failure `input` if no server responds, or it refuses
 */
export async function fetchLive(address: ServerAddress): Promise<LiveStatus | undefined> {
  const answer = await request(address, address.httpUrl('/v1/hud/live'))
  const { live } = (await jsonOf(answer, MAX_CATALOG_BYTES)) as { live?: LiveStatus | null }
  return live ?? undefined
}

/** What a server's configuration says about its page; that of a server without any is usual. */
export async function fetchSettings(address: ServerAddress): Promise<PageSettings> {
  const answer = await request(address, address.httpUrl('/v1/hud/settings'))
  const found = (await jsonOf(answer, MAX_REFUSAL_BYTES)) as Partial<PageSettings>
  const { keys = {}, character_keys = true } = found
  const texts = Object.entries(keys).filter(([, chosen]) => typeof chosen === 'string')
  return { keys: Object.fromEntries(texts), character_keys: character_keys === true }
}

/**
 * Resolves a choice to one day; symbol or date may be omitted if only one day matches, or only one
 * of those is open.
 *
 * @throws Failure `input` if no day matches, `usage` if several do
 */
export async function chooseDay(
  address: ServerAddress,
  choice: { readonly symbol?: string | undefined; readonly dt?: string | undefined },
): Promise<{ symbol: string; dt: string }> {
  const symbol = choice.symbol ?? address.choice.symbol
  const dt = choice.dt ?? address.choice.dt
  if (symbol !== undefined && dt !== undefined) return { symbol, dt }
  const days = await fetchCatalog(address)
  const found = days.filter(
    (day) =>
      (dt === undefined || day.dt === dt) &&
      (symbol === undefined || day.symbol.startsWith(symbol)),
  )
  const open = found.filter((day) => day.open)
  const chosen = open.length === 1 ? open : found
  if (chosen.length === 1) return { symbol: chosen[0].symbol, dt: chosen[0].dt }
  const shown = (found.length > 0 ? found : days).map((day) => `${day.symbol} ${day.dt}`)
  throw new Failure({
    code: found.length > 1 ? 'usage' : 'input',
    what: found.length > 1 ? 'the server has several days' : 'the server has no matching day',
    where: address.host,
    found: shown.length > 0 ? shown.slice(-12).join(', ') : 'none at all',
    ...(found.length > 1 && { fix: 'choose one with --symbol and --dt' }),
  })
}

/**
 * @param signal cancels the request; its reason is thrown
 * @throws Failure `input`
 */
export async function fetchRows(
  address: ServerAddress,
  { symbol, dt, surface, from, to, columns }: RowsRequest,
  signal?: AbortSignal,
): Promise<{ contract: Contract; tables: readonly Table[] }> {
  const url = address.httpUrl('/v1/hud/surfaces', {
    symbol,
    dt,
    surface,
    start_ts_ns: formatSecond(from),
    end_ts_ns: formatSecond(to),
    columns: columns?.join(','),
  })
  const answer = await request(address, url, signal)
  return decodeTables(await boundedBody(answer, MAX_ROWS_BYTES))
}

/**
 * The reason why a stream was refused. A browser's WebSocket hides it, but the same URL over HTTP
 * tells.
 */
export async function explainRefusal(address: ServerAddress, streamUrl: string): Promise<Failure> {
  try {
    const answer = await fetch(streamUrl.replace(/^ws/, 'http'), { headers: address.headers })
    const message = await messageOf(answer)
    return new ServerRefusal(
      address,
      answer.status,
      answer.status === UPGRADE_REQUIRED ? 'the connection was interrupted' : message,
    )
  } catch {
    return noResponse(address)
  }
}

async function request(
  address: ServerAddress,
  url: string,
  signal: AbortSignal | null = null,
): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(url, { signal, headers: address.headers }).catch(() => {
      signal?.throwIfAborted()
      throw noResponse(address)
    })
    if (answer.ok) return answer
    const message = await messageOf(answer)
    if (!BUSY_STATUSES.includes(answer.status) || tries === MAX_TRIES)
      throw new ServerRefusal(address, answer.status, message)
    await sleep(systemClock, RETRY_MS)
  }
}

async function messageOf(answer: Response): Promise<string> {
  const body = await jsonOf(answer, MAX_REFUSAL_BYTES).catch(() => ({}))
  const { message } = body as { message?: unknown }
  return typeof message === 'string' ? message : `HTTP status ${answer.status}`
}

/** @throws SyntaxError where it is no JSON; Failure `input` where it is too long */
async function jsonOf(answer: Response, maxBytes: number): Promise<object> {
  const value: unknown = JSON.parse(new TextDecoder().decode(await boundedBody(answer, maxBytes)))
  return typeof value === 'object' && value !== null ? value : {}
}

function noResponse(address: ServerAddress): Failure {
  return new Failure({
    code: 'input',
    what: 'no server responds',
    where: address.host,
    fix: 'start one with: spymaster serve',
  })
}
