import { sleep, systemClock } from '../clock.ts'
import type { Contract } from '../contracts/contract.ts'
import { Failure } from '../failure.ts'
import type { SurfaceName } from '../seconds/second.ts'
import type { Table } from '../table/table.ts'
import { decodeTables } from './decode-table.ts'
import { formatSecond } from './messages.ts'
import type { ServerAddress } from './server-address.ts'

/** What a server answers over HTTP, read. */

/** A day that a server has. */
export interface ServedDay {
  readonly symbol: string
  readonly dt: string
  readonly surfaces: readonly SurfaceName[]
}

export interface RowsWanted {
  readonly symbol: string
  readonly dt: string
  readonly surface: SurfaceName
  /** Unix seconds, both included; an hour at most. */
  readonly from: number
  readonly to: number
  /** All, if left out. */
  readonly columns?: readonly string[] | undefined
}

/** How often, and how long after each other, a busy server is asked again. */
const MAX_TRIES = 20
const RETRY_MS = 250
const BUSY = [429, 503]
/** A stream could be had: over WebSocket. */
const UPGRADE = 426

/** A server's own no. */
export class ServerRefusal extends Failure {
  /** What it is in HTTP. */
  readonly status: number

  constructor(address: ServerAddress, status: number, message: string) {
    const what = `the server refuses: ${message.replace(/\.$/, '')}`
    super({ code: 'input', what, where: address.host })
    this.status = status
  }

  /** Would the same question get another answer later? */
  get isPassing(): boolean {
    return BUSY.includes(this.status) || this.status === UPGRADE || this.status >= 500
  }
}

/** @throws Failure `input` where no server answers, or it refuses */
export async function fetchCatalog(address: ServerAddress): Promise<readonly ServedDay[]> {
  const answer = await ask(address, address.httpUrl('/v1/hud/catalog'))
  const { days } = (await answer.json()) as { days?: ServedDay[] }
  return days ?? []
}

/**
 * The one day that is meant; what the server has one of may be left out.
 *
 * @throws Failure `input` where there is none, `usage` where there are several
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
  if (found.length === 1) return found[0]
  const shown = (found.length > 0 ? found : days).map((day) => `${day.symbol} ${day.dt}`)
  throw new Failure({
    code: found.length > 1 ? 'usage' : 'input',
    what: found.length > 1 ? 'the server has several days' : 'the server has no such day',
    where: address.host,
    found: shown.length > 0 ? shown.slice(-12).join(', ') : 'none at all',
    ...(found.length > 1 && { fix: 'choose one with --symbol and --dt' }),
  })
}

/**
 * @param signal gives it up; what is thrown then is the signal's reason
 * @throws Failure `input`
 */
export async function fetchRows(
  address: ServerAddress,
  { symbol, dt, surface, from, to, columns }: RowsWanted,
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
  const answer = await ask(address, url, signal)
  return decodeTables(new Uint8Array(await answer.arrayBuffer()))
}

/** Why a stream was refused: a browser's WebSocket does not say, but the same question over HTTP does. */
export async function explainRefusal(address: ServerAddress, streamUrl: string): Promise<Failure> {
  try {
    const answer = await fetch(streamUrl.replace(/^ws/, 'http'))
    const message = await messageOf(answer)
    return new ServerRefusal(
      address,
      answer.status,
      answer.status === UPGRADE ? 'the connection was cut' : message,
    )
  } catch {
    return unanswered(address)
  }
}

async function ask(
  address: ServerAddress,
  url: string,
  signal: AbortSignal | null = null,
): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(url, { signal }).catch(() => {
      signal?.throwIfAborted()
      throw unanswered(address)
    })
    if (answer.ok) return answer
    const message = await messageOf(answer)
    if (!BUSY.includes(answer.status) || tries === MAX_TRIES)
      throw new ServerRefusal(address, answer.status, message)
    await sleep(systemClock, RETRY_MS)
  }
}

async function messageOf(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => ({}))) as { message?: unknown }
  return typeof body.message === 'string' ? body.message : `HTTP status ${answer.status}`
}

function unanswered(address: ServerAddress): Failure {
  return new Failure({
    code: 'input',
    what: 'no server answers there',
    where: address.host,
    fix: 'start one with: spymaster serve',
  })
}
