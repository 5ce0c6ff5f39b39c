import { mboRecords } from '../book/mbo-records.ts'
import { type Clock, sleep, type Timer } from '../clock.ts'
import { DbnDecoder } from '../dbn/decoder.ts'
import { RECORD_KINDS } from '../dbn/layout.ts'
import { WholeRecords } from '../dbn/whole-records.ts'
import type { Engine, EngineInput } from '../engine/engine.ts'
import { Failure } from '../failure.ts'
import { ERROR_CODE, SYSTEM_CODE } from '../gateway/notices.ts'
import { formatTime, UNDEF_TIME, type UnixSecond } from '../market/time.ts'
import type { Second } from '../seconds/second.ts'
import type { Log } from '../serve/log.ts'
import type { Gap } from '../stages/recording-journal.ts'
import type { LiveStatus } from '../wire/live-status.ts'
import { Backoff } from './backoff.ts'
import type { Connect, Connection } from './connection.ts'
import { LiveFeed, type Notice } from './feed.ts'
import type { Recording } from './recording.ts'
import type { LoginWishes, SubscribeWishes } from './requests.ts'
import { SecondClock } from './second-clock.ts'
import { streamBytes } from './stream-bytes.ts'

/** Behind the market by more than this, it is overloaded; by less, it no longer is. */
const BEHIND_MS = 2000
const CAUGHT_UP_MS = 500
/** How often the disk is made to keep what has come. */
const FLUSH_MS = 1000
/** Records of all there is, from the weekly session's start. */
const ALL_THERE_IS = 0n

const NS_PER_US = 1000n
const US_PER_MS = 1000

/** Errors after which the gateway goes on. */
const PASSING_ERRORS: readonly number[] = [ERROR_CODE.symbolResolution, ERROR_CODE.skippedRecords]

export type From = 'snapshot' | 'replay' | 'now'

export interface LiveOptions {
  readonly symbol: string
  /** Raw symbols of the future's options that are followed too; none without them. */
  readonly optionSymbols: readonly string[]
  readonly from: From
  readonly login: LoginWishes
  /** Never told to anyone. */
  readonly key: string
  readonly connect: Connect
  /** The gateway, in errors. */
  readonly source: string
  /** @param connection its number in the session, from 1 */
  readonly record: (connection: number) => Promise<Recording>
  readonly open: (time: bigint) => Promise<Omit<EngineInput, 'onSecond'>>
  /**
   * Told each second as it closes; good until the next call.
   *
   * @param sinceEndMs how long after its end it is closed, by the market's time
   */
  readonly onSecond: (second: Second, engine: Engine, sinceEndMs: number) => void
  /** Waits until there is room for more seconds; undefined where there is. */
  readonly waitForRoom?: (() => Promise<void> | undefined) | undefined
  /** Told when records begin to wait for more than 2 s, and when no longer: screens are to be thinned. */
  readonly onBehind?: ((isBehind: boolean) => void) | undefined
  readonly graceMs: number
  /** How long the session is at most, milliseconds; until the market's session ends, if left out. */
  readonly durationMs?: number | undefined
  readonly clock: Clock
  /** Numbers from 0 to 1, for delays. */
  readonly random: () => number
  readonly log: Log
  /** Ends the session as its end would. */
  readonly signal: AbortSignal
}

/** What came of a session. */
export interface LiveSummary {
  readonly recordings: readonly string[]
  readonly records: number
  readonly duplicates: number
  readonly reconnects: number
  readonly gaps: readonly Gap[]
}

/**
 * Follows one contract over as many connections as it takes, until its session ends: records all
 * that comes, makes seconds of it, and resumes where a connection breaks.
 *
 * @throws Failure where the gateway cannot be reached at first, or refuses the session
 */
export async function runLive(options: LiveOptions): Promise<LiveSummary> {
  const session = new LiveSession(options)
  return session.run()
}

/** What a connection subscribes to. */
interface NextSubscriptions {
  readonly subscriptions: readonly SubscribeWishes[]
  /** It replays what the one before may have missed. */
  readonly resumes: boolean
  /** Orders of the past come first. */
  readonly isReplayed: boolean
}

