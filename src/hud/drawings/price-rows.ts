import type { Viewport } from '../viewport.ts'

/** Adjacent ticks that share one line of text. */
export interface PriceRow {
  /** Its lowest and highest tick. */
  readonly low: number
  readonly high: number
  /** Its middle, CSS pixels from the plot's top. */
  readonly y: number
}

const TICKS = [1, 2, 4, 8, 16, 32, 64]

/**
 * The rows in view, lowest first, each at least `least` pixels high; the grouping is independent of
 * scrolling.
 */
export function priceRows(viewport: Viewport, least: number): PriceRow[] {
  const ticks = TICKS.find((count) => count * viewport.tickHeight >= least) ?? 64
  const { low, high } = viewport.ticks
  const rows: PriceRow[] = []
  for (let tick = Math.floor(low / ticks) * ticks; tick <= high; tick += ticks) {
    const y = viewport.tickToY(tick + (ticks - 1) / 2)
    rows.push({ low: tick, high: tick + ticks - 1, y })
  }
  return rows
}
