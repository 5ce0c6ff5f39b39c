import { type Clock, systemClock, type Timer } from '../../clock.ts'
import { PICTURE_COLUMNS } from '../../player/picture-columns.ts'
import type { DayDescription } from '../../seconds/second.ts'
import type { Batch, StreamEvent } from '../../wire/batch.ts'
import { dayOf, FASTEST, formatSecond, SLOWEST } from '../../wire/messages.ts'
import type { ServerAddress, StreamChoice } from '../../wire/server-address.ts'
import { ServerRefusal } from '../../wire/server-answers.ts'
import { StreamConnection, type StreamListener } from '../../wire/stream-connection.ts'
import type { Connection } from '../picture.ts'
import { backoffMs } from './backoff.ts'
import { ControlPacer } from './control-pacer.ts'

/** The server's code for a day that has been written again: what was read of it holds no more. */
const CLOSE_RESTART = 1012
const BAD_REQUEST = 400
/** A stream that plays and says nothing for so long, and two batches, is taken for dead. */
const SILENCE_MS = 8000
/** After a seek, batches of before are passed over; no longer than this. */
const PATIENCE_MS = 2000

export interface LinkListener {
  /**
   * Connected; told again after each reconnection.
   *
   * @param isOther the day is not what it was when it was begun before
   */
  begun(day: DayDescription, isOther: boolean): void
  /** The newest second. */
  received(batch: Batch): void
  /** {@link StreamLink.connection}, the speed, or what is awaited, is another. */
  changed(): void
  /** The server could not do what it was asked. */
  failed(message: string): void
}

/** What is needed of a stream. */
export type LinkStream = Pick<StreamConnection, 'session' | 'send' | 'close'>

export interface LinkOptions {
  /** What opens a stream. */
  readonly open?: (
    address: ServerAddress,
    choice: StreamChoice,
    listener: StreamListener,
  ) => Promise<LinkStream>
  /** 0..1. */
  readonly random?: () => number
  readonly clock?: Clock
  /** Tells `online` and `offline`. */
  readonly network?: EventTarget | undefined
}

export interface LinkChoice {
  readonly symbol: string
  readonly dt: string
}

/**
 * A stream that is held: lost, it is tried for again, and goes on where it was, as fast and as
 * paused as before. The server's clock is the only one: what is wished is told, and what comes is
 * believed.
 */
export class StreamLink {
  #connection: Connection = { phase: 'idle' }
  #speed = 1
  #isPaused = false

  readonly #address: ServerAddress
  readonly #listener: LinkListener
  readonly #open: NonNullable<LinkOptions['open']>
  readonly #random: () => number
  readonly #clock: Clock
  readonly #network: EventTarget | undefined
  readonly #pacer: ControlPacer

  /** Finds out which day is meant; undefined where there is none at all. */
  #find: (() => Promise<LinkChoice | undefined>) | undefined
  #choice: LinkChoice | undefined
  #day: DayDescription | undefined
  #isRewritten = false
  #stream: LinkStream | undefined
  /** Changes with every try, so that what an older one brings is passed over. */
  #turn = 0
  #attempt = 0
  #retryTimer: Timer | undefined
  #silenceTimer: Timer | undefined
  /** The second last heard. */
  #second: number | undefined
  /** The second that was asked for and has not come, and since when. */
  #awaited: number | undefined
  #awaitedSince = 0

