import { backoffMs } from '../../backoff.ts'
import { type Clock, systemClock, type Timer } from '../../clock.ts'
import type { RungAlert } from '../../player/day-events.ts'
import { DEALER_COLUMNS, DEALER_SURFACES } from '../../player/dealer-moment.ts'
import { PICTURE_COLUMNS } from '../../player/picture-columns.ts'
import { SMILE_COLUMNS } from '../../player/smile-moment.ts'
import { type DayDescription, DEFAULT_SURFACES } from '../../seconds/second.ts'
import type { StreamBatch, StreamEvent } from '../../wire/batch.ts'
import {
  type AlertMessage,
  type ClientMessage,
  dayOf,
  formatSecond,
  MAX_STREAM_SPEED,
  MIN_STREAM_SPEED,
  secondFrom,
  seekToNewest,
} from '../../wire/messages.ts'
import type { ServerAddress, StreamChoice } from '../../wire/server-address.ts'
import { ServerRefusal } from '../../wire/server-requests.ts'
import { StreamConnection, type StreamListener } from '../../wire/stream-connection.ts'
import type { Connection } from '../picture.ts'
import { ControlThrottle } from './control-throttle.ts'

/** How long to wait before connecting again. */
const RETRY = { firstMs: 500, maxMs: 10_000 }
/** Close code of a day that has been rewritten: cached data is invalid. */
const CLOSE_RESTART = 1012
const BAD_REQUEST = 400
/** A playing stream without a batch for this long, plus two batches, counts as dead. */
const SILENCE_MS = 8000
/** After a seek, batches of the old position are ignored, but no longer than this. */
const MAX_SEEK_WAIT_MS = 2000

/** All that the page shows. */
const SURFACES = [...DEFAULT_SURFACES, ...DEALER_SURFACES, 'smile', 'events'] as const
const COLUMNS = { ...PICTURE_COLUMNS, ...DEALER_COLUMNS, ...SMILE_COLUMNS }

export interface LinkListener {
  /**
   * Connected; called again after each reconnection.
   *
   * @param isOther whether the day differs from the one before
   */
  begun(day: DayDescription, isOther: boolean): void
  /** The newest second. */
  received(batch: StreamBatch): void
  /** {@link StreamLink.connection}, the speed or the awaited second has changed. */
  changed(): void
  /** The alerts of the conditions, in the day so far. */
  alerted(alerts: readonly RungAlert[]): void
  /** An alert rings. */
  rang(alert: RungAlert): void
  /** The server reported an error. */
  failed(message: string): void
}

/** The part of a stream connection that the link uses. */
export type LinkStream = Pick<StreamConnection, 'session' | 'send' | 'close'>

export interface LinkOptions {
  /** Opens a stream. */
  readonly open?: (
    address: ServerAddress,
    choice: StreamChoice,
    listener: StreamListener,
  ) => Promise<LinkStream>
  /** 0..1. */
  readonly random?: () => number
  readonly clock?: Clock
  /** Emits `online` and `offline`. */
  readonly network?: EventTarget | undefined
}

export interface LinkChoice {
  readonly symbol: string
  readonly dt: string
}

/**
 * A stream that reconnects when lost, and continues at its second, speed and pause state. The
 * server's clock is the only one: the link sends requests and follows the batches it receives.
 */
export class StreamLink {
  #connection: Connection = { phase: 'idle' }
  #speed = 1
  #conditions: readonly string[] = []
  #isPaused = false

  readonly #address: ServerAddress
  readonly #listener: LinkListener
  readonly #open: NonNullable<LinkOptions['open']>
  readonly #random: () => number
  readonly #clock: Clock
  readonly #network: EventTarget | undefined
  readonly #throttle: ControlThrottle

