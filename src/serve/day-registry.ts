import { setMaxListeners } from 'node:events'
import type { Clock, Timer } from '../clock.ts'
import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import type { LruMap } from '../lru-map.ts'
import { isRoot } from '../market/instruments.ts'
import { findTargets } from '../pipeline/targets.ts'
import type { DayHub, DayName } from '../seconds/day-hub.ts'
import { DayFeed } from './day-feed.ts'
import { DayWatch } from './day-watch.ts'
import type { FramedSecond } from './framed-second.ts'
import { Lanes } from './lane.ts'
import type { Metrics } from './metrics.ts'

/** Maximum number of open days; each keeps some row groups in memory. */
const MAX_OPEN_DAYS = 8
/** How long a day without users stays open. */
const IDLE_MS = 60_000

/** A day in use; must be released. */
export interface UsedDay {
  readonly feed: DayFeed
  readonly lanes: Lanes
  /** Aborted when the day is rewritten, which makes this one outdated. */
  readonly replaced: AbortSignal
  release(): void
}

interface DayEntry {
  readonly opening: Promise<LoadedDay>
  users: number
  idle: Timer | undefined
  closing: Promise<void> | undefined
}

interface LoadedDay {
  readonly feed: DayFeed
  readonly lanes: Lanes
  /** Of a day in the lake. */
  readonly watch: DayWatch | undefined
  readonly replacement: AbortController
}

/** The days of the lake and those that are open, each opened once for all who watch it. */
export class DayRegistry {
  readonly #lake: Lake
  readonly #hub: DayHub
  readonly #cache: LruMap<string, FramedSecond>
  readonly #metrics: Metrics
  readonly #clock: Clock
  readonly #entries = new Map<string, DayEntry>()
  #opened = 0

  constructor(
    lake: Lake,
    hub: DayHub,
    cache: LruMap<string, FramedSecond>,
    metrics: Metrics,
    clock: Clock,
  ) {
    this.#lake = lake
    this.#hub = hub
    this.#cache = cache
    this.#metrics = metrics
    this.#clock = clock
  }

  get openCount(): number {
    return this.#entries.size
  }

  /**
   * @throws Failure `input` where the lake has no such day, `busy` where too many are open, `usage`
   *   for what can be no day
   */
  async open(name: DayName): Promise<UsedDay> {
    const symbol = await this.#contractOf(name)
    const key = `${symbol} ${name.dt}`
    const entry = this.#entries.get(key) ?? this.#add(key, { symbol, dt: name.dt })
    entry.idle?.cancel()
    entry.users++
    try {
      const { feed, lanes, replacement } = await entry.opening
      let isReleased = false
      const release = () => {
        if (isReleased) return
        isReleased = true
        this.#release(key, entry)
      }
      return { feed, lanes, replaced: replacement.signal, release }
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key)
      throw error
    }
  }

  async close(): Promise<void> {
    const entries = [...this.#entries.values()]
    this.#entries.clear()
    await Promise.all(entries.map((entry) => this.#close(entry)))
  }

  #add(key: string, name: DayName): DayEntry {
    if (this.#entries.size >= MAX_OPEN_DAYS) this.#closeOneIdle()
    const opening = this.#read(name)
    const entry: DayEntry = { opening, users: 0, idle: undefined, closing: undefined }
    this.#entries.set(key, entry)
    opening.then(
      ({ watch, replacement }) => {
        watch?.watch(() => replacement.abort())
        const forget = () => this.#remove(key, entry)
        if (replacement.signal.aborted) forget()
        else replacement.signal.addEventListener('abort', forget)
      },
      () => {},
    )
    return entry
  }

  async #read(name: DayName): Promise<LoadedDay> {
    const open = this.#hub.findOpen(name)
    const watch = open ? undefined : await DayWatch.begin(this.#lake, name, this.#clock)
    const source = open?.day ?? (await this.#hub.open(name))
    const key = `${++this.#opened}`
    const feed = new DayFeed(key, source, this.#cache, this.#metrics, this.#clock)
    const replacement = new AbortController()
    open?.removed.addEventListener('abort', () => replacement.abort())
    // One listener per client.
    setMaxListeners(0, replacement.signal)
    return { feed, lanes: new Lanes(feed, this.#metrics, this.#clock), watch, replacement }
  }

  #release(key: string, entry: DayEntry): void {
    if (--entry.users > 0) return
    if (this.#entries.get(key) === entry) {
      const forget = () => this.#remove(key, entry)
      entry.idle = this.#clock.timeout(IDLE_MS, forget, { holdsProcess: false })
    } else void this.#close(entry)
  }

  #closeOneIdle(): void {
    const idle = [...this.#entries].find(([, { users }]) => users === 0)
    if (idle) this.#remove(...idle)
    else
      throw new Failure({
        code: 'busy',
        what: `${MAX_OPEN_DAYS} other days are open`,
        fix: 'try again later',
      })
  }

  /** Removes an entry: the next request opens the day again. It is closed once unused. */
  #remove(key: string, entry: DayEntry): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key)
    if (entry.users === 0) void this.#close(entry)
  }

  #close(entry: DayEntry): Promise<void> {
    entry.idle?.cancel()
    entry.closing ??= entry.opening.then(
      ({ feed, watch }) => {
        watch?.close()
        return feed.close()
      },
      () => {},
    )
    return entry.closing
  }

  /** The contract that a name means: of a root the one that is open, else the front one. */
  async #contractOf(name: DayName): Promise<string> {
    const { symbol, dt } = name
    if (!isRoot(symbol)) return symbol
    const open = this.#hub.findOpen(name)
    if (open) return open.day.day.symbol
    const choice = { symbol, dates: { kind: 'list', dates: [dt] } } as const
    const { targets } = await findTargets(this.#lake, choice)
    return targets[0].symbol
  }
}
