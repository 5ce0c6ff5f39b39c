import type { Clock } from '../clock.ts'
import { ZstdWriter } from '../dbn/zstd-writer.ts'
import type { SessionFaults } from './faults.ts'
import type { RequestQueue } from './mailbox.ts'
import { Outgoing } from './outgoing.ts'
import type { Login } from './requests.ts'

/** A client's end of the wire. */
export interface Connection {
  /** Resolves when the client has room for more, or has gone. */
  write(bytes: Uint8Array): Promise<void>
  /** Closes it once all is sent. */
  end(): void
}

/** A slow link that is made up: how long it lasts, and what goes through. */
const SLOW_LINK = { lastsMs: 3000, bytesPerMs: 32, mostMs: 2000 }

/** The binary half of a connection: records go in, bytes go out, with the faults that were asked for. */
export class Transmission {
  readonly outgoing: Outgoing
  readonly #connection: Connection
  readonly #clock: Clock
  readonly #mailbox: RequestQueue
  readonly #faults: SessionFaults
  readonly #zstd: ZstdWriter | undefined
  #lastSentAt: number
  #slowUntil = Number.NEGATIVE_INFINITY
  /** How long it has waited for the reader since it was last reset, milliseconds. */
  waitedMs = 0

  constructor(
    connection: Connection,
    login: Login,
    faults: SessionFaults,
    { clock, mailbox }: { clock: Clock; mailbox: RequestQueue },
  ) {
    this.#connection = connection
    this.#faults = faults
    this.#clock = clock
    this.#mailbox = mailbox
    this.#zstd = login.compression === 'zstd' ? new ZstdWriter() : undefined
    this.#lastSentAt = clock.now()
    this.outgoing = new Outgoing(login.tsOut)
  }

  /** Milliseconds since anything was sent. */
  get idleMs(): number {
    return this.#clock.now() - this.#lastSentAt
  }

  /** Is the link slow because it was asked to be? */
  get isSlowed(): boolean {
    return this.#clock.now() < this.#slowUntil
  }

  /** The link is slow for a while. */
  slowDown(): void {
    this.#slowUntil = this.#clock.now() + SLOW_LINK.lastsMs
  }

  /** Sends what waits. */
  async flush(): Promise<void> {
    if (this.outgoing.length === 0) return
    const records = this.outgoing.take()
    const bytes = this.#zstd ? await this.#zstd.compress(records) : records
    const begin = this.#clock.now()
    if (this.isSlowed) {
      const { bytesPerMs, mostMs } = SLOW_LINK
      await this.#mailbox.sleep(this.#clock, Math.min(bytes.length / bytesPerMs, mostMs))
    }
    await this.#send(bytes)
    this.waitedMs += this.#clock.now() - begin
  }

  /** Sends a part of what waits, up to the middle of a record, and closes the connection. */
  async cut(): Promise<void> {
    const records = this.outgoing.take()
    const kept = records.subarray(0, this.#faults.keptOf(records.length))
    await this.#send(this.#zstd ? await this.#zstd.compress(kept) : kept)
    this.#connection.end()
  }

  /** Sends what waits and closes the connection. */
  async end(): Promise<void> {
    await this.flush()
    if (this.#zstd) await this.#send(await this.#zstd.end())
    this.#connection.end()
  }

  /** Gives memory back; nothing is sent any more. */
  close(): void {
    this.#zstd?.close()
  }

  async #send(bytes: Uint8Array): Promise<void> {
    for (const piece of this.#faults.pieces(bytes)) {
      if (this.#mailbox.isClosed) return
      await this.#connection.write(piece)
    }
    this.#lastSentAt = this.#clock.now()
  }
}
