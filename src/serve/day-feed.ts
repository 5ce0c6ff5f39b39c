import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import type { LruMap } from '../lru-map.ts'
import type { DaySeconds } from '../seconds/day-seconds.ts'
import type { DayDescription, SurfaceName } from '../seconds/second.ts'
import type { Table } from '../table/table.ts'
import { FramedSecond } from './framed-second.ts'
import type { Metrics } from './metrics.ts'
import type { StreamForm } from './stream-form.ts'

/** A day's seconds, each encoded and framed once for all who watch it in one form. */
export class DayFeed {
  readonly #source: DaySeconds
  /** Shared by all days. */
  readonly #cache: LruMap<string, FramedSecond>
  readonly #metrics: Metrics
  readonly #clock: Clock
  /** Cache key prefix of this feed, since a reopened day may have changed. */
  readonly #key: string
  readonly #pending = new Map<string, Promise<FramedSecond>>()
  #tail: Promise<unknown> = Promise.resolve()

  constructor(
    key: string,
    source: DaySeconds,
    cache: LruMap<string, FramedSecond>,
    metrics: Metrics,
    clock: Clock,
  ) {
    this.#key = key
    this.#source = source
    this.#cache = cache
    this.#metrics = metrics
    this.#clock = clock
  }

  /** Of an open day as it is now. */
  get day(): DayDescription {
    return this.#source.day
  }

  /** No second will come after the day's last. */
  get hasEnded(): boolean {
    return this.#source.hasEnded
  }

  /** It is behind the market. */
  get isBehind(): boolean {
    return this.#source.isBehind
  }

  /** Waits for a second; false where the day has ended before it. */
  reach(endSecond: number): Promise<boolean> {
    return this.#source.reach(endSecond)
  }

  /** @throws Failure `input` where the lake is damaged */
  second(endSecond: number, form: StreamForm): Promise<FramedSecond> {
    const key = `${this.#key} ${endSecond} ${form.key}`
    const underWay = this.#pending.get(key)
    if (underWay) return underWay
    const known = this.#cache.get(key)
    if (known) return Promise.resolve(known)
    const making = this.#tail.then(() => this.#make(endSecond, form, key))
    // One at a time, yielding in between, so that a batch of seconds does not block the event loop.
    this.#tail = making.then(
      () => setImmediate(),
      () => setImmediate(),
    )
    this.#pending.set(key, making)
    const done = () => this.#pending.delete(key)
    making.then(done, done)
    return making
  }

  /** Prepares seconds before they are due. Failures are reported when the second is requested. */
  prepare(from: number, count: number, form: StreamForm): void {
    const to = Math.min(from + count - 1, this.day.lastEndSecond)
    for (let second = from; second <= to; second++) this.second(second, form).catch(() => {})
  }

  readRange(
    surface: SurfaceName,
    from: number,
    to: number,
    columns: readonly string[] | undefined,
  ): Promise<readonly Table[]> {
    return this.#source.readRange(surface, from, to, columns)
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#pending.values())
    await this.#source.close()
  }

  async #make(endSecond: number, form: StreamForm, key: string): Promise<FramedSecond> {
    const second = await this.#source.read(endSecond, form.more)
    const started = this.#clock.now()
    const framed = new FramedSecond(second, form)
    this.#metrics.encoded(this.#clock.now() - started)
    this.#cache.set(key, framed)
    return framed
  }
}
