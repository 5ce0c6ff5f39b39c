import { CHUNK_SECONDS, type Chunk } from './chunk.ts'
import { clockText } from './clock-text.ts'
import { type DayLine, NO_TICK } from './day-line.ts'
import { ASKS, BIDS, type HeatColumn, makeColumn } from './heat-column.ts'
import { LEVELS } from './levels.ts'

/** Something a reader would stop at. */
export interface EventOfNote {
  readonly second: number
  readonly kind: 'vacuum' | 'wall gone' | 'through a wall' | 'through a level'
  /** "480 lots of asks at +6 pulled" and the like: what, and how much of it. */
  readonly what: string
  /** Where, in ticks; {@link NO_TICK} where it has no one price. */
  readonly tick: number
}

/** When and what, as both screens say it: "09:33:21  wall gone: 480 of 500 lots of asks pulled". */
export function eventText({ second, kind, what }: EventOfNote): string {
  return `${clockText(second)}  ${what.startsWith(kind) ? what : `${kind}: ${what}`}`
}

/** A wall is of the largest 1 % of a chunk's levels. */
const WALL_SHARE = 0.99
/** Levels of more lots than this count as this large. */
const MAX_COUNTED = 65_535
/** A wall is gone when this much of it is, and less than half of that was traded. */
const GONE_SHARE = 0.7
/** Of vacuum scores, those above this share of the chunk's, and above a floor, stand out. */
const VACUUM_SHARE = 0.99
const MIN_VACUUM = 0.4
/** Seconds in which one kind is told once. */
const QUIET = 60

/** Levels that mean something when they break: not the session's own extremes, which trends move. */
const BREAKABLE = [
  'vwap',
  'prior_close',
  'prior_high',
  'prior_low',
  'settlement',
  'or_high',
  'or_low',
]

/** The events of note of a chunk's valid seconds, in order; one a second, which tells of all. */
export function eventsOfNote(chunk: Chunk, line: DayLine): EventOfNote[] {
  const search = new EventSearch(chunk, line)
  while (!search.isOver) search.step(CHUNK_SECONDS)
  return search.events
}

/** Looks a chunk's seconds through, some at a time: a screen has other things to do between. */
export class EventSearch {
  readonly #chunk: Chunk
  readonly #line: DayLine
  readonly #to: number
  readonly #wall: number
  readonly #vacuum: number
  #index: number
  #before: HeatColumn | undefined
  readonly #found: EventOfNote[] = []

  constructor(chunk: Chunk, line: DayLine) {
    this.#chunk = chunk
    this.#line = line
    const from = Math.max(line.index(chunk.first), 0)
    this.#index = from
    this.#to = Math.min(line.index(chunk.first) + CHUNK_SECONDS, line.length)
    this.#wall = wallLots(chunk)
    this.#vacuum = vacuumFloor(line, from, this.#to)
  }

  get isOver(): boolean {
    return this.#index >= this.#to
  }

  /** What has been found, once it is over. */
  get events(): EventOfNote[] {
    return oneASecond(quieted(this.#found))
  }

  /** Looks through the next so many seconds. */
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
  // Counted by size: a chunk has tens of thousands of levels, of few sizes.
  const counts = new Uint32Array(MAX_COUNTED + 1)
  let standing = 0
  for (let row = 0; row < depth.length; row++) {
    if (depth[row] <= 0) continue
    standing++
    counts[Math.min(depth[row], MAX_COUNTED)]++
  }
  const wanted = Math.floor(standing * WALL_SHARE)
  let seen = 0
  for (let lots = 1; lots <= MAX_COUNTED; lots++) {
    seen += counts[lots]
    if (seen > wanted) return lots
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
  for (let near = Math.max(index - QUIET, 0); near <= index + QUIET; near++) {
    if (vacuum[near] > score) return false
  }
  return true
}

function wallsGone(before: HeatColumn, now: HeatColumn, wall: number): EventOfNote[] {
  const events: EventOfNote[] = []
  for (const side of [ASKS, BIDS]) {
    for (let offset = 0; offset < before.ticks; offset++) {
      const stood = before.depth[side * before.ticks + offset]
      if (stood < wall) continue
      const tick = before.firstTick + offset
      const at = tick - now.firstTick
      // A level that is out of reach now has not gone.
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

function wallsCrossed(before: HeatColumn, now: HeatColumn, wall: number): EventOfNote[] {
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

function levelsCrossed(before: HeatColumn, now: HeatColumn): EventOfNote[] {
  return LEVELS.flatMap(({ column, label }, level): EventOfNote[] => {
    const at = before.levels[level]
    if (!BREAKABLE.includes(column) || Number.isNaN(at)) return []
    // A level that moves with spot is not crossed by it.
    const crossed = Math.sign(before.spot - at) * Math.sign(now.spot - now.levels[level]) < 0
    if (!crossed || Math.abs(now.spot - before.spot) < 1) return []
    const what = `spot ${now.spot > before.spot ? 'up' : 'down'} through ${label}`
    return [{ second: now.last, kind: 'through a level', what, tick: Math.round(at) }]
  })
}

/** Several in one second are one: the most particular, with the others' words. */
function oneASecond(events: readonly EventOfNote[]): EventOfNote[] {
  const seconds = Map.groupBy(events, ({ second }) => second)
  return [...seconds.values()].map((together) => {
    const ordered = together.toSorted((a, b) => RANKS.indexOf(a.kind) - RANKS.indexOf(b.kind))
    return { ...ordered[0], what: ordered.map(({ what }) => what).join('; ') }
  })
}

/** Kinds, the most particular first. */
const RANKS: readonly EventOfNote['kind'][] = [
  'wall gone',
  'through a wall',
  'through a level',
  'vacuum',
]

/** Of several of one kind within a while, the first. */
function quieted(events: readonly EventOfNote[]): EventOfNote[] {
  const latest = new Map<string, number>()
  return events.filter(({ kind, second }) => {
    const before = latest.get(kind)
    if (before !== undefined && second - before < QUIET) return false
    latest.set(kind, second)
    return true
  })
}
