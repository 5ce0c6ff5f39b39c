import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { type Clock, systemClock, type Timer } from '../clock.ts'
import type { Contract } from '../contracts/contract.ts'
import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { LruMap } from '../lru-map.ts'
import { DayHub } from '../seconds/day-hub.ts'
import type { SurfaceName } from '../seconds/second.ts'
import { surfaceContracts } from '../seconds/surface-contracts.ts'
import { alertSearch } from '../signals/alert-setup.ts'
import { signalOf } from '../signals/named-signals.ts'
import type { Signal } from '../signals/signal.ts'
import type { LiveStatus } from '../wire/live-status.ts'
import { sessionMessage } from '../wire/messages.ts'
import { OWN_SETTINGS, type PageSettings } from '../wire/page-settings.ts'
import { STREAM_PROTOCOL } from '../wire/token-protocol.ts'
import { type AccessRules, isLoopback, refuseOrigin, refuseToken } from './access.ts'
import { Connections } from './connections.ts'
import { DayRegistry, type UsedDay } from './day-registry.ts'
import type { FramedSecond } from './framed-second.ts'
import { STREAM_PATH } from './handlers.ts'
import { HttpHandler, type HttpRefusal, parseRequestUrl, refusalBody, refusalOf } from './http.ts'
import { readHudFiles } from './hud-files.ts'
import type { Log } from './log.ts'
import { Metrics } from './metrics.ts'
import { dayFrom, streamFrom } from './parameters.ts'
import { RefusalLog } from './refusal-log.ts'
import { RequestRate } from './request-rate.ts'
import { StreamAlerts } from './stream-alerts.ts'
import { type AlertSearcher, CLOSE, StreamClient } from './stream-client.ts'
import { createServer, type TlsFiles } from './tls.ts'

/** Memory for framed seconds, shared by clients at different times. */
const CACHE_BYTES = 64 * 1_048_576
/** Longer control messages are refused. */
const MAX_MESSAGE_BYTES = 4096
const MAX_HEADER_BYTES = 8192
/** Connections besides those that are, or may become, streams. */
const SPARE_CONNECTIONS = 64
const PING_MS = 30_000
/** Grace period for clients to close at shutdown. */
const CLOSE_GRACE_MS = 1000

export interface ServeOptions {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly token?: string | undefined
  readonly origins?: readonly string[]
  /** Encrypts all connections. */
  readonly tls?: TlsFiles | undefined
  /** Maximum number of concurrent streams. */
  readonly maxClients?: number
  /** Maximum number of connections of one address, streams included. */
  readonly maxPerAddress?: number
  /** Streams that one address may ask for in a second; a load test needs more. */
  readonly upgradesPerSecond?: number
  /** What the configuration says about the page. */
  readonly settings?: PageSettings
  /** Signals that clients' conditions may name. */
  readonly signals?: ReadonlyMap<string, Signal>
  /** Has the days that are open in this process; without it only the lake's are served. */
  readonly hub?: DayHub
  /** How the live session of this process is doing. */
  readonly live?: () => LiveStatus | undefined
  readonly log: Log
  readonly clock?: Clock
}

/** A server that is listening. */
export interface RunningServer {
  /** The actual port, also with port 0. */
  readonly port: number
  /** `http://127.0.0.1:8000`, or `https://…`. */
  readonly url: string
  /** Closes every connection and stops. */
  close(): Promise<void>
}

/**
 * Serves a lake's days over HTTP and WebSocket.
 *
 * @throws Failure `usage` where it would be open to others without a token, `busy` where the port
 *   is taken
 */
export async function serve(lake: Lake, options: ServeOptions): Promise<RunningServer> {
  const { host, port, token, log } = options
  if (token === '' || (token === undefined && !isLoopback(host))) {
    throw new Failure({
      code: 'usage',
      what: 'a server that others can reach needs a token',
      where: `--host ${host}`,
      fix: 'pass --token, or leave --host out to serve this machine only',
    })
  }
  if (token !== undefined && !/^[!-~](?:[ -~]*[!-~])?$/.test(token)) {
    throw new Failure({
      code: 'usage',
      what: 'a header cannot hold the token',
      where: '--token',
      expected: 'printable ASCII characters, no space at its ends',
    })
  }
  const http = await createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: 5000,
      requestTimeout: 10_000,
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: 5000,
    },
    options.tls,
  )
  const server = new LakeServer(lake, options, http, await readHudFiles())
  await server.listen(port, host)
  log({ level: 'info', event: 'listening', fields: { url: server.url, lake: lake.root } })
  return server
}

