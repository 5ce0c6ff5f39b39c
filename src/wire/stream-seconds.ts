import { systemClock } from '../clock.ts'
import { Failure } from '../failure.ts'
import type { DayDescription, Second, SecondSource, SurfaceName } from '../seconds/second.ts'
import { Table } from '../table/table.ts'
import type { StreamEvent } from './batch.ts'
import { dayOf, formatSecond, seekToNewest } from './messages.ts'
import { ServerAddress, type StreamChoice } from './server-address.ts'
import { ServerRanges } from './server-ranges.ts'
import { chooseDay } from './server-requests.ts'
import { StreamConnection } from './stream-connection.ts'

/** Speed at which the stream is read ahead. */
const READ_AHEAD_SPEED = 60
/** Seconds read ahead of the position, and kept behind it. */
const READ_AHEAD_S = 60
const KEPT_BEHIND_S = 60
/** A second that has not arrived by then is requested again. */
const SECOND_TIMEOUT_MS = 3000
const MAX_TRIES = 8

/**
 * A day's seconds from a server. Consecutive seconds are read ahead from the stream, ranges are
 * requested over HTTP. Independent of real time: the player has its own clock.
 *
 *     const source = await StreamSeconds.open('ws://127.0.0.1:8000', { symbol: 'ESH6', dt: '2026-01-06' })
 *     const { surfaces } = await source.read(source.day.firstEndSecond)
 *     await source.close()
 */
export class StreamSeconds implements SecondSource {
  onGrowth: () => void = () => {}
  readonly #ranges: ServerRanges
  readonly #connection: StreamConnection
  readonly #buffer: SecondBuffer
  /** Serializes reads: one second at a time. */
  #lastRead: Promise<unknown> = Promise.resolve()

  private constructor(address: ServerAddress, connection: StreamConnection, inbox: SecondBuffer) {
    this.#connection = connection
    this.#buffer = inbox
    this.#ranges = new ServerRanges(address, dayOf(connection.session))
    inbox.onSecond = (endSecond) => {
      if (!this.day.isOpen || endSecond <= this.day.lastEndSecond) return
      this.#ranges.grow(endSecond)
      this.onGrowth()
    }
    inbox.onEnd = () => {
      this.#ranges.end()
      this.onGrowth()
    }
    if (this.day.isOpen) inbox.followNewest(this.day)
  }

  /** An open day's last second is the newest known. */
  get day(): DayDescription {
    return this.#ranges.day
  }

  /**
   * @param address `ws://HOST:PORT`, or a complete stream URL
   * @param choice symbol and date; may be omitted if only one day matches. Columns are those of
   *   the seconds that {@link read} gives
   * @throws Failure `input` if there is no such stream, `usage` if several days match
   */
  static async open(
    address: string,
    choice: Pick<StreamChoice, 'symbol' | 'dt' | 'columns'> = {},
  ): Promise<StreamSeconds> {
    const server = new ServerAddress(address)
    const { symbol, dt } = await chooseDay(server, choice)
    const inbox = new SecondBuffer()
    const { columns } = choice
    const connection = await StreamConnection.open(
      server,
      { symbol, dt, speed: READ_AHEAD_SPEED, columns },
      inbox,
    )
    inbox.attach(connection)
    return new StreamSeconds(server, connection, inbox)
  }

  read(endSecond: number): Promise<Second> {
    const reading = this.#lastRead.then(() => this.#read(endSecond))
    this.#lastRead = reading.catch(() => {})
    return reading
  }

  async readRange(
    surface: SurfaceName,
    from: number,
    to: number,
    columns?: readonly string[],
  ): Promise<readonly Table[]> {
    return this.#ranges.readRange(surface, from, to, columns)
  }

  async close(): Promise<void> {
    this.#connection.close()
    await this.#ranges.close()
  }

  async #read(endSecond: number): Promise<Second> {
    const { firstEndSecond, lastEndSecond } = this.day
    if (endSecond >= firstEndSecond && endSecond <= lastEndSecond) {
      return this.#buffer.second(endSecond)
    }
    const { surfaces } = await this.#buffer.second(firstEndSecond)
    const empty = Array.from(
      surfaces,
      ([name, { contract }]) => [name, new Table(contract, 0)] as const,
    )
    return { endSecond, surfaces: new Map(empty) }
  }
}

