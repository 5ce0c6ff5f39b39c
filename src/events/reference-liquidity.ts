import type { ReferenceBook, ReferenceOrder, ReferenceSide } from '../book/reference-book.ts'
import type { ReferenceEvent } from './reference-event.ts'
import type { Thresholds } from './thresholds.ts'

/** One A, M or C of a live event, as the order stood before and stands after it. */
export interface ReferenceChange {
  readonly id: bigint
  readonly before: ReferenceOrder | undefined
  readonly after: ReferenceOrder | undefined
  readonly filled: number
}

/** A level at the end of an event that changed it. */
interface Point {
  readonly time: bigint
  readonly depth: number
}

interface Loss {
  readonly time: bigint
  readonly price: bigint
  readonly side: ReferenceSide
  readonly pulled: number
  readonly filled: number
}

interface Wall {
  readonly side: ReferenceSide
  readonly price: bigint
  readonly needed: number
  /** Since when every event has left it large. */
  start: bigint
  /** The end of the event that left it smaller; undefined while it is large. */
  below: bigint | undefined
  /** Ends of events, those that no window can reach left out, and what left the level before each. */
  points: (Point & { readonly pulled: number; readonly filled: number })[]
  pulled: number
  filled: number
}

interface Sample {
  readonly time: bigint
  readonly depth: number
  readonly pulled: number
}

interface Large {
  readonly side: ReferenceSide
  readonly price: bigint
  readonly size: number
  readonly time: bigint
  readonly distance: bigint
}

const SIDES = ['A', 'B'] as const
const REACH = 20n

/**
 * The slow twin of `Walls`, `Pulls`, `Spoofs` and `Gaps`: it keeps every level's and order's history
 * as objects, and looks through all of it again.
 */
export class ReferenceLiquidity {
  readonly #thresholds: Thresholds
  readonly #book: ReferenceBook
  readonly #tickSize: bigint
  readonly #startSecond: bigint
  readonly #median: (side: ReferenceSide) => number | undefined
  readonly #walls = new Map<string, Wall>()
  readonly #large = new Map<bigint, Large>()
  #samples: Record<ReferenceSide, Sample[]> = { A: [], B: [] }
  #losses: Loss[] = []
  #pulls: Partial<Record<ReferenceSide, { row: ReferenceEvent; peak: number; low: number }>> = {}
  #lastStep: bigint | undefined
  #best: Partial<Record<ReferenceSide, bigint>> = {}
  #isSuspect = false
  #changes: ReferenceChange[] = []
  #spoofs: ReferenceEvent[] = []

  /** @param median D of a side; undefined without a sample */
  constructor(
    thresholds: Thresholds,
    book: ReferenceBook,
    { tickSize, startSecond }: { readonly tickSize: bigint; readonly startSecond: bigint },
    median: (side: ReferenceSide) => number | undefined,
  ) {
    this.#thresholds = thresholds
    this.#book = book
    this.#tickSize = tickSize
    this.#startSecond = startSecond
    this.#median = median
  }

