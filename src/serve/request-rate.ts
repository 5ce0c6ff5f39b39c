import type { IncomingMessage } from 'node:http'
import type { Clock } from '../clock.ts'
import { clientAddress } from './client-address.ts'
import { TokenBuckets } from './token-bucket.ts'

/** Rate limit of a client. */
const REQUESTS_PER_SECOND = 50
const MAX_REQUESTS_AT_ONCE = 200

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
  readonly #buckets = new TokenBuckets(REQUESTS_PER_SECOND, MAX_REQUESTS_AT_ONCE)
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts a request; the reason why it comes too soon, or undefined. */
  refuse({ socket }: IncomingMessage): RateRefusal | undefined {
    const isTaken = this.#buckets.take(clientAddress(socket.remoteAddress), this.#clock.now())
    return isTaken ? undefined : TOO_SOON
  }

  /**
   * The same without counting it: a client may open many streams at once. What {@link refuse} has
   * counted of refused ones holds against the next.
   */
  refuseAfterOthers({ socket }: IncomingMessage): RateRefusal | undefined {
    const isEmpty = this.#buckets.isEmpty(clientAddress(socket.remoteAddress), this.#clock.now())
    return isEmpty ? TOO_SOON : undefined
  }
}
