import type { Duplex } from 'node:stream'
import { type RawData, WebSocket } from 'ws'
import type { Clock } from '../clock.ts'
import type { Contract } from '../contracts/contract.ts'
import { Failure } from '../failure.ts'
import type { SurfaceName } from '../seconds/second.ts'
import { encodeSchemaHeader } from '../wire/batch.ts'
import { encodeSchema } from '../wire/encode-table.ts'
import {
  type AlertsMessage,
  type ErrorMessage,
  formatSecond,
  parseClientMessage,
  type ServerMessage,
  secondFrom,
} from '../wire/messages.ts'
import type { DayFeed } from './day-feed.ts'
import { binaryFrame, textFrame } from './frame.ts'
import type { FramedSecond } from './framed-second.ts'
import type { Lane, LaneListener, Lanes } from './lane.ts'
import type { Metrics } from './metrics.ts'
import type { AlertSource, StreamAlerts } from './stream-alerts.ts'
import type { StreamForm } from './stream-form.ts'
import { TokenBucket } from './token-bucket.ts'

/** Batches are dropped while more than this is waiting in a client's socket. */
const MAX_BUFFERED_BYTES = 1_048_576
/** Rate limit of control messages; key repeat is far slower. */
const MESSAGES_PER_SECOND = 20
const MAX_MESSAGES_AT_ONCE = 60

/** WebSocket close codes (RFC 6455 §7.4.1). */
export const CLOSE = { goingAway: 1001, policy: 1008, broken: 1011, restart: 1012 } as const

export interface StreamOptions {
  /** In the order of the day. */
  readonly surfaces: readonly SurfaceName[]
  readonly speed: number
  /** The first second to send; within the day. */
  readonly endSecond: number
  readonly form: StreamForm
}

/** Makes the search of a day for conditions. */
export type AlertSearcher = (
  source: AlertSource,
  conditions: readonly string[],
) => Promise<StreamAlerts>

/**
 * One client's stream. Framed batches are written to the socket directly; `ws` handles the
 * handshake, received messages, pings and the close. Both write complete frames, so they do not
 * interfere.
 */
export class StreamClient implements LaneListener {
  readonly #webSocket: WebSocket
  readonly #socket: Duplex
  readonly #feed: DayFeed
  readonly #lanes: Lanes
  readonly #metrics: Metrics
  readonly #surfaces: readonly SurfaceName[]
  readonly #form: StreamForm
  readonly #clock: Clock
  readonly #messages: TokenBucket
  /** Set while playing. */
  #lane: Lane | undefined
  #speed: number
  /** The next second while not playing, and the remaining wait in seconds of data. */
  #endSecond: number
  #wait = 0
  #isPaused = false
  /** It asked for a time after an open day's newest second. */
  #isFollowing = false
  /** Incremented by every control message; results for older ones are ignored. */
  #requestId = 0
  #dropped = 0
  #isAlive = true
  readonly #searchAlerts: AlertSearcher
  /** The client's alerts; undefined without conditions. */
  #alerts: StreamAlerts | undefined
  #isSettingAlerts = false

