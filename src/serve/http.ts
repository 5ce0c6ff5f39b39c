import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import { Failure } from '../failure.ts'
import { type AccessRules, refuseOrigin, refuseToken } from './access.ts'
import { HANDLERS, type ServerData } from './handlers.ts'
import type { HudFile } from './hud-files.ts'
import type { Log } from './log.ts'
import { holdToRate } from './minimum-rate.ts'
import type { RefusalLog } from './refusal-log.ts'
import type { RequestRate } from './request-rate.ts'
import { sendHudFile } from './send-hud-file.ts'
import { describeFailure } from './stream-client.ts'

/** Longer URLs are refused. */
const MAX_URL_CHARACTERS = 2048
/** Maximum number of concurrent requests that read rows of the lake. */
const MAX_READING = 8
/** The same of the catalog, whose answers are short: slow readers of rows do not take it down. */
const MAX_CATALOGS = 4
const CATALOG_PATH = '/v1/hud/catalog'
/** Paths that do not read the lake, and are answered however many do. */
const POOL_FREE_PATHS = ['/healthz', '/metrics', '/v1/hud/contracts', '/v1/hud/live']
/** Paths without a token, besides the page's files. */
const OPEN_PATHS = ['/healthz']

/** Status and message of a refused request. */
export interface HttpRefusal {
  readonly status: number
  readonly message: string
}

/** A parsed request URL. */
export interface RequestUrl {
  readonly path: string
  readonly parameters: URLSearchParams
}

export interface HttpOptions {
  readonly sources: ServerData
  readonly access: AccessRules
  readonly files: ReadonlyMap<string, HudFile>
  readonly rate: RequestRate
  readonly refusals: RefusalLog
  readonly log: Log
  readonly clock: Clock
}

/** Requests of a kind that are being answered, and how many may be. */
interface Pool {
  readonly max: number
  used: number
}

/** Handles HTTP requests. */
export class HttpHandler {
  readonly #options: HttpOptions
  readonly #rowRequests: Pool = { max: MAX_READING, used: 0 }
  readonly #catalogRequests: Pool = { max: MAX_CATALOGS, used: 0 }

  constructor(options: HttpOptions) {
    this.#options = options
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { access, files, sources, rate, refusals, clock } = this.#options
    holdToRate(request.socket, response, clock)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Cache-Control', 'no-store')
    const question = parseRequestUrl(request.url ?? '')
    const path = 'path' in question ? question.path : ''
    const file = files.get(path)
    const answer = Object.hasOwn(HANDLERS, path) ? HANDLERS[path] : undefined
    const route = answer ? path : file ? 'hud' : 'none'
    response.once('close', () => sources.metrics.answered(route, response.statusCode))
    if ('status' in question) return refuse(response, question)
    const needsToken = !file && !OPEN_PATHS.includes(path)
    const refusal =
      rate.refuse(request) ??
      refuseMethod(request) ??
      refuseOrigin(request, access) ??
      (needsToken ? refuseToken(request, question.parameters, access) : undefined)
    if (refusal) {
      refusals.add(request.socket.remoteAddress, refusal.status, refusal.message)
      return refuse(response, refusal)
    }
    allowOrigin(request, response, access)
    if (file) return sendHudFile(request, response, file)
    if (!answer) return refuse(response, { status: 404, message: 'Not found.' })
    const pool = this.#poolOf(path)
    if (pool && pool.used >= pool.max) {
      return refuse(response, {
        status: 503,
        message: 'Too many requests are being served; try again.',
      })
    }
    if (pool) pool.used++
    try {
      await answer(sources, question.parameters, response)
    } catch (error) {
      this.#fail(response, path, error)
    } finally {
      if (pool) pool.used--
    }
  }

  #poolOf(path: string): Pool | undefined {
    if (POOL_FREE_PATHS.includes(path)) return undefined
    return path === CATALOG_PATH ? this.#catalogRequests : this.#rowRequests
  }

  #fail(response: ServerResponse, path: string, error: unknown): void {
    const refusal = refusalOf(error)
    if (refusal.status >= 500 && !response.destroyed) {
      const message = error instanceof Error ? error.message : String(error)
      this.#options.log({ level: 'error', event: 'failed', fields: { path, message } })
    }
    // A started response cannot change its status: without its end marker the stream is known to be
    // truncated.
    if (response.headersSent) response.destroy()
    else refuse(response, refusal)
  }
}

/** Parses a request's URL. */
export function parseRequestUrl(url: string): RequestUrl | HttpRefusal {
  if (url.length > MAX_URL_CHARACTERS) return { status: 414, message: 'The address is too long.' }
  if (!URL.canParse(url, 'http://server'))
    return { status: 400, message: 'The address is invalid.' }
  const { pathname, searchParams } = new URL(url, 'http://server')
  return { path: pathname, parameters: searchParams }
}

/** The HTTP status and message of an error. */
export function refusalOf(error: unknown): HttpRefusal {
  const status = { usage: 400, input: 404, busy: 503 } as const
  const message = describeFailure(error)
  return { status: error instanceof Failure ? status[error.detail.code] : 500, message }
}

/** A refusal's JSON body, in the form of the stream's errors. */
export function refusalBody({ message }: HttpRefusal): string {
  return JSON.stringify({ type: 'error', message })
}

function refuse(response: ServerResponse, refusal: HttpRefusal): void {
  const body = refusalBody(refusal)
  const { status } = refusal
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    ...(status === 405 && { Allow: 'GET, HEAD' }),
    ...((status === 429 || status === 503) && { 'Retry-After': '1' }),
  })
  response.end(body)
}

function refuseMethod({ method }: IncomingMessage): HttpRefusal | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined
  return { status: 405, message: 'Only GET and HEAD are supported.' }
}

/** Sets CORS headers for pages of allowed origins. */
function allowOrigin(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { origins }: AccessRules,
): void {
  response.setHeader('Vary', 'Origin')
  const { origin } = headers
  if (origin === undefined || !origins.includes(origin)) return
  response.setHeader('Access-Control-Allow-Origin', origin)
  response.setHeader(
    'Access-Control-Expose-Headers',
    'X-HUD-Symbol, X-HUD-Dt, X-HUD-Start-Ts-Ns, X-HUD-End-Ts-Ns, X-HUD-Windows',
  )
}
