import { SCHEMAS } from '../dbn/codes.ts'
import type { StreamRequest } from './mailbox.ts'
import { ERROR_CODE, errorRecord, SYSTEM_CODE, systemRecord } from './notices.ts'
import type { Outgoing } from './outgoing.ts'
import type { Subscribe } from './requests.ts'
import type { Subscriptions } from './subscriptions.ts'

/** Handles subscriptions and reports the result to the client. */
export class RequestHandler {
  readonly #subscriptions: Subscriptions
  readonly #outgoing: Outgoing
  readonly #refusesReplay: boolean

  /** @param refusesReplay every replay is refused, as one of data that has aged out */
  constructor(subscriptions: Subscriptions, outgoing: Outgoing, refusesReplay: boolean) {
    this.#subscriptions = subscriptions
    this.#outgoing = outgoing
    this.#refusesReplay = refusesReplay
  }

  /**
   * Handles a request.
   *
   * @param date UTC date by which symbols are resolved
   * @returns false where it ends the session; the client has been told
   */
  handle(letter: StreamRequest, date: string, now: bigint): boolean {
    if (letter.type === 'invalid') {
      const message = `Invalid subscription: ${letter.reason}`
      this.#say(errorRecord(ERROR_CODE.invalidSubscription, message, now), now)
      return false
    }
    const schema = SCHEMAS[letter.schema]
    if (letter.type === 'unsubscribe') {
      this.#subscriptions.remove(letter)
      if (letter.isLast) {
        const message = `Unsubscribe request for ${schema} data succeeded`
        this.#say(systemRecord(SYSTEM_CODE.unsubscribeAck, message, now), now)
      }
      return true
    }
    if (letter.start !== undefined && this.#refusesReplay) {
      const message = 'Replay data has aged out: start is too early'
      this.#say(errorRecord(ERROR_CODE.replayAgedOut, message, now), now)
      return false
    }
    this.#subscriptions.add(letter)
    if (letter.isLast) {
      const id = letter.id === undefined ? '' : ` ${letter.id}`
      const message = `Subscription request${id} for ${schema} data succeeded`
      this.#say(systemRecord(SYSTEM_CODE.subscriptionAck, message, now), now)
    }
    this.#reportUnresolved(letter, date, now)
    return true
  }

  /** A symbol that stands for nothing stays subscribed: it may be listed later. */
  #reportUnresolved(request: Subscribe, date: string, now: bigint): void {
    const unresolved = this.#subscriptions.unresolved(request, date)
    for (const [index, symbol] of unresolved.entries()) {
      const message = `Failed to resolve symbol: ${symbol}`
      const isLast = index === unresolved.length - 1
      this.#say(errorRecord(ERROR_CODE.symbolResolution, message, now, isLast), now)
    }
  }

  #say(record: Uint8Array, now: bigint): void {
    this.#outgoing.add(record, now)
  }
}
