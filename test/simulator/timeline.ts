import type { Timer } from '../../src/clock.ts'
import { fileCallsEnded, nextRound, watchFileCalls } from './file-calls.ts'

interface Event {
  readonly atMs: number
  readonly order: number
  readonly run: () => void
}

/** Virtual time, and what is to happen in it: one event after another, the same in every run. */
export class Timeline {
  nowMs = 0
  steps = 0
  readonly #events: Event[] = []
  readonly #readsFiles: boolean
  #order = 0

  /** @param readsFiles real files too are read, in no virtual time */
  constructor(readsFiles: boolean) {
    this.#readsFiles = readsFiles
    if (readsFiles) watchFileCalls()
  }

  /** Events to come. */
  get pending(): number {
    return this.#events.length
  }

  after(delayMs: number, run: () => void): Timer {
    const event = { atMs: this.nowMs + Math.max(0, delayMs), order: this.#order++, run }
    this.#insert(event)
    return {
      cancel: () => {
        const index = this.#events.indexOf(event)
        if (index >= 0) this.#events.splice(index, 1)
      },
    }
  }

  /** Lets the next event happen, and all work that it sets going until it waits again. */
  async step(): Promise<boolean> {
    const event = this.#events.pop()
    if (!event) return false
    this.steps++
    this.nowMs = event.atMs
    event.run()
    // Whatever waits for no event has gone on when the event loop comes round.
    await (this.#readsFiles ? fileCallsEnded() : nextRound())
    return true
  }

  /** Latest first, so that the next is the last of the array. */
  #insert(event: Event): void {
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.#events[middle]
      const isLater = other.atMs > event.atMs
      if (isLater) low = middle + 1
      else high = middle
    }
    this.#events.splice(low, 0, event)
  }
}
