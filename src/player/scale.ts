import type { HeatColumn } from './heat-column.ts'
import type { View } from './view.ts'

/** The values at the ends of the colour ramps. */
export interface ColourScale {
  /** log2(1 + lots) up to which a level is black, and from which it is brightest. */
  readonly lowDepth: number
  readonly highDepth: number
  /** The same where the user has moved neither end. */
  readonly fittingLow: number
  readonly fittingHigh: number
  /** Weighted vacuum score from which a pull is drawn over the wall. */
  readonly minVacuum: number
  /** |ln((pulled + 1)/(added + 1))| of the strongest balance colour. */
  readonly highBalance: number
  /** |gex| of the strongest GEX colour. */
  readonly highGex: number
  /** Exponent applied to scores, 0..1. */
  readonly exponent: number
  /** Share of the other layers' range that is black. */
  readonly blackShare: number
  /** Smallest lots of a trade drawn with a middle and a large dot. */
  readonly middleTrade: number
  readonly largeTrade: number
}

/** Histogram bins per doubling. */
const BINS_PER_DOUBLING = 4
/** Quantiles of wall sizes at the scale's ends: half of the levels are black, 1 % brightest. */
const LOW_SHARE = 0.5
const HIGH_SHARE = 0.99
/** The wall ramp spans at least a factor of four, or √2 where the user has moved its ends (log2). */
const MIN_RANGE = 2
const MIN_CUT_RANGE = 0.5
/** A step of a cut-off is √2 (log2). */
const CUT_STEP = 0.5
/** Ends stay until what fits differs by more than a factor of √2, so that colours do not pump. */
const CALM_RANGE = 0.5
/** Steps of the lower cut-off from all to nothing of the other layers. */
const BLACK_STEPS = 10
const BALANCE_RANGE = Math.log(30)
/** Quantiles of trade sizes from which a larger dot is drawn. */
const MIDDLE_TRADE_SHARE = 0.6
const LARGE_TRADE_SHARE = 0.96

/** The settings that a scale depends on. */
export type ScaleView = Pick<View, 'lowCut' | 'highCut' | 'vacuumFloor'>

/**
 * The scale of the columns in view. Depth differs by contract and hour, so the ends are quantiles
 * of it, in steps of a quarter doubling to keep colours stable.
 *
 * @param before the scale of the picture before, whose ends stay while they almost fit
 */
export function scaleOf(
  columns: readonly (HeatColumn | undefined)[],
  view: ScaleView,
  before?: ColourScale,
): ColourScale {
  const tally = new ScaleHistograms()
  for (const column of columns) if (column) tally.add(column)
  return tally.scale(columns, view, before)
}

/** Histograms of the columns in view, updated as columns enter and leave it. */
export class ScaleHistograms {
  readonly #walls = new Uint32Array(32 * BINS_PER_DOUBLING)
  readonly #trades = new Uint32Array(32 * BINS_PER_DOUBLING)

  add(column: HeatColumn): void {
    this.#count(column, 1)
  }

  /** Subtracts a column that was added. */
  remove(column: HeatColumn): void {
    this.#count(column, -1)
  }

  clear(): void {
    this.#walls.fill(0)
    this.#trades.fill(0)
  }

  /**
   * @param columns the columns that have been added
   * @param before see {@link scaleOf}
   */
  scale(
    columns: readonly (HeatColumn | undefined)[],
    { lowCut, highCut, vacuumFloor }: ScaleView,
    before?: ColourScale,
  ): ColourScale {
    const fittingLow = calm(quantile(this.#walls, LOW_SHARE), before?.fittingLow)
    const high = Math.max(quantile(this.#walls, HIGH_SHARE), fittingLow + MIN_RANGE)
    const fittingHigh = calm(high, before?.fittingHigh)
    const lowDepth = Math.max(fittingLow + lowCut * CUT_STEP, 0)
    const widening = 2 ** (highCut / 4)
    return {
      fittingLow,
      fittingHigh,
      lowDepth,
      highDepth: Math.max(fittingHigh + highCut * CUT_STEP, lowDepth + MIN_CUT_RANGE),
      minVacuum: vacuumFloor,
      highBalance: BALANCE_RANGE * widening,
      highGex: highestGex(columns) || 1,
      exponent: widening,
      blackShare: Math.max(lowCut, 0) / BLACK_STEPS,
      middleTrade: Math.max(lots(quantile(this.#trades, MIDDLE_TRADE_SHARE)), 4),
      largeTrade: Math.max(lots(quantile(this.#trades, LARGE_TRADE_SHARE)), 16),
    }
  }

  #count({ depth, fill, hidden }: HeatColumn, one: 1 | -1): void {
    for (let index = 0; index < depth.length; index++) {
      if (depth[index] > 0) this.#walls[binOf(depth[index])] += one
      const traded = fill[index] + hidden[index]
      if (traded > 0) this.#trades[binOf(traded)] += one
    }
  }
}

/** The value before while the new one is near it. */
function calm(value: number, before: number | undefined): number {
  return before !== undefined && Math.abs(value - before) <= CALM_RANGE ? before : value
}

/** An intensity of the other layers once their lower part is black, 0..1. */
export function aboveBlack(value: number, { blackShare }: Pick<ColourScale, 'blackShare'>): number {
  return clampShare((value - blackShare) / (1 - blackShare))
}

/** A value within 0..1. */
export function clampShare(value: number): number {
  return value > 1 ? 1 : value < 0 ? 0 : value
}

function highestGex(columns: readonly (HeatColumn | undefined)[]): number {
  let highest = 0
  for (let at = 0; at < columns.length; at++) {
    const gex = columns[at]?.gex
    if (!gex) continue
    for (let row = 0; row < gex.length; row++) {
      const size = gex[row] < 0 ? -gex[row] : gex[row]
      if (size > highest) highest = size
    }
  }
  return highest
}

/** Lots of a log2(1 + lots). */
export function lots(logarithm: number): number {
  return Math.round(2 ** logarithm - 1)
}

function binOf(lots: number): number {
  return lots < BIN_OF_LOTS.length
    ? BIN_OF_LOTS[lots]
    : Math.floor(Math.log2(1 + lots) * BINS_PER_DOUBLING)
}

/** Bins of small lots, precomputed since every cell in view is looked up in every frame. */
const BIN_OF_LOTS = Uint8Array.from({ length: 4096 }, (_, lots) =>
  Math.floor(Math.log2(1 + lots) * BINS_PER_DOUBLING),
)

function quantile(histogram: Uint32Array, share: number): number {
  const count = histogram.reduce((sum, bin) => sum + bin, 0)
  let seen = 0
  for (let bin = 0; bin < histogram.length; bin++) {
    seen += histogram[bin]
    if (seen > share * count) return bin / BINS_PER_DOUBLING
  }
  return 0
}
