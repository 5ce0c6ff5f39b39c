import type { Clock } from '../clock.ts'
import type { Subscribe, Unsubscribe } from './requests.ts'

/** A client's request during its stream, or a fault that ends it. */
export type StreamRequest =
  | Subscribe
  | Unsubscribe
  | { readonly type: 'invalid'; readonly reason: string }

/** Queues requests for a stream while it is busy or waiting. */
export class RequestQueue {
  #letters: StreamRequest[] = []
  #isClosed = false
  #wake = () => {}

  /** The client has gone, or the gateway is going. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  put(letter: StreamRequest): void {
    this.#letters.push(letter)
    this.#wake()
  }

  close(): void {
    this.#isClosed = true
    this.#wake()
  }

  /** Removes and returns all queued requests. */
  takeAll(): readonly StreamRequest[] {
    const letters = this.#letters
    this.#letters = []
    return letters
  }

  /** Waits for a time, or until something comes. */
  wait(clock: Clock, delayMs: number): Promise<void> {
    return this.#waitUnless(() => this.#isClosed || this.#letters.length > 0, clock, delayMs)
  }

  /** Waits for a time, whatever comes, unless the stream is over. */
  async sleep(clock: Clock, delayMs: number): Promise<void> {
    const end = clock.now() + delayMs
    while (clock.now() < end && !this.#isClosed) {
      await this.#waitUnless(() => this.#isClosed, clock, end - clock.now())
    }
  }

  #waitUnless(isOver: () => boolean, clock: Clock, delayMs: number): Promise<void> {
    if (isOver()) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = clock.timeout(delayMs, resolve)
      this.#wake = () => {
        timer.cancel()
        resolve()
      }
    })
  }
}
