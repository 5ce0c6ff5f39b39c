import type { IncomingMessage } from 'node:http'
import type { Clock } from '../clock.ts'
import { clientAddress } from './client-address.ts'
import { RateWindows } from './rate-window.ts'
import { TokenBuckets } from './token-bucket.ts'

/** Rate limit of a client. */
const REQUESTS_PER_SECOND = 50
const MAX_REQUESTS_AT_ONCE = 200
/** Requests of a client to become a stream, in any second. */
const UPGRADES_PER_SECOND = 50

export interface RateRefusal {
  readonly status: 429
  readonly message: string
}

const TOO_SOON: RateRefusal = {
  status: 429,
  message: 'Too many requests; try again in a second.',
}

/** Limits each client's requests, whether over HTTP or to become a stream. */
export class RequestRate {
  readonly #requests = new TokenBuckets(REQUESTS_PER_SECOND, MAX_REQUESTS_AT_ONCE)
  readonly #upgrades: RateWindows
  readonly #clock: Clock

  constructor(clock: Clock, upgradesPerSecond = UPGRADES_PER_SECOND) {
    this.#clock = clock
    this.#upgrades = new RateWindows(upgradesPerSecond)
  }

  /** Counts a request; the reason why it comes too soon, or undefined. */
  refuse({ socket }: IncomingMessage): RateRefusal | undefined {
    const isTaken = this.#requests.take(clientAddress(socket.remoteAddress), this.#clock.now())
    return isTaken ? undefined : TOO_SOON
  }

  /**
   * Counts a request to become a stream. It counts among the other requests only once it is refused,
   * by {@link refuse}: guesses of the token add up, wherever they are made.
   */
  refuseUpgrade({ socket }: IncomingMessage): RateRefusal | undefined {
    const address = clientAddress(socket.remoteAddress)
    const now = this.#clock.now()
    const isTooSoon = this.#requests.isEmpty(address, now) || !this.#upgrades.take(address, now)
    return isTooSoon ? TOO_SOON : undefined
  }
}
