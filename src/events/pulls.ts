import type { Ladders, SideIndex } from '../book/book.ts'
import type { Ladder } from '../book/ladder.ts'
import type { Lots } from '../market/branded.ts'
import type { EventRow, EventRows } from './event-rows.ts'
import { type OrderChange, pulledLots } from './order-change.ts'
import type { Thresholds } from './thresholds.ts'

/** Levels looked at: the best, and this many ticks behind it. */
const REACH_TICKS = 20

/** A pull that has not ended. */
interface ActivePull {
  readonly row: EventRow
  readonly known: number
  readonly peak: Lots
  /** The smallest depth since. */
  low: Lots
}

/** One side's samples of the window, a ring, and the pull that it is in. */
interface SideSamples {
  /** Lots near the best at each sample, and pulled there since the sample before. */
  readonly depth: Float64Array
  readonly pulled: Float64Array
  /** Lots pulled since the last sample. */
  sinceLast: Lots
  active: ActivePull | undefined
}

/**
 * `pull`: a side loses half of its lots near the best within seconds, by cancels. The depth is
 * sampled some times a second.
 */
export class Pulls {
  readonly #thresholds: Thresholds
  readonly #rows: EventRows
  readonly #ladders: Ladders
  readonly #sides: readonly [SideSamples, SideSamples]
  /** Samples that fill the window. */
  readonly #window: number
  /** Samples since the book was cleared. */
  #count = 0
  /** The next sample, in steps from the session's start; NaN before an event. */
  #next = Number.NaN
  /** Samples since the last event: beyond a window of them nothing changes. */
  #idle = 0

  constructor(thresholds: Thresholds, rows: EventRows, ladders: Ladders) {
    this.#thresholds = thresholds
    this.#rows = rows
    this.#ladders = ladders
    this.#window = Math.floor(thresholds.pull_window_ns / thresholds.pull_step_ns)
    const samples = (): SideSamples => ({
      depth: new Float64Array(this.#window),
      pulled: new Float64Array(this.#window),
      sinceLast: 0,
      active: undefined,
    })
    this.#sides = [samples(), samples()]
  }

  /** When the next sample is due, up to a time; NaN if none is. */
  due(time: number): number {
    const step = this.#thresholds.pull_step_ns
    const last = Math.floor(time / step)
    if (Number.isNaN(this.#next)) this.#next = last + 1
    if (this.#idle > this.#window) this.#next = Math.max(this.#next, last)
    return this.#next <= last ? this.#next * step : Number.NaN
  }

  /** Takes the sample that is due at a time, with the book as it is. */
  sample(time: number): void {
    for (const side of [0, 1] as const) this.#sampleSide(side, time)
    this.#count++
    this.#next++
    this.#idle++
  }

  /** @param best of the order's side when the event began; NaN without one */
  change(change: OrderChange, best: number): void {
    if (change.slotBefore < 0 || Number.isNaN(best)) return
    const side = change.side === 0 ? 0 : 1
    const { direction } = this.#ladders[side]
    if (direction * (change.tickBefore - best) > REACH_TICKS) return
    this.#sides[side].sinceLast += pulledLots(change)
  }

  endEvent(): void {
    this.#idle = 0
  }

  /** The book is cleared. */
  clear(): void {
    this.#count = 0
    this.#idle = 0
    for (const side of this.#sides) {
      side.sinceLast = 0
      side.active = undefined
    }
  }

  #sampleSide(side: SideIndex, time: number): void {
    const samples = this.#sides[side]
    const depth = depthNearBest(this.#ladders[side])
    const { active } = samples
    if (active && time - active.known < this.#thresholds.pull_max_ns) {
      this.#follow(samples, active, depth, time)
    } else {
      samples.active = this.#find(side, samples, depth, time)
    }
    const at = this.#count % this.#window
    samples.depth[at] = depth
    samples.pulled[at] = samples.sinceLast
    samples.sinceLast = 0
  }

  #follow(samples: SideSamples, active: ActivePull, depth: Lots, time: number): void {
    const { peak, low, row } = active
    const regained = (this.#thresholds.pull_regain_percent * (peak - low)) / 100
    const isRegained = depth - low >= regained
    if (depth < low) active.low = depth
    if (depth < low || isRegained) this.#rows.extend(row, peak - active.low, time)
    if (isRegained) samples.active = undefined
  }

  /** A pull that has come about by this sample. */
  #find(side: SideIndex, samples: SideSamples, depth: Lots, time: number): ActivePull | undefined {
    const { pull_loss_percent, pull_share_percent, pull_step_ns } = this.#thresholds
    let peak = 0
    let pulled = 0
    let back = 0
    let sum = samples.sinceLast
    for (let age = 1; age <= Math.min(this.#window, this.#count); age++) {
      const at = (this.#count - age) % this.#window
      if (samples.depth[at] > peak) {
        peak = samples.depth[at]
        pulled = sum
        back = age
      }
      sum += samples.pulled[at]
    }
    const loss = peak - depth
    if (peak === 0 || 100 * loss < pull_loss_percent * peak) return undefined
    if (100 * pulled < pull_share_percent * loss) return undefined
    const { best, tick, direction } = this.#ladders[side]
    if (best < 0) return undefined
    const far = tick[best] + direction * REACH_TICKS
    const row = this.#rows.add({
      kind: 'pull',
      cause: 'pulled',
      side,
      low: Math.min(tick[best], far),
      high: Math.max(tick[best], far),
      lots: loss,
      start: time - back * pull_step_ns,
      known: time,
      strength: Math.floor((100 * loss) / peak),
    })
    return { row, known: time, peak, low: depth }
  }
}

function depthNearBest(ladder: Ladder): Lots {
  if (ladder.best < 0) return 0
  const best = ladder.tick[ladder.best]
  let lots = 0
  for (let step = 0; step <= REACH_TICKS; step++) {
    const level = ladder.find(best + ladder.direction * step)
    if (level >= 0) lots += ladder.depth[level]
  }
  return lots
}
