import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import { Failure } from '../failure.ts'
import type { Log } from '../serve/log.ts'
import type { FaultPlan } from './faults.ts'
import { type MarketTime, PacedTime, UnpacedTime } from './market-time.ts'
import type { ServedFiles } from './served-files.ts'
import { Session } from './session.ts'
import { SocketConnection } from './socket-connection.ts'
import type { Playback } from './stream.ts'

/** Sessions at a time, as the vendor allows a team by default. */
const MAX_SESSIONS = 10
/** Additional connections that have not logged in. */
const SPARE_CONNECTIONS = 20
/** How long clients may read pending bytes when the gateway closes. */
const CLOSE_TIMEOUT_MS = 1000

export interface GatewayOptions {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  /** The key that clients must have; undefined takes every client. */
  readonly key: string | undefined
  readonly clock: Clock
  /** Seconds of the day a second; 'max' for as fast as clients read. */
  readonly speed: number | 'max'
  /** Where the day begins, nanoseconds since the Unix epoch; undefined for the first record. */
  readonly at?: bigint | undefined
  readonly atEnd: Playback['atEnd']
  readonly faults: FaultPlan
  readonly seed: number
  /** Version that the gateway reports. */
  readonly version: string
  readonly log: Log
}

/** A gateway that is listening. */
export interface RunningGateway {
  readonly host: string
  /** The one it was given, where any was asked for. */
  readonly port: number
  /** What went wrong with a file while it was sent; undefined if nothing has. */
  readonly failure: Failure | undefined
  /** Ends every session, and stops. */
  close(): Promise<void>
}

/**
 * Serves files as the vendor's live gateway serves a market.
 *
 * @throws Failure `busy` where the port is taken, `usage` where it cannot listen
 */
export async function startGateway(
  served: ServedFiles,
  options: GatewayOptions,
): Promise<RunningGateway> {
  const gateway = new Gateway(served, options)
  await gateway.listen()
  return gateway
}

class Gateway implements RunningGateway, Playback {
  readonly served: ServedFiles
  port = 0
  failure: Failure | undefined
  readonly #options: GatewayOptions
  readonly #server: Server
  readonly #sessions = new Set<Session>()
  readonly #sockets = new Set<Socket>()
  /** Sessions that have logged in. */
  #open = 0
  #count = 0
  #time: MarketTime

  constructor(served: ServedFiles, options: GatewayOptions) {
    this.served = served
    this.#options = options
    this.#time = this.#newDay()
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket))
    this.#server.maxConnections = MAX_SESSIONS + SPARE_CONNECTIONS
  }

  get host(): string {
    return this.#options.host
  }

  get atEnd(): Playback['atEnd'] {
    return this.#options.atEnd
  }

  get time(): MarketTime {
    return this.#time
  }

  /** The first session to reach the end of the day begins the next; the others follow. */
  after(time: MarketTime): MarketTime {
    if (time === this.#time) this.#time = this.#newDay()
    return this.#time
  }

  listen(): Promise<void> {
    const { host, port, log } = this.#options
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new Failure({
            code: error.code === 'EADDRINUSE' ? 'busy' : 'usage',
            what: `the gateway cannot listen there: ${error.message}`,
            where: `${host}:${port}`,
            fix: 'choose another with --port and --host',
          }),
        ),
      )
      this.#server.listen(port, host, () => {
        this.port = (this.#server.address() as AddressInfo).port
        log({ level: 'info', event: 'listening', fields: { host, port: this.port } })
        resolve()
      })
    })
  }

  async close(): Promise<void> {
    const { clock, log } = this.#options
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const session of this.#sessions) session.close()
    const deadline = clock.timeout(CLOSE_TIMEOUT_MS, () => {
      for (const socket of this.#sockets) socket.destroy()
    })
    await closed
    deadline.cancel()
    log({ level: 'info', event: 'closed', fields: {} })
  }

  #newDay(): MarketTime {
    const { at = this.served.begin, clock, speed } = this.#options
    return speed === 'max' ? new UnpacedTime(at) : new PacedTime(clock, at, speed)
  }

  #accept(socket: Socket): void {
    const { clock, faults, key, log, seed, version } = this.#options
    const sessionId = ++this.#count
    let isLoggedIn = false
    const session = new Session({
      connection: new SocketConnection(socket),
      playback: this,
      clock,
      version,
      key,
      sessionId,
      faults,
      seed,
      refusal: this.#open >= MAX_SESSIONS ? 'the open connection limit is reached' : undefined,
      onLogin: ({ client, compression, dataset }) => {
        isLoggedIn = true
        this.#open++
        const fields = { session: sessionId, client, dataset, compression }
        log({ level: 'info', event: 'authenticated', fields })
      },
    })
    this.#sessions.add(session)
    this.#sockets.add(socket)
    socket.on('data', (bytes: Uint8Array) => session.receive(bytes))
    // What an error was is of no matter: the close that follows ends the session.
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#sockets.delete(socket)
      session.close()
    })
    socket.on('end', () => session.close())
    session.ended
      .then(({ reason, detail, records }) => {
        const fields = { session: sessionId, reason, ...(detail && { detail }), records }
        log({ level: detail ? 'warn' : 'info', event: 'session ended', fields })
      })
      .catch((error: unknown) => this.#fail(error, sessionId))
      .finally(() => {
        this.#sessions.delete(session)
        if (isLoggedIn) this.#open--
      })
    session.begin()
  }

  /** A damaged file ends the session that reads it; other sessions and the gateway continue. */
  #fail(error: unknown, session: number): void {
    if (!(error instanceof Failure)) throw error
    this.failure ??= error
    const fields = { session, message: error.message }
    this.#options.log({ level: 'error', event: 'file failed', fields })
  }
}