  /** Times of the samples that are due up to a time. */
  due(time: bigint): bigint[] {
    const step = BigInt(this.#thresholds.pull_step_ns)
    const origin = this.#startSecond * 1_000_000_000n
    const since = time - origin
    const last = (since - (((since % step) + step) % step)) / step
    const first = (this.#lastStep ?? last) + 1n
    this.#lastStep = last
    const count = Number(last - first + 1n)
    return Array.from(
      { length: Math.max(count, 0) },
      (_, at) => origin + (first + BigInt(at)) * step,
    )
  }

  /** Takes a sample of both sides. */
  sample(time: bigint): ReferenceEvent[] {
    const found = SIDES.flatMap((side) => this.#sampleSide(side, time) ?? [])
    this.#losses = []
    return found
  }

  change(change: ReferenceChange, time: bigint): void {
    this.#changes.push(change)
    const { before, after, filled } = change
    if (before) this.#lose(before, after, filled, time)
    const large = this.#large.get(change.id)
    this.#large.delete(change.id)
    if (large && !after && filled === 0) this.#judgeLarge(large, time)
  }

  /** Rows of an event that has ended. */
  endEvent(time: bigint, hasTrade: boolean, isSuspect: boolean): ReferenceEvent[] {
    const found = [...this.#judgeWalls(time), ...this.#spoofs]
    this.#spoofs = []
    this.#placeLarge(time)
    this.#changes = []
    this.#isSuspect ||= isSuspect
    for (const side of SIDES) {
      const [before, now] = [this.#best[side], this.#book.best(side)]
      const { [side]: _, ...others } = this.#best
      this.#best = now === undefined ? others : { ...others, [side]: now }
      if (before === undefined || now === undefined || hasTrade || this.#isSuspect) continue
      const ticks = Number(distanceOf(before, now) / this.#tickSize)
      if (ticks < this.#thresholds.gap_ticks) continue
      const prices = { low: before < now ? before : now, high: before < now ? now : before }
      const lots = this.#book.depth[side].get(now) ?? 0
      found.push(rowOf('gap', 'none', side, prices, lots, [time, time], ticks))
    }
    return found
  }

  clear(): void {
    this.#walls.clear()
    this.#large.clear()
    this.#samples = { A: [], B: [] }
    this.#losses = []
    this.#pulls = {}
    this.#best = {}
    this.#isSuspect = false
    this.#changes = []
  }

  #lose(
    before: ReferenceOrder,
    after: ReferenceOrder | undefined,
    filled: number,
    time: bigint,
  ): void {
    const { side, price } = before
    const fills = Math.min(filled, before.size)
    const stays = after?.price === price ? after.size : 0
    const pulled = Math.max(before.size - fills - stays, 0)
    const wall = this.#walls.get(`${side} ${price}`)
    if (wall) {
      wall.pulled += pulled
      wall.filled += fills
    }
    const best = this.#best[side]
    const behind = best === undefined ? undefined : side === 'A' ? price - best : best - price
    if (behind !== undefined && behind <= REACH * this.#tickSize) {
      this.#losses.push({ time, price, side, pulled, filled: fills })
    }
  }

  #judgeWalls(time: bigint): ReferenceEvent[] {
    const levels = this.#changes.flatMap(({ before, after }) => [before, after])
    const keys = new Set(levels.flatMap((order) => (order ? `${order.side} ${order.price}` : [])))
    return [...keys].flatMap((key) => {
      const [side, price] = [key[0] as ReferenceSide, BigInt(key.slice(2))]
      const depth = this.#book.depth[side].get(price) ?? 0
      const wall = this.#walls.get(key)
      if (!wall) {
        const needed = this.#thresholds.wall_depths * (this.#median(side) ?? Number.NaN)
        if (depth >= needed) {
          const flow = { pulled: 0, filled: 0 }
          const points = [{ time, depth, ...flow }]
          this.#walls.set(key, {
            side,
            price,
            needed,
            start: time,
            below: undefined,
            points,
            ...flow,
          })
        }
        return []
      }
      const { pulled, filled } = wall
      wall.points.push({ time, depth, pulled, filled })
      return this.#judgeWall(key, wall) ?? []
    })
  }

  #judgeWall(key: string, wall: Wall): ReferenceEvent | undefined {
    const { side, price, needed, points } = wall
    const { wall_rest_ns, wall_window_ns, wall_loss_percent, wall_share_percent } = this.#thresholds
    const now = points[points.length - 1]
    const { time, depth } = now
    // The end before the window tells how many lots it had when that began.
    const old = points.findLastIndex((point) => point.time < time - BigInt(wall_window_ns))
    const window = points.slice(Math.max(old, 0))
    wall.points = window
    const isLarge = depth >= needed
    if (isLarge && wall.below !== undefined) wall.start = time
    wall.below = isLarge ? undefined : (wall.below ?? time)
    const { below } = wall
    const most = Math.max(...window.map((point) => point.depth))
    const peak = window.findLast((point) => point.depth === most) ?? now
    const stood = (below ?? time) - wall.start
    const isLost = depth * 100 <= (100 - wall_loss_percent) * most && most >= needed
    if (isLost && stood >= BigInt(wall_rest_ns)) {
      this.#walls.delete(key)
      const loss = most - depth
      const isBy = (lots: number) => lots * 100 >= wall_share_percent * loss
      const isPulled = isBy(now.pulled - peak.pulled)
      const cause = isPulled ? 'pulled' : isBy(now.filled - peak.filled) ? 'eaten' : 'mixed'
      const prices = { low: price, high: price }
      const share = Math.floor((100 * loss) / most)
      return rowOf('wall_gone', cause, side, prices, loss, [wall.start, time], share)
    }
    if (below !== undefined && time - below > BigInt(wall_window_ns)) this.#walls.delete(key)
    return undefined
  }

  #sampleSide(side: ReferenceSide, time: bigint): ReferenceEvent | undefined {
    const thresholds = this.#thresholds
    const best = this.#book.best(side)
    const prices = Array.from({ length: Number(REACH) + 1 }, (_, step) => {
      const away = BigInt(step) * this.#tickSize
      return (best ?? 0n) + (side === 'A' ? away : -away)
    })
    const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0)
    const levels = this.#book.depth[side]
    const depth = best === undefined ? 0 : sum(prices.map((price) => levels.get(price) ?? 0))
    const pulled = sum(this.#losses.filter((loss) => loss.side === side).map((loss) => loss.pulled))
    const count = Math.floor(thresholds.pull_window_ns / thresholds.pull_step_ns)
    const earlier = this.#samples[side].slice(-count)
    this.#samples[side] = [...earlier, { time, depth, pulled }]
    const active = this.#pulls[side]
    if (active && time - active.row.known < BigInt(thresholds.pull_max_ns)) {
      const { row, peak, low } = active
      const isRegained = 100 * (depth - low) >= thresholds.pull_regain_percent * (peak - low)
      active.low = Math.min(low, depth)
      if (depth < low || isRegained) {
        row.total = peak - active.low
        row.end = time
      }
      if (isRegained) delete this.#pulls[side]
      return undefined
    }
    delete this.#pulls[side]
    const peak = Math.max(0, ...earlier.map((sample) => sample.depth))
    const at = earlier.findLastIndex((sample) => sample.depth === peak)
    const loss = peak - depth
    const gone = pulled + sum(earlier.slice(at + 1).map((sample) => sample.pulled))
    if (peak === 0 || 100 * loss < thresholds.pull_loss_percent * peak) return undefined
    if (best === undefined || 100 * gone < thresholds.pull_share_percent * loss) return undefined
    const far = prices[prices.length - 1]
    const range = { low: best < far ? best : far, high: best < far ? far : best }
    const share = Math.floor((100 * loss) / peak)
    const row = rowOf('pull', 'pulled', side, range, loss, [earlier[at].time, time], share)
    this.#pulls[side] = { row, peak, low: depth }
    return row
  }

  #placeLarge(time: bigint): void {
    const { spoof_depths, spoof_ticks } = this.#thresholds
    for (const { id } of this.#changes) {
      const order = this.#book.orders.get(id)
      const best = order && this.#book.best(order.side)
      if (!order || best === undefined || this.#large.has(id)) continue
      const distance = distanceOf(order.price, best) / this.#tickSize
      const needed = spoof_depths * (this.#median(order.side) ?? Number.NaN)
      if (!(order.size >= needed) || distance > BigInt(spoof_ticks)) continue
      const { side, price, size } = order
      this.#large.set(id, { side, price, size, time, distance })
    }
  }

  #judgeLarge({ side, price, size, time: start, distance }: Large, time: bigint): void {
    const { spoof_rest_ns, spoof_max_ns } = this.#thresholds
    const best = this.#best[side]
    if (best === undefined) return
    const nearer = distance - distanceOf(price, best) / this.#tickSize
    const rested = time - start
    if (rested < BigInt(spoof_rest_ns) || rested > BigInt(spoof_max_ns) || nearer < 1n) return
    const prices = { low: price, high: price }
    const row = rowOf('spoof_like', 'pulled', side, prices, size, [start, time], Number(nearer))
    this.#spoofs.push(row)
  }
}

function distanceOf(one: bigint, other: bigint): bigint {
  return one > other ? one - other : other - one
}

function rowOf(
  kind: ReferenceEvent['kind'],
  cause: ReferenceEvent['cause'],
  side: ReferenceSide,
  prices: { readonly low: bigint; readonly high: bigint },
  lots: number,
  [start, known]: readonly [bigint, bigint],
  strength: number,
): ReferenceEvent {
  return { kind, cause, side, ...prices, lots, total: lots, start, known, end: known, strength }
}
