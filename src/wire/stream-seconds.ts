import { systemClock } from '../clock.ts'
import { Failure } from '../failure.ts'
import type { DayDescription, Second, SecondSource, SurfaceName } from '../seconds/second.ts'
import { Table } from '../table/table.ts'
import type { StreamEvent } from './batch.ts'
import { dayOf, formatSecond } from './messages.ts'
import { ServerAddress, type StreamChoice } from './server-address.ts'
import { chooseDay } from './server-answers.ts'
import { ServerRanges } from './server-ranges.ts'
import { StreamConnection } from './stream-connection.ts'

/** Seconds of data a second that the stream comes ahead with. */
const SPEED = 60
/** Seconds that it comes ahead of what is read, and that are kept behind it. */
const AHEAD = 60
const BEHIND = 60
/** A second that has not come by then is asked for again, milliseconds. */
const PATIENCE_MS = 3000
const MAX_TRIES = 8

/**
 * A day's seconds from a server, for whatever plays them. Seconds that are read one after another
 * come over the stream, some ahead of need; ranges are asked for over HTTP. Nothing here depends on
 * when: the player has its own clock.
 *
 *     const source = await StreamSeconds.open('ws://127.0.0.1:8000', { symbol: 'ESH6', dt: '2026-01-06' })
 *     const { surfaces } = await source.read(source.day.firstEndSecond)
 *     await source.close()
 */
export class StreamSeconds implements SecondSource {
  readonly day: DayDescription
  readonly #ranges: ServerRanges
  readonly #connection: StreamConnection
  readonly #inbox: Inbox
  /** One second is waited for at a time. */
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(address: ServerAddress, connection: StreamConnection, inbox: Inbox) {
    this.#connection = connection
    this.#inbox = inbox
    this.day = dayOf(connection.session)
    this.#ranges = new ServerRanges(address, this.day)
  }

  /**
   * @param address `ws://HOST:PORT`, or a whole stream's address
   * @param choice symbol and date; what the server has one of may be left out. Columns are those of
   *   the seconds that {@link read} gives
   * @throws Failure `input` where there is no such stream, `usage` where several could be meant
   */
  static async open(
    address: string,
    choice: Pick<StreamChoice, 'symbol' | 'dt' | 'columns'> = {},
  ): Promise<StreamSeconds> {
    const server = new ServerAddress(address)
    const day = await chooseDay(server, choice)
    const inbox = new Inbox()
    const { columns } = choice
    const connection = await StreamConnection.open(server, { ...day, speed: SPEED, columns }, inbox)
    inbox.follow(connection)
    return new StreamSeconds(server, connection, inbox)
  }

  read(endSecond: number): Promise<Second> {
    const reading = this.#turn.then(() => this.#read(endSecond))
    this.#turn = reading.catch(() => {})
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
      return this.#inbox.second(endSecond)
    }
    const { surfaces } = await this.#inbox.second(firstEndSecond)
    const empty = Array.from(
      surfaces,
      ([name, { contract }]) => [name, new Table(contract, 0)] as const,
    )
    return { endSecond, surfaces: new Map(empty) }
  }
}

/** The seconds that have come, around the one that was read last; steers the stream. */
class Inbox {
  readonly #seconds = new Map<number, Second>()
  #connection: StreamConnection | undefined
  #isPaused = false
  /** The last second that was asked for. */
  #wanted = 0
  /** Batches lost so far. */
  #dropped = 0
  /** Told the second that is waited for, or that it was lost. */
  #arrived: ((second: Second | undefined) => void) | undefined
  #failed: ((error: unknown) => void) | undefined
  #closed: string | undefined

  follow(connection: StreamConnection): void {
    this.#connection = connection
  }

  receive(event: StreamEvent): void {
    if (event.type !== 'batch') return
    const { endSecond } = event
    if (!this.#isNear(endSecond)) {
      // Before anything is asked for, the stream need not run on.
      if (!this.#arrived) this.#pause()
      return
    }
    this.#seconds.set(endSecond, event)
    const isLost = event.dropped > this.#dropped && endSecond > this.#wanted
    this.#dropped = event.dropped
    if (endSecond === this.#wanted) this.#arrived?.(event)
    else if (isLost && !this.#seconds.has(this.#wanted)) this.#arrived?.(undefined)
    if (endSecond >= this.#wanted + AHEAD) this.#pause()
  }

  closed(reason: string, _code: number, error?: unknown): void {
    this.#closed = reason
    // What was thrown over what came is a Failure already, or a bug of ours.
    this.#failed?.(error ?? new Failure({ code: 'input', what: reason }))
  }

  /** @throws Failure `input` where it does not come */
  async second(endSecond: number): Promise<Second> {
    const isNext = endSecond === this.#wanted + 1
    this.#wanted = endSecond
    for (const known of this.#seconds.keys()) if (!this.#isNear(known)) this.#seconds.delete(known)
    const known = this.#seconds.get(endSecond)
    if (known) {
      if (!this.#seconds.has(endSecond + AHEAD / 2)) this.#resume()
      return known
    }
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      if (this.#closed) break
      // The stream is on its way there; only what is lost or elsewhere is gone to.
      if (!isNext || tries > 1 || this.#isPaused) {
        this.#connection?.send({ type: 'seek', ts_ns: formatSecond(endSecond) })
        this.#resume()
      }
      const second = await this.#arrival()
      if (second) return second
    }
    throw new Failure({
      code: 'input',
      what: this.#closed ?? 'the server does not send what it is asked for',
      where: `second ${formatSecond(endSecond)}`,
    })
  }

  #arrival(): Promise<Second | undefined> {
    return new Promise<Second | undefined>((resolve, reject) => {
      const timer = systemClock.timeout(PATIENCE_MS, () => resolve(undefined))
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
    return endSecond >= this.#wanted - BEHIND && endSecond <= this.#wanted + 2 * AHEAD
  }

  #pause(): void {
    if (this.#isPaused) return
    this.#isPaused = true
    this.#connection?.send({ type: 'pause' })
  }

  #resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#connection?.send({ type: 'resume' })
  }
}
