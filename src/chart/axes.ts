import type { Chart } from './chart.ts'
import type { ChartLayout } from './chart-layout.ts'

/** Converts times and prices to pixels of the chart. */
export interface Axes {
  /** x of a Unix second. */
  readonly x: (second: number) => number
  /** y of the middle of a tick, which may be fractional. */
  readonly y: (tick: number) => number
  readonly pixelsPerTick: number
  readonly pixelsPerColumn: number
  /** The highest and the lowest visible tick. */
  readonly highTick: number
  readonly lowTick: number
}

export function axesOf({ heatmap, view, start }: Chart, { heat }: ChartLayout): Axes {
  const highTick = heatmap.topTick[0]
  const lowTick = heatmap.tickAt(0, heatmap.cells - 1)
  const pixelsPerTick = heat.height / (highTick - lowTick + 1)
  const pixelsPerColumn = heat.width / heatmap.columns
  return {
    x: (second) => heat.left + ((second - start) / view.columnSeconds) * pixelsPerColumn,
    y: (tick) => heat.top + (highTick + 0.5 - tick) * pixelsPerTick,
    pixelsPerTick,
    pixelsPerColumn,
    highTick,
    lowTick,
  }
}

const ROUND = [1, 2, 2.5, 5]

/** A million points in price units: larger than any step, and small enough for exact quotients. */
const MAX_POWER = 1e15

/**
 * The smallest round price step, in ticks, whose labels are far enough apart. If no round price is
 * a multiple of the tick, the smallest step at all.
 */
export function priceStep(tickSize: number, pixelsPerTick: number, apart: number): number {
  for (let power = 1; power <= MAX_POWER; power *= 10) {
    for (const round of ROUND) {
      const step = (round * power) / tickSize
      if (Number.isInteger(step) && step * pixelsPerTick >= apart) return step
    }
  }
  return Math.ceil(apart / pixelsPerTick)
}

/** Round time steps in seconds. */
const TIME_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400]

export function timeStep(pixelsPerSecond: number, apart: number): number {
  return TIME_STEPS_S.find((step) => step * pixelsPerSecond >= apart) ?? 14_400
}
