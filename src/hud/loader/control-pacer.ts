import { type Clock, systemClock, type Timer } from '../../clock.ts'
import type { ClientMessage } from '../../wire/messages.ts'

/** A hand on an arrow key asks faster than a server takes: it hears the latest wish this often. */
const PACE_MS = 100

/**
 * Sends what a reader wishes of the stream: at once, but no more often than a server takes it, and
 * then only the latest of each kind.
 */
export class ControlPacer {
  readonly #send: (message: ClientMessage) => void
  /** In the order they must be told: who seeks while paused is sent one second, no more. */
  #playing: ClientMessage | undefined
  #speed: ClientMessage | undefined
  #seek: ClientMessage | undefined
  readonly #clock: Clock
  #timer: Timer | undefined

  constructor(send: (message: ClientMessage) => void, clock: Clock = systemClock) {
    this.#send = send
    this.#clock = clock
  }

  say(message: ClientMessage): void {
    if (message.type === 'seek') this.#seek = message
    else if (message.type === 'speed') this.#speed = message
    else this.#playing = message
    if (this.#timer === undefined) this.#flush()
  }

  /** Forgets what has not been told. */
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
    this.#timer = this.#clock.timeout(PACE_MS, this.#flush)
  }
}
