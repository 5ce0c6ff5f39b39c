import type { LevelIndex } from '../book/ladder.ts'
import type { OrderSlot } from '../book/orders.ts'
import type { Lots } from '../market/branded.ts'
import type { Tick } from '../market/tick.ts'

/** What one A, M or C record did to an order; one object, reused. */
export interface OrderChange {
  idLow: number
  idHigh: number
  /** 0 ask, 1 bid. */
  side: number
  /** Where it stood; −1, NaN and 0 for a new one. */
  slotBefore: OrderSlot
  levelBefore: LevelIndex
  tickBefore: Tick
  before: Lots
  /** Where it stands; −1, NaN and 0 if it is gone. */
  slot: OrderSlot
  level: LevelIndex
  tick: Tick
  size: Lots
  /** Lots filled by others since the event began or the order's last change in it. */
  filled: Lots
  /** Time of the event. */
  time: number
}

/** Lots of it that were filled. */
export function filledLots({ filled, before }: OrderChange): Lots {
  return Math.min(filled, before)
}

/** Lots that left its price without a fill. */
export function pulledLots(change: OrderChange): Lots {
  const stays = change.slot >= 0 && change.tick === change.tickBefore ? change.size : 0
  return Math.max(change.before - filledLots(change) - stays, 0)
}

/** Whether fills account for the whole change: the order shrank or left by its fills alone. */
export function isByFills(change: OrderChange): boolean {
  const { filled, before, size } = change
  if (filled === 0) return false
  return change.slot < 0
    ? filled >= before
    : change.tick === change.tickBefore && size === before - filled
}