  /** Resolves the day to connect to; undefined if the server has none. */
  #find: (() => Promise<LinkChoice | undefined>) | undefined
  #choice: LinkChoice | undefined
  #day: DayDescription | undefined
  #isRewritten = false
  #stream: LinkStream | undefined
  /** Incremented by every attempt; events of older attempts are ignored. */
  #attemptId = 0
  #attempt = 0
  #retryTimer: Timer | undefined
  #silenceTimer: Timer | undefined
  /** The second last received. */
  #second: number | undefined
  /** The requested second that has not arrived yet, and the time of the request. */
  #awaited: number | undefined
  #awaitedSince = 0
  /** The newest second of an open day was requested: the awaited one or any later. */
  #awaitsNewest = false
  /** The second last received was the newest of an open day. */
  #isFollowing = false

  constructor(address: ServerAddress, listener: LinkListener, options: LinkOptions = {}) {
    this.#address = address
    this.#listener = listener
    this.#open = options.open ?? StreamConnection.open
    this.#random = options.random ?? Math.random
    this.#clock = options.clock ?? systemClock
    this.#throttle = new ControlThrottle((message) => this.#stream?.send(message), this.#clock)
    this.#network = options.network
    this.#network?.addEventListener('online', this.#onOnline)
    this.#network?.addEventListener('offline', this.#onOffline)
  }

  get connection(): Connection {
    return this.#connection
  }

