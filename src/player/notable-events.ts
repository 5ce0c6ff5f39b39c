import { CHUNK_SECONDS, type Chunk } from './chunk.ts'
import { type DayLine, NO_TICK } from './day-line.ts'
import { type DayEvent, EVENT_KINDS } from './event-text.ts'
import { ASKS, BIDS, type HeatColumn, makeColumn } from './heat-column.ts'
import { LEVELS } from './levels.ts'

/** A notable event of the day. */
export interface NotableEvent extends DayEvent {
  /** How many times the event's threshold, or a wall's lots: larger is more notable. */
  readonly rank: number
  /** Less specific events of the same second. */
  readonly others: readonly NotableEvent[]
}

/** A wall is in the largest 1 % of a chunk's levels. */
const WALL_SHARE = 0.99
/** Larger levels are counted in the last bin of the histogram. */
const MAX_COUNTED_LOTS = 65_535
/** A wall is gone when this share of it is, and less than half of that was traded. */
const GONE_SHARE = 0.7
/** A vacuum event has a score above this quantile of the chunk's scores, and above a floor. */
const VACUUM_SHARE = 0.99
const MIN_VACUUM = 0.4
/** An event of the same kind within this time is suppressed. */
const REPEAT_GAP_S = 60

/** Levels whose break is notable: not the session's own extremes, which any trend breaks. */
const NOTABLE_LEVELS = [
  'vwap',
  'prior_close',
  'prior_high',
  'prior_low',
  'settlement',
  'or_high',
  'or_low',
]

/** The notable events of a chunk's valid seconds, in order, at most one per second. */
export function notableEvents(chunk: Chunk, line: DayLine): NotableEvent[] {
  const search = new EventSearch(chunk, line)
  while (!search.isDone) search.step(CHUNK_SECONDS)
  return search.events
}

/** Searches a chunk's seconds in steps, so that a screen can draw in between. */
export class EventSearch {
  readonly #chunk: Chunk
  readonly #line: DayLine
  readonly #to: number
  readonly #wall: number
  readonly #vacuum: number
  #index: number
  #before: HeatColumn | undefined
  readonly #found: NotableEvent[] = []

  constructor(chunk: Chunk, line: DayLine) {
    this.#chunk = chunk
    this.#line = line
    const from = Math.max(line.index(chunk.first), 0)
    this.#index = from
    this.#to = Math.min(line.index(chunk.first) + CHUNK_SECONDS, line.length)
    this.#wall = wallLots(chunk)
    this.#vacuum = vacuumFloor(line, from, this.#to)
  }

  get isDone(): boolean {
    return this.#index >= this.#to
  }

