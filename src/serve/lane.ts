import type { Clock } from '../clock.ts'
import { Cadence, nextPhase, PHASE_MS } from './cadence.ts'
import type { DayFeed } from './day-feed.ts'
import type { FramedSecond } from './framed-second.ts'
import type { Metrics } from './metrics.ts'
import type { StreamForm } from './stream-form.ts'

/** A client of a lane. */
export interface LaneListener {
  deliver(second: FramedSecond): void
  /** Seconds were skipped because the server was late. */
  skip(count: number): void
  /** The day's last second has been delivered. */
  end(): void
  fail(error: unknown): void
}

/** A listener's next second and its deadline. */
export interface LanePosition {
  readonly endSecond: number
  /** Milliseconds of the clock. */
  readonly due: number
}

/** If the server is later than this, seconds are skipped instead of sent in a burst. */
const MAX_BEHIND_MS = 250
/** Preferred maximum of listeners per lane, since their batches are written one after another. */
const PREFERRED_LISTENERS = 16
/** How often listeners get a second of a day that is behind the market. */
const THIN_MS = 1000
/** Seconds are prepared this long before they are due; at least two of them. */
const AHEAD_MS = 500

/** The lanes of one day: those who watch the same second at the same time, in one form, share one. */
export class Lanes {
  readonly #feed: DayFeed
  readonly #metrics: Metrics
  readonly #clock: Clock
  readonly #lanes = new Map<string, Lane>()

  constructor(feed: DayFeed, metrics: Metrics, clock: Clock) {
    this.#feed = feed
    this.#metrics = metrics
    this.#clock = clock
  }

  /**
   * Adds a listener from a second on, at the next grid point after a time, or at a later one if
   * that lane is full, since batches sent all at once arrive late.
   */
  join(
    listener: LaneListener,
    endSecond: number,
    speed: number,
    earliest: number,
    form: StreamForm,
  ): Lane {
    const first = nextPhase(earliest)
    const slots = Math.max(1, Math.floor(1000 / speed / PHASE_MS))
    for (let slot = 0; slot < slots; slot++) {
      const cadence = new Cadence(speed, endSecond, first + slot * PHASE_MS)
      const known = this.#lanes.get(keyOf(cadence, form))
      if (!known) return this.#begin(listener, endSecond, cadence, form)
      if (known.size < PREFERRED_LISTENERS && known.add(listener, endSecond)) return known
    }
    const cadence = new Cadence(speed, endSecond, first)
    const known = this.#lanes.get(keyOf(cadence, form))
    return known?.add(listener, endSecond) ? known : this.#begin(listener, endSecond, cadence, form)
  }

