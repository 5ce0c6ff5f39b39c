import type { Chart } from './chart.ts'
import type { Layout } from './layout.ts'

/** Where times and prices lie in the chart's pixels. */
export interface Axes {
  /** Of an instant, Unix seconds. */
  readonly x: (second: number) => number
  /** Of the middle of a tick, which may be a fraction. */
  readonly y: (tick: number) => number
  readonly pixelsPerTick: number
  readonly pixelsPerColumn: number
  /** The highest and the lowest tick that is shown. */
  readonly highTick: number
  readonly lowTick: number
}

export function axesOf({ heatmap, view, start }: Chart, { heat }: Layout): Axes {
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

/** A million points: no axis has larger steps, and quotients below it are exact enough. */
const MAX_POWER = 1e15

/**
 * The least round step of prices, in ticks, whose labels stand far enough apart; of a tick that no
 * round price is a multiple of, the least step of all.
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

/** Steps of time that a reader can count by, seconds. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400]

export function timeStep(pixelsPerSecond: number, apart: number): number {
  return TIME_STEPS.find((step) => step * pixelsPerSecond >= apart) ?? 14_400
}
