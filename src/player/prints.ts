import type { ColumnStore } from './column-store.ts'
import { ASKS, BIDS, type HeatColumn } from './heat-column.ts'

/** Lots traded at a price by one side in one second, displayed and hidden. */
export interface Print {
  readonly second: number
  readonly tick: number
  readonly lots: number
  readonly isBought: boolean
}

/** Seconds searched back from the present; quiet hours have long gaps. */
const REACH_S = 600

/**
 * The latest prints, newest first; those of a second from the largest.
 *
 * @param minLots smaller prints are left out
 * @param count most prints returned
 */
export function latestPrints(
  store: ColumnStore,
  now: number,
  minLots: number,
  count: number,
): Print[] {
  const prints: Print[] = []
  for (let second = now; second > now - REACH_S && prints.length < count; second--) {
    const column = store.second(second)
    if (!column) break
    prints.push(...printsOf(column, second, Math.max(minLots, 1)))
  }
  return prints.slice(0, count)
}

function printsOf(column: HeatColumn, second: number, minLots: number): Print[] {
  const { firstTick, ticks, fill, hidden } = column
  const prints: Print[] = []
  for (const side of [ASKS, BIDS]) {
    for (let offset = 0; offset < ticks; offset++) {
      const index = side * ticks + offset
      const lots = fill[index] + hidden[index]
      if (lots < minLots) continue
      prints.push({ second, tick: firstTick + offset, lots, isBought: side === ASKS })
    }
  }
  return prints.sort((one, other) => other.lots - one.lots || other.tick - one.tick)
}