  /** Adds a listener to an open day's newest seconds, each due as it comes. */
  follow(listener: LaneListener, endSecond: number, speed: number, form: StreamForm): Lane {
    const cadence = new Cadence(speed, endSecond, this.#clock.now())
    const key = `newest ${form.key}`
    const known = this.#lanes.get(key)
    if (known?.add(listener, endSecond)) return known
    return this.#begin(listener, endSecond, cadence, form, key, true)
  }

  #begin(
    listener: LaneListener,
    endSecond: number,
    cadence: Cadence,
    form: StreamForm,
    key = keyOf(cadence, form),
    isFollowing = false,
  ): Lane {
    const ended = () => {
      if (this.#lanes.get(key) === lane) this.#lanes.delete(key)
    }
    const [metrics, clock] = [this.#metrics, this.#clock]
    const lane = new Lane(this.#feed, cadence, endSecond, form, metrics, clock, ended, isFollowing)
    this.#lanes.set(key, lane)
    lane.add(listener, endSecond)
    return lane
  }
}

function keyOf(cadence: Cadence, form: StreamForm): string {
  return `${cadence.key} ${form.key}`
}

/** A schedule and its listeners. It runs while it has any. */
export class Lane {
  readonly cadence: Cadence
  readonly #feed: DayFeed
  readonly #form: StreamForm
  readonly #metrics: Metrics
  readonly #clock: Clock
  readonly #ended: () => void
  /** Each with its first second. */
  readonly #listeners = new Map<LaneListener, number>()
  #next: number
  #isRunning = false
  /** It has come to an open day's end so far: from there seconds are due as they come. */
  #isFollowing: boolean
  #isOver = false
  #wake = () => {}

  constructor(
    feed: DayFeed,
    cadence: Cadence,
    endSecond: number,
    form: StreamForm,
    metrics: Metrics,
    clock: Clock,
    ended: () => void,
    isFollowing: boolean,
  ) {
    this.#feed = feed
    this.#form = form
    this.cadence = cadence
    this.#next = endSecond
    this.#metrics = metrics
    this.#clock = clock
    this.#ended = ended
    this.#isFollowing = isFollowing
  }

  get size(): number {
    return this.#listeners.size
  }

  /** Returns false if the second has been sent already. */
  add(listener: LaneListener, endSecond: number): boolean {
    if (this.#isOver || endSecond < this.#next) return false
    this.#listeners.set(listener, endSecond)
    if (!this.#isRunning) {
      this.#isRunning = true
      this.#run()
    }
    return true
  }

  /** @returns the listener's next second and its deadline */
  leave(listener: LaneListener): LanePosition {
    const endSecond = Math.max(this.#next, this.#listeners.get(listener) ?? 0)
    this.#listeners.delete(listener)
    if (this.#listeners.size === 0) {
      this.#isOver = true
      this.#ended()
      this.#wake()
    }
    return { endSecond, due: this.cadence.dueAt(endSecond) }
  }

  async #run(): Promise<void> {
    const ahead = Math.max(2, Math.ceil(AHEAD_MS / this.cadence.period))
    try {
      while (!this.#isOver) {
        if (this.#next > this.#feed.day.lastEndSecond) {
          if (!(await this.#feed.reach(this.#next))) break
          this.#isFollowing = true
        }
        this.#feed.prepare(this.#next, ahead, this.#form)
        const second = await this.#feed.second(this.#next, this.#form)
        const due = this.#isFollowing ? this.#clock.now() : this.cadence.dueAt(this.#next)
        if (this.#clock.now() < due) await this.#sleepUntil(due)
        if (this.#isOver) return
        this.#deliver(second, due)
        if (!this.#isFollowing) this.#catchUp()
        else if (this.#feed.isBehind) await this.#thin()
      }
      for (const listener of [...this.#listeners.keys()]) listener.end()
    } catch (error) {
      for (const listener of [...this.#listeners.keys()]) listener.fail(error)
    }
  }

  #deliver(second: FramedSecond, due: number): void {
    this.#next = second.endSecond + 1
    for (const [listener, from] of this.#listeners) {
      if (second.endSecond < from) continue
      listener.deliver(second)
      this.#metrics.delivered(this.#clock.now() - due)
    }
  }

  #catchUp(): void {
    const behind = this.#clock.now() - this.cadence.dueAt(this.#next)
    if (behind < MAX_BEHIND_MS) return
    // The last second is always sent; of an open day the last so far.
    const left = this.#feed.day.lastEndSecond - this.#next
    const skipped = Math.min(Math.floor(behind / this.cadence.period), left)
    if (skipped <= 0) return
    this.#next += skipped
    for (const listener of this.#listeners.keys()) listener.skip(skipped)
  }

  /** The day is behind the market: its records go first, and listeners get a second now and then. */
  async #thin(): Promise<void> {
    await this.#sleepUntil(this.#clock.now() + THIN_MS)
    const skipped = this.#feed.day.lastEndSecond - this.#next
    if (skipped <= 0) return
    this.#next += skipped
    for (const listener of this.#listeners.keys()) listener.skip(skipped)
  }

  #sleepUntil(due: number): Promise<void> {
    return new Promise((resolve) => {
      // Timers have whole milliseconds: rounded up, so as never to be early.
      const wait = Math.max(0, Math.ceil(due - this.#clock.now()))
      const timer = this.#clock.timeout(wait, resolve)
      this.#wake = () => {
        timer.cancel()
        resolve()
      }
    })
  }
}
