import { type Clock, systemClock, type Timer } from '../../clock.ts'
import type { ClientMessage } from '../../wire/messages.ts'

/** Minimum time between control messages: key repeat is faster than a server can follow. */
const MIN_INTERVAL_MS = 100

/** Sends control messages: at once, but rate-limited, and then only the latest of each kind. */
export class ControlThrottle {
  readonly #send: (message: ClientMessage) => void
  /** In sending order: pause before seek, since a seek while paused sends a single second. */
  #playing: ClientMessage | undefined
  #speed: ClientMessage | undefined
  #seek: ClientMessage | undefined
  readonly #clock: Clock
  #timer: Timer | undefined

  constructor(send: (message: ClientMessage) => void, clock: Clock = systemClock) {
    this.#send = send
    this.#clock = clock
  }

  send(message: ClientMessage): void {
    if (message.type === 'seek') this.#seek = message
    else if (message.type === 'speed') this.#speed = message
    else this.#playing = message
    if (this.#timer === undefined) this.#flush()
  }

  /** Drops unsent messages. */
  clear(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#playing = undefined
    this.#speed = undefined
    this.#seek = undefined
  }

  readonly #flush = (): void => {
    const messages = [this.#playing, this.#speed, this.#seek].filter((message) => message)
    this.clear()
    if (messages.length === 0) return
    for (const message of messages) if (message) this.#send(message)
    this.#timer = this.#clock.timeout(MIN_INTERVAL_MS, this.#flush)
  }
}