  constructor(address: ServerAddress, listener: LinkListener, options: LinkOptions = {}) {
    this.#address = address
    this.#listener = listener
    this.#open = options.open ?? StreamConnection.open
    this.#random = options.random ?? Math.random
    this.#clock = options.clock ?? systemClock
    this.#pacer = new ControlPacer((message) => this.#stream?.send(message), this.#clock)
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

  /** The second that is shown, or will be: the one that was asked for last. */
  get second(): number | undefined {
    return this.#awaited ?? this.#second
  }

  /** Which day it is of, once that is known. */
  get choice(): LinkChoice | undefined {
    return this.#choice
  }

  /**
   * Goes to a day, at the same speed; it plays.
   *
   * @param find says which; undefined where the server has none. It is asked again if it fails.
   * @param second where to begin; the day's first, if left out
   */
  choose(find: () => Promise<LinkChoice | undefined>, second?: number): void {
    this.#leave()
    this.#find = find
    this.#choice = undefined
    this.#day = undefined
    this.#second = undefined
    this.#awaited = second
    this.#isPaused = false
    this.#attempt = 0
    this.#become({ phase: 'connecting' })
    this.#connect()
  }

  setPlaying(isPlaying: boolean): void {
    this.#isPaused = !isPlaying
    this.#pacer.say({ type: isPlaying ? 'resume' : 'pause' })
    // Paused before it came, a second comes only to who asks for it while paused.
    if (!isPlaying && this.#awaited !== undefined) this.seek(this.#awaited)
    const { phase } = this.#connection
    // What has ended begins to play from where it is gone to.
    if (phase === 'live' || phase === 'paused') this.#resolve()
    else this.#listener.changed()
    this.#watchSilence()
  }

  setSpeed(speed: number): void {
    this.#speed = Math.min(Math.max(speed, SLOWEST), FASTEST)
    this.#pacer.say({ type: 'speed', value: this.#speed })
    this.#listener.changed()
    this.#watchSilence()
  }

  /** Goes to a second; beyond the day, to its nearest end. */
  seek(second: number): void {
    const { firstEndSecond = second, lastEndSecond = second } = this.#day ?? {}
    this.#await(Math.min(Math.max(Math.round(second), firstEndSecond), lastEndSecond))
    this.#pacer.say({ type: 'seek', ts_ns: formatSecond(this.#awaited ?? second) })
    if (this.#connection.phase === 'ended') this.#resolve()
    else this.#listener.changed()
    this.#watchSilence()
  }

  /** Tries at once, where a try is waited for or was refused. */
  retry(): void {
    const { phase } = this.#connection
    if (!this.#find || (phase !== 'retrying' && phase !== 'refused')) return
    if (phase === 'refused') this.#become({ phase: 'connecting' })
    this.#connect()
  }

  close(): void {
    this.#leave()
    this.#network?.removeEventListener('online', this.#onOnline)
    this.#network?.removeEventListener('offline', this.#onOffline)
  }

  readonly #onOnline = (): void => {
    if (this.#connection.phase === 'retrying') this.retry()
  }

  readonly #onOffline = (): void => {
    if (this.#stream) this.#lose('the network is gone')
  }

  async #connect(): Promise<void> {
    this.#leave()
    const turn = this.#turn
    try {
      this.#choice ??= await this.#find?.()
      if (turn !== this.#turn) return
      if (this.#choice) this.#request(turn, this.#choice)
      else this.#refuse('the server has no day to show yet')
    } catch (error) {
      if (turn === this.#turn) this.#fail(error)
    }
  }

  #request(turn: number, { symbol, dt }: LinkChoice): void {
    const startSecond = this.second
    if (startSecond !== undefined) this.#await(startSecond)
    const listener = {
      receive: (event: StreamEvent) => {
        if (turn === this.#turn) this.#receive(event)
      },
      closed: (reason: string, code: number) => {
        if (turn !== this.#turn) return
        this.#isRewritten ||= code === CLOSE_RESTART
        this.#lose(reason)
      },
    }
    // Paused, it begins as slowly as can be: no more than one second comes before it hears of the pause.
    const speed = this.#isPaused ? SLOWEST : this.#speed
    const choice = { symbol, dt, startSecond, speed, columns: PICTURE_COLUMNS }
    this.#open(this.#address, choice, listener).then(
      (stream) => {
        if (turn === this.#turn) this.#begin(stream, speed, startSecond)
        else stream.close()
      },
      (error: unknown) => {
        if (turn === this.#turn) this.#fail(error)
      },
    )
  }

  /** @param speed, second that it was opened with; other ones may be wished for by now */
  #begin(stream: LinkStream, speed: number, second: number | undefined): void {
    const day = dayOf(stream.session)
    const isOther = this.#isRewritten || JSON.stringify(day) !== JSON.stringify(this.#day)
    this.#isRewritten = false
    this.#stream = stream
    this.#day = day
    if (this.#isPaused) stream.send({ type: 'pause' })
    if (this.#speed !== speed) stream.send({ type: 'speed', value: this.#speed })
    const wanted = this.#awaited ?? second
    // The pause may be heard before the first second was sent: then it is asked for by itself.
    if (wanted !== undefined && (this.#isPaused || wanted !== second)) this.seek(wanted)
    this.#listener.begun(day, isOther)
    this.#become({ phase: 'loading' })
    this.#watchSilence()
  }

  #receive(event: StreamEvent): void {
    if (event.type === 'error') this.#listener.failed(event.message)
    if (event.type === 'stream_end' && this.#awaited === undefined) {
      this.#become({ phase: 'ended' })
    }
    if (event.type !== 'batch' || !this.#isWanted(event)) return
    this.#attempt = 0
    this.#awaited = undefined
    this.#second = event.endSecond
    this.#listener.received(event)
    this.#resolve()
    this.#watchSilence()
  }

  /** Is this what was asked for, and no batch that was under way before? */
  #isWanted({ endSecond }: Batch): boolean {
    if (this.#awaited === undefined || endSecond === this.#awaited) return true
    return this.#clock.now() - this.#awaitedSince > PATIENCE_MS
  }

  #await(second: number): void {
    this.#awaited = second
    this.#awaitedSince = this.#clock.now()
  }

  #fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    if (!(error instanceof ServerRefusal) || error.isPassing) this.#lose(reason)
    else if (error.status === BAD_REQUEST && this.second !== undefined) {
      // The day may have become shorter, or the second came from somewhere else: from its beginning.
      this.#second = undefined
      this.#awaited = undefined
      this.#connect()
    } else this.#refuse(reason)
  }

  /** There is nothing to try again. */
  #refuse(reason: string): void {
    this.#leave()
    this.#become({ phase: 'refused', reason })
  }

  /** The connection is gone; another is tried for, later and later. */
  #lose(reason: string): void {
    this.#leave()
    this.#attempt++
    const wait = backoffMs(this.#attempt, this.#random())
    this.#become({
      phase: 'retrying',
      reason,
      attempt: this.#attempt,
      at: this.#clock.unixMs() + wait,
    })
    this.#retryTimer = this.#clock.timeout(wait, () => this.#connect())
  }

  /** Lets go of what there is, and of what is under way. */
  #leave(): void {
    this.#turn++
    this.#retryTimer?.cancel()
    this.#silenceTimer?.cancel()
    this.#pacer.clear()
    this.#stream?.close()
    this.#stream = undefined
  }

  #watchSilence(): void {
    this.#silenceTimer?.cancel()
    const isDue = this.#awaited !== undefined || !this.#isPaused
    if (!this.#stream || !isDue || this.#connection.phase === 'ended') return
    const wait = SILENCE_MS + 2000 / this.#speed
    this.#silenceTimer = this.#clock.timeout(wait, () => {
      this.#lose(`nothing has come for ${Math.round(wait / 1000)} seconds`)
    })
  }

  /** Connected and told: playing, paused, or at the end. */
  #resolve(): void {
    const isOver = this.#awaited === undefined && this.#second === this.#day?.lastEndSecond
    this.#become({ phase: isOver ? 'ended' : this.#isPaused ? 'paused' : 'live' })
  }

  #become(connection: Connection): void {
    this.#connection = connection
    if (connection.phase === 'ended') this.#silenceTimer?.cancel()
    this.#listener.changed()
  }
}