/** A session that is followed by {@link LiveSession.run}, as {@link runLive} does. */
export class LiveSession {
  readonly #options: LiveOptions
  readonly #feed: LiveFeed
  readonly #seconds: SecondClock
  readonly #backoff: Backoff
  readonly #recordings: string[] = []
  readonly #gaps: Gap[] = []
  #recording: Recording | undefined
  #connection: Connection | undefined
  #tick: Timer | undefined
  /** Of connections that have ended. */
  #records = 0
  #recordedBytes = 0
  /** Pieces of the stream that have come, and whether one is being taken in. */
  #chunks = 0
  #isReceiving = false
  #isBehind = false
  /** The market's session, and with it this one, ends here. */
  #endSecond = Number.POSITIVE_INFINITY
  #isOver = false
  /** The gateway has no replay any more: the next connection begins anew. */
  #isReplayRefused = false
  /** Where the records end that a connection without a replay comes after, and why it has none. */
  #gap: Pick<Gap, 'from' | 'reason'> | undefined
  /** When the last order was received, a snapshot's included; undefined before the first. */
  #lastOrder: bigint | undefined
  /** Records are of the past: the clock waits for the present. */
  #isReplaying = false

  constructor(options: LiveOptions) {
    this.#options = options
    this.#seconds = new SecondClock(options.graceMs)
    this.#backoff = new Backoff(options.random)
    this.#feed = new LiveFeed({
      onStatistics: (received) => this.#noteTime(received),
      symbol: options.symbol,
      open: async (time) => {
        const input = await options.open(time)
        this.#endSecond = input.session.endSecond
        return input
      },
      onSecond: (second, engine) => {
        const sinceEndMs = this.#seconds.sinceMs(second.endSecond, options.clock.now())
        options.onSecond(second, engine, sinceEndMs)
      },
      onClosed: (closed) => this.#recording?.note(closed),
      onNotice: (notice) => this.#hear(notice),
      onOrders: (orders) => {
        const received = orders.column('ts_recv', 'int64')
        this.#endGap(received[0])
        this.#lastOrder = received[orders.length - 1]
        this.#seconds.received(mboRecords(orders), options.clock.now())
        if (!this.#isReplaying) this.#seconds.connected()
      },
    })
  }

  /** How it is doing now. */
  get status(): LiveStatus {
    const isConnected = this.#connection !== undefined
    return {
      connected: isConnected,
      records: this.#records + (isConnected ? this.#feed.records : 0),
      lag_ms: Math.round(this.#seconds.behindMs(this.#options.clock.now())),
      reconnects: Math.max(0, this.#recordings.length - 1),
      recorded_bytes: this.#recordedBytes + (this.#recording?.bytes ?? 0),
      gaps: this.#gaps.map(({ from, to, reason }) => ({
        from: formatTime(BigInt(from)),
        to: formatTime(BigInt(to)),
        reason,
      })),
    }
  }

  async run(): Promise<LiveSummary> {
    const { clock, durationMs, signal } = this.#options
    const finish = () => this.#finish()
    const deadline = durationMs === undefined ? undefined : clock.timeout(durationMs, finish)
    signal.addEventListener('abort', finish)
    if (signal.aborted) finish()
    try {
      for (let connection = 1; !this.#isOver; connection++) {
        const isReached = await this.#follow(connection)
        if (this.#isOver) break
        const delayMs = this.#backoff.next()
        this.#log('warn', isReached ? 'disconnected' : 'gateway not reached', {
          retry_s: Math.round(delayMs / 100) / 10,
        })
        await this.#wait(delayMs)
      }
    } finally {
      deadline?.cancel()
      signal.removeEventListener('abort', finish)
    }
    this.#feed.end()
    return {
      recordings: this.#recordings,
      records: this.#records,
      duplicates: this.#feed.duplicates,
      reconnects: Math.max(0, this.#recordings.length - 1),
      gaps: this.#gaps,
    }
  }

  /** Follows one connection to its end; false where there was none. */
  async #follow(number: number): Promise<boolean> {
    const connection = await this.#connect()
    if (!connection) return false
    this.#connection = connection
    if (this.#isOver) connection.close()
    const { clock, record } = this.#options
    const recording = await record(this.#recordings.length + 1)
    this.#recording = recording
    this.#recordings.push(recording.path)
    const flushes = clock.interval(FLUSH_MS, () => {
      // A disk that is full ends the session: the next write says so.
      recording.flush().catch(() => connection.close())
    })
    try {
      await this.#stream(connection, recording, number)
    } finally {
      flushes.cancel()
      this.#tick?.cancel()
      this.#seconds.disconnected()
      this.#connection = undefined
      await recording.close()
      this.#recordedBytes += recording.bytes
      this.#recording = undefined
    }
    return true
  }

  async #connect(): Promise<Connection | undefined> {
    try {
      return await this.#options.connect()
    } catch (error) {
      // A gateway that was there may come back; one that never was is not where it was looked for.
      if (!(error instanceof Failure) || this.#recordings.length === 0) throw error
      return undefined
    }
  }

  async #stream(connection: Connection, recording: Recording, number: number): Promise<void> {
    const { clock, key, login, source } = this.#options
    const { subscriptions, resumes, isReplayed } = this.#nextSubscriptions()
    recording.note({ type: 'begun', connection: number, resumes })
    this.#feed.begin(resumes)
    this.#isReplaying = isReplayed
    const whole = new WholeRecords(source)
    const decoder = new DbnDecoder({ source, kinds: RECORD_KINDS, raw: true })
    const bytes = streamBytes(connection, {
      login,
      key,
      subscriptions,
      clock,
      source,
      onWelcome: (session) => this.#log('info', 'connected', { session, resumes: `${resumes}` }),
    })
    for await (const chunk of bytes) {
      try {
        await this.#receive(whole.push(chunk), decoder, recording)
      } catch (error) {
        // Otherwise its reader would wait for an end that does not come.
        connection.close()
        throw error
      }
      if (this.#isOver) break
    }
    this.#records += whole.records
    if (whole.heldBytes > 0) this.#log('warn', 'record cut', { bytes: whole.heldBytes })
  }

  async #receive(records: Uint8Array, decoder: DbnDecoder, recording: Recording): Promise<void> {
    if (records.length === 0) return
    this.#chunks++
    this.#isReceiving = true
    try {
      const written = recording.write(records)
      if (written) await written
      for (const item of decoder.push(records)) await this.#feed.take(item)
      for (const item of decoder.flush()) await this.#feed.take(item)
    } finally {
      this.#isReceiving = false
    }
    this.#watchDelay()
    // The clock says nothing here: what belongs to the seconds up to now may be in the next piece.
    this.#closeSeconds(this.#seconds.reachedByRecord)
    await this.#options.waitForRoom?.()
  }

  #nextSubscriptions(): NextSubscriptions {
    const { from } = this.#options
    const start = this.#feed.resumeFrom
    if (start !== undefined && !this.#isReplayRefused)
      return { subscriptions: this.#subscribe({ start }, start), resumes: true, isReplayed: true }
    const isRefused = this.#isReplayRefused
    this.#isReplayRefused = false
    this.#gap ??= this.#beginGap(start)
    const isFirst = this.#gap === undefined
    const statisticsFrom = isRefused ? undefined : ALL_THERE_IS
    if (isFirst && from === 'replay' && !isRefused) {
      const subscriptions = this.#subscribe({ start: ALL_THERE_IS }, statisticsFrom)
      return { subscriptions, resumes: false, isReplayed: true }
    }
    const snapshot = !isFirst || from !== 'now'
    const subscriptions = this.#subscribe({ snapshot }, statisticsFrom)
    return { subscriptions, resumes: false, isReplayed: false }
  }

  /** What a snapshot leaves unknown: all since the last record, or since a snapshot without one. */
  #beginGap(lastRecord: bigint | undefined): Pick<Gap, 'from' | 'reason'> | undefined {
    if (lastRecord !== undefined)
      return { from: `${lastRecord}`, reason: 'the gateway had no replay any more' }
    if (this.#lastOrder === undefined) return undefined
    const reason = 'the connection broke before a record came to replay from'
    return { from: `${this.#lastOrder}`, reason }
  }

  /** Orders, and with options the statistics that open interest is among. */
  #subscribe(
    orders: Pick<SubscribeWishes, 'start' | 'snapshot'>,
    statisticsFrom: bigint | undefined,
  ): SubscribeWishes[] {
    const { symbol, optionSymbols } = this.#options
    const symbols = [symbol, ...optionSymbols]
    const whole = { stypeIn: 'raw_symbol', symbols } as const
    const mbo = { schema: 'mbo', ...whole, ...orders } as const
    if (optionSymbols.length === 0) return [mbo]
    return [mbo, { schema: 'statistics', ...whole, start: statisticsFrom }]
  }

  /** Says when it begins to be overloaded, and when it no longer is. */
  #watchDelay(): void {
    const behindMs = this.#seconds.behindMs(this.#options.clock.now())
    const isBehind = behindMs > (this.#isBehind ? CAUGHT_UP_MS : BEHIND_MS)
    if (isBehind === this.#isBehind) return
    this.#isBehind = isBehind
    this.#options.onBehind?.(isBehind)
    const fields = { seconds: Math.round(behindMs / 100) / 10 }
    if (isBehind) this.#log('warn', 'behind the market: screens are thinned', fields)
    else this.#log('info', 'caught up with the market', {})
  }

  /** The clock has come to the end of a second: closes it if nothing has been waiting to be read. */
  #closeByClock(): void {
    const seen = this.#chunks
    const close = () => {
      const isQuiet = this.#chunks === seen && !this.#isReceiving
      const { clock } = this.#options
      this.#closeSeconds(isQuiet ? this.#seconds.reached(clock.now()) : undefined)
    }
    // What the socket holds is read before a timer that is due at once.
    this.#tick = this.#options.clock.timeout(0, close)
  }

  /** Closes the seconds that end by one, and sees to it that the next are. */
  #closeSeconds(second: UnixSecond | undefined): void {
    this.#tick?.cancel()
    if (!this.#recording || this.#isOver) return
    if (this.#feed.records > 0) this.#backoff.reset()
    if (second !== undefined) this.#feed.closeUntil(second)
    if (second !== undefined && second >= this.#endSecond) {
      this.#log('info', 'session ended', {})
      this.#finish()
      return
    }
    const delayMs = this.#seconds.msUntilNext(this.#options.clock.now())
    this.#tick = this.#options.clock.timeout(delayMs, () => this.#closeByClock())
  }

  /** The gateway names a time of the market, nanoseconds since the Unix epoch. */
  #noteTime(time: bigint): void {
    const ms = Number(time / NS_PER_US) / US_PER_MS
    this.#seconds.receivedAt(ms, this.#options.clock.now())
  }

  #hear({ kind, code, text, time }: Notice): void {
    if (kind === 'error') {
      this.#log('warn', 'gateway error', { code, text })
      if (code === ERROR_CODE.replayAgedOut) this.#isReplayRefused = true
      else if (!PASSING_ERRORS.includes(code)) throw this.#refused(code, text)
    } else if (code === SYSTEM_CODE.replayCompleted) {
      // "Finished statistics replay": orders may still be replayed.
      if (text.includes('statistics')) return
      this.#isReplaying = false
      this.#seconds.connected()
    } else if (code === SYSTEM_CODE.heartbeat) {
      // A snapshot's times are none of the market, and a quiet contract may have no other record.
      if (!this.#isReplaying && time !== UNDEF_TIME) this.#noteTime(time)
    } else if (code === SYSTEM_CODE.slowReader) this.#log('warn', 'slow reader', { text })
  }

  /** A connection without a replay has its first record: what lies before it is not known. */
  #endGap(to: bigint): void {
    const begun = this.#gap
    if (begun === undefined) return
    this.#gap = undefined
    const gap: Gap = { type: 'gap', ...begun, to: `${to}` }
    this.#gaps.push(gap)
    this.#feed.addGap(gap)
    this.#recording?.note(gap)
    this.#log('warn', 'gap', {
      from: formatTime(BigInt(gap.from)),
      to: formatTime(to),
      records: 'unknown',
    })
  }

  #finish(): void {
    this.#isOver = true
    this.#connection?.close()
    this.#endWait()
  }

  #endWait: () => void = () => {}

  async #wait(delayMs: number): Promise<void> {
    const waiting = new AbortController()
    this.#endWait = () => waiting.abort()
    await sleep(this.#options.clock, delayMs, waiting.signal).catch((error: unknown) => {
      if (!waiting.signal.aborted) throw error
    })
  }

  #log(
    level: 'info' | 'warn',
    event: string,
    fields: Readonly<Record<string, string | number>>,
  ): void {
    this.#options.log({ level, event, fields })
  }

  #refused(code: number, text: string): Failure {
    return new Failure({
      code: 'input',
      what: `the gateway ended the session with error ${code}: ${text}`,
      where: this.#options.source,
    })
  }
}
