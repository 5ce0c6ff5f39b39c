import type { Clock, Timer } from '../src/clock.ts'

interface Pending {
  readonly at: number
  readonly order: number
  readonly callback: () => void
}

/** Turns of the event loop that work gets, once no file is being read, before time goes on. */
const TURNS = 20
const STEP_MS = 5

/** A clock that stands still until it is told to advance. */
export class VirtualClock implements Clock {
  /** What `unixMs` counts from: 2026-01-06T00:00:00Z. */
  readonly startUnixMs = 1_767_657_600_000
  #now = 0
  #order = 0
  readonly #pending = new Set<Pending>()

  /** Timers that are set. */
  get pending(): number {
    return this.#pending.size
  }

  now(): number {
    return this.#now
  }

  unixMs(): number {
    return this.startUnixMs + this.#now
  }

  timeout(delayMs: number, callback: () => void): Timer {
    return this.#add({ at: this.#now + Math.max(delayMs, 0), callback })
  }

  interval(periodMs: number, callback: () => void): Timer {
    let current: Timer
    const again = () => {
      current = this.#add({ at: this.#now + periodMs, callback: fire })
    }
    const fire = () => {
      again()
      callback()
    }
    again()
    return { cancel: () => current.cancel() }
  }

  /** Lets time pass, and each timer fire at its time; what they start may go on in between. */
  async advance(byMs: number): Promise<void> {
    const end = this.#now + byMs
    await settled()
    for (let next = this.#nextBy(end); next; next = this.#nextBy(end)) {
      this.#pending.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.callback()
      await settled()
    }
    this.#now = end
  }

  /** Lets time pass until some work is over, and gives what comes of it. */
  async during<T>(work: Promise<T>): Promise<T> {
    let isOver = false
    const over = () => {
      isOver = true
    }
    work.then(over, over)
    while (!isOver) await this.advance(STEP_MS)
    return work
  }

  #add(timer: Omit<Pending, 'order'>): Timer {
    const pending = { ...timer, order: this.#order++ }
    this.#pending.add(pending)
    return { cancel: () => this.#pending.delete(pending) }
  }

  #nextBy(end: number): Pending | undefined {
    let next: Pending | undefined
    for (const timer of this.#pending) {
      if (timer.at > end) continue
      if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order))
        next = timer
    }
    return next
  }
}

/** What Node calls reading, writing and closing a file. */
const FILE_REQUEST = /^(FSReq|CloseReq)/

/** Waits, however long the machine takes, until whatever reads files has read and closed them. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    if (process.getActiveResourcesInfo().some((name) => FILE_REQUEST.test(name))) turn = -1
    await new Promise((resolve) => setImmediate(resolve))
  }
}