  constructor(
    webSocket: WebSocket,
    socket: Duplex,
    feed: DayFeed,
    lanes: Lanes,
    metrics: Metrics,
    clock: Clock,
    { surfaces, speed, endSecond, form }: StreamOptions,
    searchAlerts: AlertSearcher,
  ) {
    this.#searchAlerts = searchAlerts
    this.#webSocket = webSocket
    this.#socket = socket
    this.#feed = feed
    this.#lanes = lanes
    this.#metrics = metrics
    this.#clock = clock
    this.#messages = new TokenBucket(MESSAGES_PER_SECOND, MAX_MESSAGES_AT_ONCE, clock.now())
    this.#surfaces = surfaces
    this.#form = form
    this.#speed = speed
    this.#endSecond = endSecond
    webSocket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    webSocket.on('close', () => this.#stop())
    // On an invalid frame or too long a message ws closes with the right code itself.
    webSocket.on('error', () => {})
    webSocket.on('pong', () => {
      this.#isAlive = true
    })
  }

  get dropped(): number {
    return this.#dropped
  }

  /**
   * Says what the stream is, and begins.
   *
   * @param contracts of the day's surfaces, whose schemas are sent where they are asked for once
   */
  start(session: string, contracts: ReadonlyMap<SurfaceName, Contract>): void {
    this.#socket.write(textFrame(session))
    if (this.#form.schemaOnce) {
      for (const surface of this.#surfaces) {
        const contract = this.#form.contracts.get(surface) ?? contracts.get(surface)
        if (!contract) throw new Error(`there is no contract of ${surface}`)
        this.#socket.write(textFrame(encodeSchemaHeader(surface)))
        this.#socket.write(binaryFrame(encodeSchema(contract, 'documented')))
      }
    }
    this.#play()
  }

  deliver(second: FramedSecond): void {
    const waiting = this.#socket.writableLength
    const buffers = second.buffersFor(this.#surfaces, this.#dropped)
    const bytes = buffers.reduce((sum, { length }) => sum + length, 0)
    if (this.#webSocket.readyState !== WebSocket.OPEN) return
    if (waiting > 0 && waiting + bytes > MAX_BUFFERED_BYTES) {
      this.skip(1)
      return
    }
    if (buffers.length > 1) this.#socket.cork()
    for (const buffer of buffers) this.#socket.write(buffer)
    if (buffers.length > 1) this.#socket.uncork()
    this.#metrics.sent(bytes)
    if (this.#alerts) this.#ring(this.#alerts, second.endSecond)
  }

  skip(count: number): void {
    this.#dropped += count
    this.#metrics.dropped(count)
  }

  end(): void {
    this.#stop()
    this.#endSecond = this.#feed.day.lastEndSecond + 1
    this.#socket.write(textFrame('{"type":"stream_end"}'))
  }

  fail(error: unknown): void {
    this.#reportError(error)
    this.close(CLOSE.broken, 'the day cannot be read')
  }

  close(code: number, reason: string): void {
    this.#stop()
    this.#webSocket.close(code, reason)
  }

  /** Closes the connection without a closing handshake. */
  terminate(): void {
    this.#webSocket.terminate()
  }

  /** Pings; terminates a client that did not answer the last ping. */
  checkAlive(): void {
    if (this.#isAlive) this.#webSocket.ping()
    else this.terminate()
    this.#isAlive = false
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (!this.#messages.take(this.#clock.now())) {
      this.close(CLOSE.policy, 'too many messages')
      return
    }
    try {
      if (isBinary) {
        throw new Failure({ code: 'usage', what: 'binary messages are not supported' })
      }
      this.#handle(data.toString())
    } catch (error) {
      this.#reportError(error)
    }
  }

  #handle(text: string): void {
    const message = parseClientMessage(text)
    if (message.type === 'pause') {
      this.#stop()
      this.#isPaused = true
      this.#isFollowing = false
    } else if (message.type === 'resume') {
      this.#isPaused = false
      this.#play()
    } else if (message.type === 'speed') {
      this.#stop()
      this.#speed = message.value
      this.#play()
    } else if (message.type === 'seek') this.#seek(secondFrom(message.ts_ns))
    else
      this.#setAlerts(message.conditions)
        .catch((error) => this.#reportError(error))
        .finally(() => {
          this.#isSettingAlerts = false
        })
  }

  /** Takes the conditions, and answers with their alerts so far. */
  async #setAlerts(conditions: readonly string[]): Promise<void> {
    if (this.#isSettingAlerts) {
      throw new Failure({
        code: 'busy',
        what: 'the conditions before are still being searched for',
      })
    }
    this.#isSettingAlerts = true
    this.#alerts = undefined
    const found =
      conditions.length > 0 ? await this.#searchAlerts(this.#feed, conditions) : undefined
    const soFar = (await found?.soFar()) ?? []
    this.#alerts = found
    const message: AlertsMessage = {
      type: 'alerts',
      alerts: soFar.map(({ second, name }) => ({ window_end_ts_ns: formatSecond(second), name })),
    }
    this.#write(message)
  }

  /** Tells of the alerts that ring with a second that has been sent. */
  #ring(alerts: StreamAlerts, endSecond: number): void {
    alerts.ringing(endSecond).then(
      (rung) => {
        if (alerts !== this.#alerts) return
        for (const { second, name } of rung)
          this.#write({ type: 'alert', window_end_ts_ns: formatSecond(second), name })
      },
      (error) => this.#reportError(error),
    )
  }

  /** Sends a message between two batches. */
  #write(message: ServerMessage): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return
    this.#socket.write(textFrame(JSON.stringify(message)))
  }

  #seek(endSecond: number): void {
    const { firstEndSecond, lastEndSecond, isOpen } = this.#feed.day
    this.#stop()
    this.#isFollowing = isOpen === true && endSecond > lastEndSecond
    this.#endSecond = Math.min(Math.max(endSecond, firstEndSecond), lastEndSecond)
    this.#wait = 0
    if (this.#isPaused) this.#sendOne()
    else this.#play()
  }

  /** Sends a single second after a seek while paused. */
  #sendOne(): void {
    this.#whenReady((second) => {
      this.#endSecond++
      this.deliver(second)
    })
  }

