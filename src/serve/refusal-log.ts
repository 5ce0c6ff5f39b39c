import type { Clock } from '../clock.ts'
import { clientAddress } from './client-address.ts'
import type { Log } from './log.ts'

const INTERVAL_MS = 60_000
/** Clients that are remembered; of more, those of the oldest lines are forgotten. */
const MAX_CLIENTS = 4096

interface Client {
  /** When its last line was written. */
  loggedAt: number
  /** Refusals since then. */
  unlogged: number
}

/** Logs refused requests: a line a minute and client at most, which counts the others. */
export class RefusalLog {
  readonly #log: Log
  readonly #clock: Clock
  readonly #clients = new Map<string, Client>()

  constructor(log: Log, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  /** @param message says why, and repeats nothing that the client sent */
  add(remoteAddress: string | undefined, status: number, message: string): void {
    const address = clientAddress(remoteAddress)
    const now = this.#clock.now()
    const client = this.#clients.get(address)
    if (client && now - client.loggedAt < INTERVAL_MS) {
      client.unlogged++
      return
    }
    const unlogged = client?.unlogged ?? 0
    // Anew, so that the map is in order of the last line.
    this.#clients.delete(address)
    const [oldest] = this.#clients.keys()
    if (this.#clients.size >= MAX_CLIENTS) this.#clients.delete(oldest)
    this.#clients.set(address, { loggedAt: now, unlogged: 0 })
    const more = unlogged > 0 ? { more_before: unlogged } : {}
    this.#log({ level: 'warn', event: 'refused', fields: { address, status, message, ...more } })
  }
}