  /** The events found; complete once {@link isDone}. */
  get events(): NotableEvent[] {
    return mergeBySecond(suppressRepeats(this.#found))
  }

  /** Searches the next seconds. */
  step(seconds: number): void {
    const line = this.#line
    const to = Math.min(this.#index + seconds, this.#to)
    for (; this.#index < to; this.#index++) {
      const second = line.first + this.#index
      const column = makeColumn(this.#chunk, line, second, second)
      const before = this.#before
      if (before?.isValid && column.isValid && before.spot !== NO_TICK) {
        if (isVacuumPeak(line, this.#index, this.#vacuum)) {
          const score = line.vacuum[this.#index]
          this.#found.push({
            ...NO_PRICE,
            second,
            kind: 'vacuum',
            note: score.toFixed(2),
            rank: score / this.#vacuum,
          })
        }
        this.#found.push(...wallsGone(before, column, this.#wall))
        this.#found.push(...wallsCrossed(before, column, this.#wall))
        this.#found.push(...levelsCrossed(before, column))
      }
      for (const event of column.events) {
        this.#found.push({ ...event, rank: event.lots / this.#wall, others: [] })
      }
      this.#before = column
    }
  }
}

function wallLots({ depth }: Chunk): number {
  // A histogram by size is faster than sorting tens of thousands of levels of few sizes.
  const counts = new Uint32Array(MAX_COUNTED_LOTS + 1)
  let levels = 0
  for (let row = 0; row < depth.length; row++) {
    if (depth[row] <= 0) continue
    levels++
    counts[Math.min(depth[row], MAX_COUNTED_LOTS)]++
  }
  const rank = Math.floor(levels * WALL_SHARE)
  let seen = 0
  for (let lots = 1; lots <= MAX_COUNTED_LOTS; lots++) {
    seen += counts[lots]
    if (seen > rank) return lots
  }
  return Number.POSITIVE_INFINITY
}

function vacuumFloor(line: DayLine, from: number, to: number): number {
  const scores = line.vacuum
    .slice(from, to)
    .filter((score) => score > 0)
    .sort()
  return Math.max(scores[Math.floor(scores.length * VACUUM_SHARE)] ?? 0, MIN_VACUUM)
}

function isVacuumPeak({ vacuum }: DayLine, index: number, floor: number): boolean {
  const score = vacuum[index]
  if (!(score >= floor)) return false
  for (let near = Math.max(index - REPEAT_GAP_S, 0); near <= index + REPEAT_GAP_S; near++) {
    if (vacuum[near] > score) return false
  }
  return true
}

const NO_PRICE = { side: undefined, low: NO_TICK, high: NO_TICK, lots: 0, others: [] } as const

/** Ranges of pulled levels that hold a wall. */
function wallsGone(before: HeatColumn, now: HeatColumn, wall: number): NotableEvent[] {
  const events: NotableEvent[] = []
  for (const side of [ASKS, BIDS]) {
    for (let offset = 0; offset < before.ticks; offset++) {
      const first = offset
      let lots = 0
      let largest = 0
      for (; offset < before.ticks; offset++) {
        const pulled = lotsGone(before, now, side, offset)
        if (pulled === 0) break
        lots += pulled
        largest = Math.max(largest, before.depth[side * before.ticks + offset])
      }
      if (largest < wall) continue
      events.push({
        second: now.last,
        kind: 'wall gone',
        side: side === ASKS ? 'asks' : 'bids',
        low: before.firstTick + first,
        high: before.firstTick + offset - 1,
        lots,
        note: '',
        rank: lots / wall,
        others: [],
      })
    }
  }
  return events
}

/** Lots of a level that were pulled, if that is most of what stood; else 0. */
function lotsGone(before: HeatColumn, now: HeatColumn, side: number, offset: number): number {
  const stood = before.depth[side * before.ticks + offset]
  const at = before.firstTick + offset - now.firstTick
  // A level outside the recorded range now is not gone.
  if (stood === 0 || at < 0 || at >= now.ticks) return 0
  const gone = stood - now.depth[side * now.ticks + at]
  const traded = now.fill[side * now.ticks + at]
  return gone < GONE_SHARE * stood || 2 * traded > gone ? 0 : gone
}

function wallsCrossed(before: HeatColumn, now: HeatColumn, wall: number): NotableEvent[] {
  const [side, step] = now.spot > before.spot ? [ASKS, 1] : [BIDS, -1]
  for (let tick = before.spot; tick !== now.spot; tick += step) {
    const offset = tick - before.firstTick
    const stood = before.depth[side * before.ticks + offset]
    if (offset < 0 || offset >= before.ticks || stood < wall) continue
    return [
      {
        second: now.last,
        kind: 'through a wall',
        side: side === ASKS ? 'asks' : 'bids',
        low: tick,
        high: tick,
        lots: stood,
        note: '',
        rank: stood / wall,
        others: [],
      },
    ]
  }
  return []
}

function levelsCrossed(before: HeatColumn, now: HeatColumn): NotableEvent[] {
  return LEVELS.flatMap(({ column, label }, level): NotableEvent[] => {
    const at = before.levels[level]
    if (!NOTABLE_LEVELS.includes(column) || Number.isNaN(at)) return []
    // Compared with the level of the same second: one that moves with spot is not crossed.
    const crossed = Math.sign(before.spot - at) * Math.sign(now.spot - now.levels[level]) < 0
    if (!crossed || Math.abs(now.spot - before.spot) < 1) return []
    const tick = Math.round(at)
    return [
      {
        second: now.last,
        kind: 'through a level',
        side: now.spot > before.spot ? 'asks' : 'bids',
        low: tick,
        high: tick,
        lots: 0,
        note: label,
        rank: 1,
        others: [],
      },
    ]
  })
}

/** Merges the events of each second into its most specific one. */
export function mergeBySecond(events: readonly NotableEvent[]): NotableEvent[] {
  const seconds = Map.groupBy(events, ({ second }) => second)
  return [...seconds.values()].map((together) => {
    const all = together.flatMap((event) => [{ ...event, others: [] }, ...event.others])
    const ordered = all.toSorted(
      (a, b) => EVENT_KINDS.indexOf(a.kind) - EVENT_KINDS.indexOf(b.kind),
    )
    const rank = Math.max(...ordered.map((event) => event.rank))
    return { ...ordered[0], rank, others: ordered.slice(1) }
  })
}

/** Keeps the largest of several events of a kind within {@link REPEAT_GAP_S}, in order. */
function suppressRepeats(events: readonly NotableEvent[]): NotableEvent[] {
  const kept = new Set<NotableEvent>()
  for (const event of events.toSorted((one, other) => other.rank - one.rank)) {
    const isRepeat = [...kept].some(
      ({ kind, second }) => kind === event.kind && Math.abs(second - event.second) < REPEAT_GAP_S,
    )
    if (!isRepeat) kept.add(event)
  }
  return events.filter((event) => kept.has(event))
}