  get speed(): number {
    return this.#speed
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** The second shown, or the one requested. */
  get second(): number | undefined {
    return this.#awaited ?? this.#second
  }

  /** The day, once known. */
  get choice(): LinkChoice | undefined {
    return this.#choice
  }

  /**
   * Connects to a day and plays it at the current speed.
   *
   * @param find resolves the day, undefined if the server has none; called again after a failure
   * @param second Unix second to begin at; by default the day's first, of an open day its newest
   */
  choose(find: () => Promise<LinkChoice | undefined>, second?: number): void {
    this.#disconnect()
    this.#find = find
    this.#choice = undefined
    this.#day = undefined
    this.#second = undefined
    this.#awaited = second
    this.#awaitsNewest = false
    this.#isFollowing = false
    this.#isPaused = false
    this.#attempt = 0
    this.#setConnection({ phase: 'connecting' })
    this.#connect()
  }

  setPlaying(isPlaying: boolean): void {
    this.#isPaused = !isPlaying
    this.#throttle.send({ type: isPlaying ? 'resume' : 'pause' })
    // A second awaited when pausing is not sent, so it is requested again.
    if (!isPlaying && this.#awaited !== undefined) this.seek(this.#awaited)
    const { phase } = this.#connection
    // After the end, playing resumes only with a seek.
    if (phase === 'live' || phase === 'paused') this.#updatePhase()
    else this.#listener.changed()
    this.#watchSilence()
  }

  /** Sets the conditions to be told of, on this connection and later ones. */
  setConditions(conditions: readonly string[]): void {
    this.#conditions = conditions
    this.#stream?.send({ type: 'alerts', conditions })
  }

  setSpeed(speed: number): void {
    this.#speed = Math.min(Math.max(speed, MIN_STREAM_SPEED), MAX_STREAM_SPEED)
    this.#throttle.send({ type: 'speed', value: this.#speed })
    this.#listener.changed()
    this.#watchSilence()
  }

  /** Seeks to a second, clamped to the day. */
  seek(second: number): void {
    const { firstEndSecond = second, lastEndSecond = second } = this.#day ?? {}
    const wanted = Math.min(Math.max(Math.round(second), firstEndSecond), lastEndSecond)
    this.#awaitSecond(wanted)
    this.#send({ type: 'seek', ts_ns: formatSecond(wanted) })
  }

  /** Seeks to the day's last second; of an open day to its newest, and plays on from there. */
  seekNewest(): void {
    if (!this.#day) return
    const { lastEndSecond, isOpen } = this.#day
    if (!isOpen) {
      this.seek(lastEndSecond)
      return
    }
    if (this.#isPaused) this.setPlaying(true)
    this.#awaitSecond(lastEndSecond)
    this.#awaitsNewest = true
    this.#send(seekToNewest(this.#day))
  }

  #send(seek: ClientMessage): void {
    this.#throttle.send(seek)
    if (this.#connection.phase === 'ended') this.#updatePhase()
    else this.#listener.changed()
    this.#watchSilence()
  }

  /** Retries at once, if a retry is pending or the connection was refused. */
  retry(): void {
    const { phase } = this.#connection
    if (!this.#find || (phase !== 'retrying' && phase !== 'refused')) return
    if (phase === 'refused') this.#setConnection({ phase: 'connecting' })
    this.#connect()
  }

  close(): void {
    this.#disconnect()
    this.#network?.removeEventListener('online', this.#onOnline)
    this.#network?.removeEventListener('offline', this.#onOffline)
  }

  readonly #onOnline = (): void => {
    if (this.#connection.phase === 'retrying') this.retry()
  }

  readonly #onOffline = (): void => {
    if (this.#stream) this.#scheduleRetry('the network is offline')
  }

  async #connect(): Promise<void> {
    this.#disconnect()
    const turn = this.#attemptId
    try {
      this.#choice ??= await this.#find?.()
      if (turn !== this.#attemptId) return
      if (this.#choice) this.#request(turn, this.#choice)
      else this.#giveUp('the server has no days yet')
    } catch (error) {
      if (turn === this.#attemptId) this.#handleFailure(error)
    }
  }

  #request(turn: number, { symbol, dt }: LinkChoice): void {
    const startSecond = this.second
    if (startSecond !== undefined) this.#awaitSecond(startSecond)
    const listener = {
      receive: (event: StreamEvent) => {
        if (turn === this.#attemptId) this.#receive(event)
      },
      closed: (reason: string, code: number) => {
        if (turn !== this.#attemptId) return
        this.#isRewritten ||= code === CLOSE_RESTART
        this.#scheduleRetry(reason)
      },
    }
    // A paused stream opens at the lowest speed, so that at most one second arrives before the
    // pause takes effect.
    const speed = this.#isPaused ? MIN_STREAM_SPEED : this.#speed
    const choice = { symbol, dt, startSecond, speed, surfaces: SURFACES, columns: COLUMNS }
    this.#open(this.#address, choice, listener).then(
      (stream) => {
        if (turn === this.#attemptId) this.#begin(stream, speed, startSecond)
        else stream.close()
      },
      (error: unknown) => {
        if (turn === this.#attemptId) this.#handleFailure(error)
      },
    )
  }

  /** @param speed, second of the request; both may have changed since */
  #begin(stream: LinkStream, speed: number, second: number | undefined): void {
    const day = dayOf(stream.session)
    const isOther = this.#isRewritten || !isSameDay(day, this.#day)
    const followed = this.#isFollowing || second === undefined
    this.#isRewritten = false
    this.#stream = stream
    this.#day = day
    if (this.#isPaused) stream.send({ type: 'pause' })
    if (this.#conditions.length > 0) stream.send({ type: 'alerts', conditions: this.#conditions })
    if (this.#speed !== speed) stream.send({ type: 'speed', value: this.#speed })
    const wanted = this.#awaited ?? second
    // The pause may take effect before the first second is sent, so the second is requested.
    if (day.isOpen && followed && !this.#isPaused) this.seekNewest()
    else if (wanted !== undefined && (this.#isPaused || wanted !== second)) this.seek(wanted)
    this.#listener.begun(day, isOther)
    this.#setConnection({ phase: 'loading' })
    this.#watchSilence()
  }

  #receive(event: StreamEvent): void {
    if (event.type === 'error') this.#listener.failed(event.message)
    if (event.type === 'alerts') this.#listener.alerted(event.alerts.map(rungAlert))
    if (event.type === 'alert') this.#listener.rang(rungAlert(event))
    if (event.type === 'stream_end' && this.#awaited === undefined) {
      this.#setConnection({ phase: 'ended' })
    }
    if (event.type !== 'batch' || !this.#isExpected(event)) return
    this.#attempt = 0
    this.#awaited = undefined
    this.#awaitsNewest = false
    this.#second = event.endSecond
    this.#grow(event.endSecond)
    this.#listener.received(event)
    this.#updatePhase()
    this.#watchSilence()
  }

  /** Whether a batch is the requested one and not one sent before the request. */
  #isExpected({ endSecond }: StreamBatch): boolean {
    if (this.#awaited === undefined || endSecond === this.#awaited) return true
    if (this.#awaitsNewest && endSecond > this.#awaited) return true
    return this.#clock.now() - this.#awaitedSince > MAX_SEEK_WAIT_MS
  }

  #grow(endSecond: number): void {
    const day = this.#day
    this.#isFollowing = day?.isOpen === true && endSecond >= day.lastEndSecond
    if (day && endSecond > day.lastEndSecond) this.#day = { ...day, lastEndSecond: endSecond }
  }

  #awaitSecond(second: number): void {
    this.#awaitsNewest = false
    this.#awaited = second
    this.#awaitedSince = this.#clock.now()
  }

  #handleFailure(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    if (!(error instanceof ServerRefusal) || error.isTemporary) this.#scheduleRetry(reason)
    else if (error.status === BAD_REQUEST && this.second !== undefined) {
      // The second may lie outside the day: start from its beginning.
      this.#second = undefined
      this.#awaited = undefined
      this.#connect()
    } else this.#giveUp(reason)
  }

  /** Gives up: retrying is useless. */
  #giveUp(reason: string): void {
    this.#disconnect()
    this.#setConnection({ phase: 'refused', reason })
  }

  /** The connection is lost: schedules a retry with backoff. */
  #scheduleRetry(reason: string): void {
    this.#disconnect()
    this.#attempt++
    const wait = backoffMs(this.#attempt, RETRY, this.#random())
    this.#setConnection({
      phase: 'retrying',
      reason,
      attempt: this.#attempt,
      at: this.#clock.unixMs() + wait,
    })
    this.#retryTimer = this.#clock.timeout(wait, () => this.#connect())
  }

  /** Closes the stream and cancels pending attempts. */
  #disconnect(): void {
    this.#attemptId++
    this.#retryTimer?.cancel()
    this.#silenceTimer?.cancel()
    this.#throttle.clear()
    this.#stream?.close()
    this.#stream = undefined
  }

  #watchSilence(): void {
    this.#silenceTimer?.cancel()
    const isDue = this.#awaited !== undefined || !this.#isPaused
    if (!this.#stream || !isDue || this.#connection.phase === 'ended') return
    const wait = SILENCE_MS + 2000 / this.#speed
    this.#silenceTimer = this.#clock.timeout(wait, () => {
      this.#scheduleRetry(`no data for ${Math.round(wait / 1000)} seconds`)
    })
  }

  /** Sets the phase of an established connection: live, paused or ended. */
  #updatePhase(): void {
    const { isOpen, lastEndSecond } = this.#day ?? {}
    const isOver = this.#awaited === undefined && !isOpen && this.#second === lastEndSecond
    this.#setConnection({ phase: isOver ? 'ended' : this.#isPaused ? 'paused' : 'live' })
  }

  #setConnection(connection: Connection): void {
    this.#connection = connection
    if (connection.phase === 'ended') this.#silenceTimer?.cancel()
    this.#listener.changed()
  }
}

/** Whether it is the day that was: an open one may have grown. */
function isSameDay(day: DayDescription, before: DayDescription | undefined): boolean {
  if (!before) return false
  const last = day.isOpen && before.isOpen ? before.lastEndSecond : day.lastEndSecond
  return JSON.stringify({ ...day, lastEndSecond: last }) === JSON.stringify(before)
}

function rungAlert({ window_end_ts_ns, name }: Pick<AlertMessage, 'window_end_ts_ns' | 'name'>) {
  return { second: secondFrom(window_end_ts_ns), name }
}