class LakeServer implements RunningServer {
  port = 0
  readonly #http: HttpServer
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    // Never the one that has the token.
    handleProtocols: (offered) => (offered.has(STREAM_PROTOCOL) ? STREAM_PROTOCOL : false),
  })
  readonly #metrics = new Metrics()
  /** Framed seconds of all days. */
  readonly #cache = new LruMap<string, FramedSecond>({
    max: CACHE_BYTES,
    weigh: ({ bytes }) => bytes,
  })
  readonly #days: DayRegistry
  readonly #contracts: ReadonlyMap<SurfaceName, Contract>
  readonly #access: AccessRules
  readonly #scheme: 'http' | 'https'
  readonly #rate: RequestRate
  readonly #refusals: RefusalLog
  readonly #connections: Connections
  readonly #maxClients: number
  readonly #maxPerAddress: number
  readonly #log: Log
  readonly #clock: Clock
  readonly #clients = new Set<StreamClient>()
  readonly #pings: Timer
  readonly #lake: Lake
  readonly #signals: ReadonlyMap<string, Signal>
  /** Number of streams being opened. */
  #opening = 0
  #connected = 0
  #isClosing = false

  constructor(
    lake: Lake,
    {
      host,
      token,
      origins = [],
      maxClients = 1000,
      maxPerAddress = 256,
      upgradesPerSecond,
      hub = new DayHub(lake),
      live = () => undefined,
      signals = new Map(),
      settings = OWN_SETTINGS,
      log,
      clock = systemClock,
      tls,
    }: ServeOptions,
    http: HttpServer,
    files: Awaited<ReturnType<typeof readHudFiles>>,
  ) {
    this.#days = new DayRegistry(lake, hub, this.#cache, this.#metrics, clock)
    this.#contracts = surfaceContracts(lake)
    this.#lake = lake
    this.#signals = signals
    this.#access = { host, token, origins }
    this.#scheme = tls ? 'https' : 'http'
    this.#maxClients = maxClients
    this.#maxPerAddress = maxPerAddress
    this.#connections = new Connections({
      max: maxClients + SPARE_CONNECTIONS,
      maxPerAddress,
      onDropped: () => this.#metrics.connectionDropped(),
    })
    this.#log = log
    this.#clock = clock
    const sources = {
      lake,
      contracts: this.#contracts,
      hub,
      days: this.#days,
      metrics: this.#metrics,
      live,
      settings,
      gauges: () => ({
        clients: this.#clients.size,
        openDays: this.#days.openCount,
        cachedBytes: this.#cache.weight,
        residentBytes: process.memoryUsage.rss(),
      }),
    }
    this.#rate = new RequestRate(clock, upgradesPerSecond)
    this.#refusals = new RefusalLog(log, clock)
    const answers = new HttpHandler({
      sources,
      access: this.#access,
      files,
      rate: this.#rate,
      refusals: this.#refusals,
      log,
      clock,
    })
    this.#http = http
    this.#http.on('request', (request, response) => answers.handle(request, response))
    this.#http.on('connection', (socket: Socket) => this.#connections.add(socket))
    // Request bodies are never read; responses that are read too slowly are aborted before this.
    this.#http.setTimeout(15_000)
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    const checkAll = () => {
      for (const client of this.#clients) client.checkAlive()
    }
    this.#pings = clock.interval(PING_MS, checkAll, { holdsProcess: false })
  }

  get url(): string {
    const { host } = this.#access
    return `${this.#scheme}://${host.includes(':') ? `[${host}]` : host}:${this.port}`
  }

  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new Failure({
            code: error.code === 'EADDRINUSE' ? 'busy' : 'usage',
            what: `the server cannot listen: ${error.message}`,
            where: `${host}:${port}`,
            fix: 'choose another with --port and --host',
          }),
        ),
      )
      this.#http.listen(port, host, () => {
        this.port = (this.#http.address() as AddressInfo).port
        resolve()
      })
    })
  }

  async close(): Promise<void> {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#pings.cancel()
    const closed = new Promise((resolve) => this.#http.close(resolve))
    for (const client of this.#clients) client.close(CLOSE.goingAway, 'the server is shutting down')
    await new Promise<void>((resolve) => {
      const timer = this.#clock.timeout(CLOSE_GRACE_MS, resolve, { holdsProcess: false })
      closed.then(() => {
        timer.cancel()
        resolve()
      })
    })
    for (const client of this.#clients) client.terminate()
    this.#http.closeAllConnections()
    await closed
    await this.#days.close()
    this.#refusals.close()
    this.#log({ level: 'info', event: 'closed', fields: {} })
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy())
    const question = parseRequestUrl(request.url ?? '')
    const refusal =
      this.#rate.refuseUpgrade(request) ??
      ('status' in question ? question : this.#refuse(request, question.path, question.parameters))
    if (refusal || 'status' in question) {
      this.#refuseUpgrade(request, socket, refusal as HttpRefusal)
      return
    }
    this.#opening++
    let day: UsedDay | undefined
    try {
      const name = dayFrom(question.parameters)
      day = await this.#days.open(name)
      const options = streamFrom(question.parameters, day.feed.day, this.#contracts)
      if (socket.destroyed || this.#isClosing) throw new Error('the client has disconnected')
      if (this.#connections.isFull(request.socket.remoteAddress)) throw this.#tooManyStreams()
      this.#accept(request, socket, head, day, options)
    } catch (error) {
      day?.release()
      this.#refuseUpgrade(request, socket, refusalOf(error))
    } finally {
      this.#opening--
    }
  }

  #refuse(
    request: IncomingMessage,
    path: string,
    parameters: URLSearchParams,
  ): HttpRefusal | undefined {
    if (path !== STREAM_PATH) return { status: 404, message: 'No stream at this path.' }
    if (this.#clients.size + this.#opening >= this.#maxClients || this.#isClosing) {
      return { status: 503, message: `${this.#maxClients} streams are open; try again later.` }
    }
    return refuseOrigin(request, this.#access) ?? refuseToken(request, parameters, this.#access)
  }

  #accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    { feed, lanes, replaced, release }: UsedDay,
    options: ReturnType<typeof streamFrom>,
  ): void {
    // ws itself refuses an invalid handshake and closes the socket.
    socket.once('close', release)
    const { remoteAddress, remotePort } = request.socket
    this.#connections.becomeStream(remoteAddress, remotePort)
    // A paused stream may be silent for any time.
    request.socket.setTimeout(0)
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const client = new StreamClient(
        webSocket,
        socket,
        feed,
        lanes,
        this.#metrics,
        this.#clock,
        options,
        this.#searchAlerts,
      )
      const number = ++this.#connected
      const { symbol, dt } = feed.day
      this.#clients.add(client)
      this.#metrics.answered(STREAM_PATH, 101)
      this.#log({ level: 'info', event: 'connected', fields: { client: number, symbol, dt } })
      webSocket.on('close', (code) => {
        this.#clients.delete(client)
        const { dropped } = client
        this.#log({
          level: 'info',
          event: 'disconnected',
          fields: { client: number, code, dropped },
        })
      })
      const session = JSON.stringify(sessionMessage(feed.day, options.surfaces))
      client.start(session, this.#contracts)
      const restart = () => client.close(CLOSE.restart, 'the day was rewritten: reconnect')
      replaced.addEventListener('abort', restart)
      socket.once('close', () => replaced.removeEventListener('abort', restart))
      if (replaced.aborted) restart()
    })
  }

  readonly #searchAlerts: AlertSearcher = async (source, conditions) => {
    const rules = conditions.map((text) => {
      const { name = text, signal } = signalOf(text, this.#signals)
      return { name, signal }
    })
    return new StreamAlerts(source, await alertSearch(this.#lake, source.day, rules))
  }

  #tooManyStreams(): Failure {
    return new Failure({
      code: 'busy',
      what: `${this.#maxPerAddress} streams of this address are open`,
      fix: 'close one of them, or try again later',
    })
  }

  /** Responds to a refused upgrade. */
  #refuseUpgrade(request: IncomingMessage, socket: Duplex, refusal: HttpRefusal): void {
    const { status, message } = refusal
    if (status !== 429) this.#rate.refuse(request)
    this.#metrics.answered(STREAM_PATH, status)
    this.#refusals.add(request.socket.remoteAddress, status, message)
    if (socket.destroyed) return
    const body = refusalBody(refusal)
    const lines = [
      `HTTP/1.1 ${status} Refused`,
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ]
    socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
  }
}
