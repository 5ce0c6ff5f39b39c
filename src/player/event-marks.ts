import { EVENT_KINDS } from './event-text.ts'
import type { HeatColumn } from './heat-column.ts'
import { type MarketEvent, markedTick } from './market-events.ts'

/** An event as it is marked on the map. */
export interface EventMark {
  readonly event: MarketEvent
  readonly tick: number
}

/**
 * The marks of a column, one a price: of several the most specific kind, then the most lots.
 *
 * @param minLots events of fewer lots are left out
 */
export function eventMarks({ events }: HeatColumn, minLots: number): EventMark[] {
  const byTick = new Map<number, MarketEvent>()
  for (const event of events) {
    if (event.lots < minLots) continue
    const tick = markedTick(event)
    const before = byTick.get(tick)
    if (!before || isBefore(event, before)) byTick.set(tick, event)
  }
  return Array.from(byTick, ([tick, event]) => ({ event, tick }))
}

function isBefore(one: MarketEvent, other: MarketEvent): boolean {
  const kinds = EVENT_KINDS.indexOf(one.kind) - EVENT_KINDS.indexOf(other.kind)
  return kinds < 0 || (kinds === 0 && one.lots > other.lots)
}

/** The colour of a mark: of the aggressor of a sweep or stop run, else of the side that rests. */
export function markInk({ kind, side }: MarketEvent): 'buyer' | 'seller' | 'askLine' | 'bidLine' {
  const isAggressive = kind === 'sweep' || kind === 'stop run'
  if (isAggressive) return side === 'asks' ? 'buyer' : 'seller'
  return side === 'asks' ? 'askLine' : 'bidLine'
}

type Point = readonly [x: number, y: number]

const UP_TRIANGLE: readonly Point[] = [
  [0, -1],
  [1, 0.8],
  [-1, 0.8],
]
/** A triangle on a stem. */
const UP_ARROW: readonly Point[] = [
  [0, -1],
  [1, 0.1],
  [0.4, 0.1],
  [0.4, 1],
  [-0.4, 1],
  [-0.4, 0.1],
  [-1, 0.1],
]
const DIAMOND: readonly Point[] = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
]
const SQUARE: readonly Point[] = [
  [-0.8, -0.8],
  [0.8, -0.8],
  [0.8, 0.8],
  [-0.8, 0.8],
]

/**
 * The outline of a mark around 0, in halves of its size, y downwards: triangles of sweeps and arrows
 * of stop runs point where price went; diamonds are icebergs, squares absorption.
 */
export function markOutline({ kind, side }: MarketEvent): readonly Point[] {
  const isUp = side === 'asks'
  switch (kind) {
    case 'sweep':
      return isUp ? UP_TRIANGLE : flipped(UP_TRIANGLE)
    case 'stop run':
      return isUp ? UP_ARROW : flipped(UP_ARROW)
    case 'iceberg':
    case 'possible iceberg':
      return DIAMOND
    case 'absorption':
      return SQUARE
  }
}

function flipped(points: readonly Point[]): Point[] {
  return points.map(([x, y]) => [x, -y])
}