/** Buffers the seconds around the one read last, and controls the stream. */
class SecondBuffer {
  /** Called with every second that comes, and at the end of the day. */
  onSecond: (endSecond: number) => void = () => {}
  onEnd: () => void = () => {}
  readonly #seconds = new Map<number, Second>()
  #connection: StreamConnection | undefined
  #isPaused = false
  /** The last requested second. */
  #wanted = 0
  /** The stream goes on at an open day's newest second, so that its growth is known. */
  #isFollowing = false
  /** Batches dropped so far. */
  #dropped = 0
  /** Resolves the pending read with its second, or undefined if that was dropped. */
  #arrived: ((second: Second | undefined) => void) | undefined
  #failed: ((error: unknown) => void) | undefined
  #closed: string | undefined

  attach(connection: StreamConnection): void {
    this.#connection = connection
  }

  followNewest(day: DayDescription): void {
    this.#isFollowing = true
    this.#connection?.send(seekToNewest(day))
    this.#resume()
  }

  receive(event: StreamEvent): void {
    if (event.type === 'stream_end') this.onEnd()
    if (event.type !== 'batch') return
    const { endSecond } = event
    this.onSecond(endSecond)
    if (!this.#isNear(endSecond)) {
      // Nothing is requested yet, so the stream need not continue.
      if (!this.#arrived) this.#pause()
      return
    }
    this.#seconds.set(endSecond, event)
    const isLost = event.dropped > this.#dropped && endSecond > this.#wanted
    this.#dropped = event.dropped
    if (endSecond === this.#wanted) this.#arrived?.(event)
    else if (isLost && !this.#seconds.has(this.#wanted)) this.#arrived?.(undefined)
    if (endSecond >= this.#wanted + READ_AHEAD_S) this.#pause()
  }

  closed(reason: string, _code: number, error?: unknown): void {
    this.#closed = reason
    // What was thrown over what came is a Failure already, or a bug of ours.
    this.#failed?.(error ?? new Failure({ code: 'input', what: reason }))
  }

  /** @throws Failure `input` if it does not arrive */
  async second(endSecond: number): Promise<Second> {
    const isNext = endSecond === this.#wanted + 1
    this.#wanted = endSecond
    for (const known of this.#seconds.keys()) if (!this.#isNear(known)) this.#seconds.delete(known)
    const known = this.#seconds.get(endSecond)
    if (known) {
      if (!this.#seconds.has(endSecond + READ_AHEAD_S / 2)) this.#resume()
      return known
    }
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      if (this.#closed) break
      // The stream reaches the next second by itself; a seek is needed only for another or a
      // dropped one.
      if (!isNext || tries > 1 || this.#isPaused) {
        this.#connection?.send({ type: 'seek', ts_ns: formatSecond(endSecond) })
        this.#resume()
      }
      const second = await this.#arrival()
      if (second) return second
    }
    throw new Failure({
      code: 'input',
      what: this.#closed ?? 'the server does not send the requested second',
      where: `second ${formatSecond(endSecond)}`,
    })
  }

  #arrival(): Promise<Second | undefined> {
    return new Promise<Second | undefined>((resolve, reject) => {
      const timer = systemClock.timeout(SECOND_TIMEOUT_MS, () => resolve(undefined))
      this.#arrived = (second) => {
        timer.cancel()
        resolve(second)
      }
      this.#failed = (error) => {
        timer.cancel()
        reject(error)
      }
    }).finally(() => {
      this.#arrived = undefined
      this.#failed = undefined
    })
  }

  #isNear(endSecond: number): boolean {
    return endSecond >= this.#wanted - KEPT_BEHIND_S && endSecond <= this.#wanted + 2 * READ_AHEAD_S
  }

  #pause(): void {
    if (this.#isPaused || this.#isFollowing) return
    this.#isPaused = true
    this.#connection?.send({ type: 'pause' })
  }

  #resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#connection?.send({ type: 'resume' })
  }
}
