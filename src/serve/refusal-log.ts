import type { Clock, Timer } from '../clock.ts'
import { clientAddress } from './client-address.ts'
import type { Log } from './log.ts'

const INTERVAL_MS = 60_000
/** How often it is looked whose interval has ended. */
const CHECK_MS = 10_000
/** Clients that are remembered; of more, the one with the oldest line is logged and forgotten. */
const MAX_CLIENTS = 4096

interface Client {
  /** When its last line was written. */
  readonly loggedAt: number
  /** Refusals since then, by HTTP status. */
  readonly unlogged: Map<number, number>
}

/**
 * Logs refused requests: the first of a client at once, and those of the minute after it as one
 * line with their number by status. No refusal is without a trace.
 */
export class RefusalLog {
  readonly #log: Log
  readonly #clock: Clock
  /** In order of the last line. */
  readonly #clients = new Map<string, Client>()
  readonly #checks: Timer

  constructor(log: Log, clock: Clock) {
    this.#log = log
    this.#clock = clock
    this.#checks = clock.interval(CHECK_MS, () => this.#check(), { holdsProcess: false })
  }

  /** @param message says why, and repeats nothing that the client sent */
  add(remoteAddress: string | undefined, status: number, message: string): void {
    const address = clientAddress(remoteAddress)
    const client = this.#clients.get(address)
    if (client) {
      client.unlogged.set(status, (client.unlogged.get(status) ?? 0) + 1)
      return
    }
    for (const [oldest, { unlogged }] of this.#clients) {
      if (this.#clients.size < MAX_CLIENTS) break
      this.#clients.delete(oldest)
      this.#logMore(oldest, unlogged)
    }
    this.#clients.set(address, { loggedAt: this.#clock.now(), unlogged: new Map() })
    this.#log({ level: 'warn', event: 'refused', fields: { address, status, message } })
  }

  /** Logs what is not logged yet. */
  close(): void {
    this.#checks.cancel()
    for (const [address, { unlogged }] of this.#clients) this.#logMore(address, unlogged)
    this.#clients.clear()
  }

  #check(): void {
    const now = this.#clock.now()
    for (const [address, { loggedAt, unlogged }] of this.#clients) {
      if (now - loggedAt < INTERVAL_MS) return
      this.#clients.delete(address)
      if (unlogged.size === 0) continue
      this.#logMore(address, unlogged)
      this.#clients.set(address, { loggedAt: now, unlogged: new Map() })
    }
  }

  #logMore(address: string, unlogged: ReadonlyMap<number, number>): void {
    if (unlogged.size === 0) return
    const counts = [...unlogged].sort(([one], [other]) => one - other)
    const fields = Object.fromEntries(counts.map(([status, count]) => [`status_${status}`, count]))
    this.#log({ level: 'warn', event: 'refused_more', fields: { address, ...fields } })
  }
}