  /** Plays; deadlines start when the first second is ready, however long it took to read. */
  #play(): void {
    const { day, hasEnded } = this.#feed
    const isOver = hasEnded && this.#endSecond > day.lastEndSecond
    if (this.#lane || this.#isPaused || isOver) return
    this.#whenReady(() => {
      const earliest = this.#clock.now() + (this.#wait * 1000) / this.#speed
      this.#lane = this.#isFollowing
        ? this.#lanes.follow(this, this.#endSecond, this.#speed, this.#form)
        : this.#lanes.join(this, this.#endSecond, this.#speed, earliest, this.#form)
    })
  }

  /** Runs `work` with the next second, unless a newer control message has arrived by then. */
  #whenReady(work: (second: FramedSecond) => void): void {
    const turn = ++this.#requestId
    this.#whenThere(this.#endSecond).then(
      (second) => {
        if (turn !== this.#requestId) return
        if (second) work(second)
        else this.end()
      },
      (error) => {
        if (turn === this.#requestId) this.fail(error)
      },
    )
  }

  /** A second once it has come; undefined where the day has ended before it. */
  async #whenThere(endSecond: number): Promise<FramedSecond | undefined> {
    return (await this.#feed.reach(endSecond))
      ? this.#feed.second(endSecond, this.#form)
      : undefined
  }

  /** Leaves the lane and keeps the position. */
  #stop(): void {
    this.#requestId++
    if (!this.#lane) return
    const { speed } = this.#lane.cadence
    const { endSecond, due } = this.#lane.leave(this)
    this.#lane = undefined
    this.#endSecond = endSecond
    this.#wait = Math.min(1, Math.max(0, ((due - this.#clock.now()) / 1000) * speed))
  }

  /** Sends an error without paths of this machine. */
  #reportError(error: unknown): void {
    const message: ErrorMessage = { type: 'error', message: describeFailure(error) }
    if (this.#webSocket.readyState === WebSocket.OPEN) {
      this.#webSocket.send(JSON.stringify(message))
    }
  }
}

/** An error's message for clients, without paths. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Failure)) return 'The server failed.'
  const { code, what, expected, found } = error.detail
  const told = code === 'usage' ? { ...(expected && { expected }), ...(found && { found }) } : {}
  return new Failure({ code, what, ...told }).message
}
