import type { Viewport } from '../viewport.ts'

/** Ticks that are written about together, because one alone has no room for a line of text. */
export interface PriceRow {
  /** The lowest and the highest tick. */
  readonly low: number
  readonly high: number
  /** Its middle, CSS pixels from the plot's top. */
  readonly y: number
}

const TICKS = [1, 2, 4, 8, 16, 32, 64]

/** The rows in view, the lowest first, each at least so high; always the same ticks together. */
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
