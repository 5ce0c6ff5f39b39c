import { CHUNK_SECONDS, type Chunk } from './chunk.ts'
import { clockText } from './clock-text.ts'
import { type DayLine, NO_TICK } from './day-line.ts'
import { ASKS, BIDS, type HeatColumn, makeColumn } from './heat-column.ts'
import { LEVELS } from './levels.ts'

/** A notable event of the day. */
export interface NotableEvent {
  readonly second: number
  readonly kind: 'vacuum' | 'wall gone' | 'through a wall' | 'through a level'
  /** Description, as "480 of 500 lots of asks pulled". */
  readonly what: string
  /** Its price in ticks; {@link NO_TICK} if it has no single price. */
  readonly tick: number
}

/** When and what, as both screens say it: "09:33:21  wall gone: 480 of 500 lots of asks pulled". */
export function eventText({ second, kind, what }: NotableEvent): string {
  return `${clockText(second)}  ${what.startsWith(kind) ? what : `${kind}: ${what}`}`
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
          const what = `vacuum ${line.vacuum[this.#index].toFixed(2)}`
          this.#found.push({ second, kind: 'vacuum', what, tick: NO_TICK })
        }
        this.#found.push(...wallsGone(before, column, this.#wall))
        this.#found.push(...wallsCrossed(before, column, this.#wall))
        this.#found.push(...levelsCrossed(before, column))
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

function wallsGone(before: HeatColumn, now: HeatColumn, wall: number): NotableEvent[] {
  const events: NotableEvent[] = []
  for (const side of [ASKS, BIDS]) {
    for (let offset = 0; offset < before.ticks; offset++) {
      const stood = before.depth[side * before.ticks + offset]
      if (stood < wall) continue
      const tick = before.firstTick + offset
      const at = tick - now.firstTick
      // A level outside the recorded range now is not gone.
      if (at < 0 || at >= now.ticks) continue
      const left = now.depth[side * now.ticks + at]
      const traded = now.fill[side * now.ticks + at]
      if (stood - left < GONE_SHARE * stood || 2 * traded > stood - left) continue
      const what = `${stood - left} of ${stood} lots of ${side === ASKS ? 'asks' : 'bids'} pulled`
      events.push({ second: now.last, kind: 'wall gone', what, tick })
    }
  }
  return events
}

function wallsCrossed(before: HeatColumn, now: HeatColumn, wall: number): NotableEvent[] {
  const [side, step] = now.spot > before.spot ? [ASKS, 1] : [BIDS, -1]
  for (let tick = before.spot; tick !== now.spot; tick += step) {
    const offset = tick - before.firstTick
    const stood = before.depth[side * before.ticks + offset]
    if (offset < 0 || offset >= before.ticks || stood < wall) continue
    const what = `spot ${step > 0 ? 'up' : 'down'} through ${stood} lots`
    return [{ second: now.last, kind: 'through a wall', what, tick }]
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
    const what = `spot ${now.spot > before.spot ? 'up' : 'down'} through ${label}`
    return [{ second: now.last, kind: 'through a level', what, tick: Math.round(at) }]
  })
}

/** Merges the events of a second into the most specific one, with all descriptions. */
function mergeBySecond(events: readonly NotableEvent[]): NotableEvent[] {
  const seconds = Map.groupBy(events, ({ second }) => second)
  return [...seconds.values()].map((together) => {
    const ordered = together.toSorted(
      (a, b) => KINDS_BY_PRIORITY.indexOf(a.kind) - KINDS_BY_PRIORITY.indexOf(b.kind),
    )
    return { ...ordered[0], what: ordered.map(({ what }) => what).join('; ') }
  })
}

/** Kinds, the most specific first. */
const KINDS_BY_PRIORITY: readonly NotableEvent['kind'][] = [
  'wall gone',
  'through a wall',
  'through a level',
  'vacuum',
]

/** Keeps the first of several events of a kind within {@link REPEAT_GAP_S}. */
function suppressRepeats(events: readonly NotableEvent[]): NotableEvent[] {
  const latest = new Map<string, number>()
  return events.filter(({ kind, second }) => {
    const before = latest.get(kind)
    if (before !== undefined && second - before < REPEAT_GAP_S) return false
    latest.set(kind, second)
    return true
  })
}
