import type { HeatColumn } from './heat-column.ts'

/** The values at the ends of the colour ramps. */
export interface ColourScale {
  /** log2(1 + lots) of the faintest and of the strongest wall colour. */
  readonly lowDepth: number
  readonly highDepth: number
  /** vacuum_score from which vacuum is drawn over a wall. */
  readonly minVacuum: number
  /** |ln((pulled + 1)/(added + 1))| of the strongest balance colour. */
  readonly highBalance: number
  /** |gex| of the strongest GEX colour. */
  readonly highGex: number
  /** Exponent applied to scores, 0..1. */
  readonly exponent: number
  /** Smallest lots of a trade drawn with a middle and a large dot. */
  readonly middleTrade: number
  readonly largeTrade: number
}

/** Histogram bins per doubling. */
const BINS_PER_DOUBLING = 4
/** Quantiles of wall sizes at the scale's ends. */
const LOW_SHARE = 0.15
const HIGH_SHARE = 0.995
/** The wall ramp spans at least a factor of four (log2). */
const MIN_RANGE = 2
/**
 * The longer a column, the more of its prices have some vacuum: only this share of the cells is
 * drawn over the wall, and none below MIN_VACUUM.
 */
const DRAWN_VACUUM_SHARE = 0.03
const MIN_VACUUM = 0.25
const VACUUM_BINS = 100
const BALANCE_RANGE = Math.log(30)
/** Quantiles of trade sizes from which a larger dot is drawn. */
const MIDDLE_TRADE_SHARE = 0.6
const LARGE_TRADE_SHARE = 0.96

/**
 * The scale of the columns in view. Depth differs by contract and hour, so the ends are quantiles
 * of it, in steps of a quarter doubling to keep colours stable.
 *
 * @param contrast steps of `View.contrast`
 */
export function scaleOf(
  columns: readonly (HeatColumn | undefined)[],
  contrast: number,
): ColourScale {
  const tally = new ScaleHistograms()
  for (const column of columns) if (column) tally.add(column)
  return tally.scale(columns, contrast)
}

/** Histograms of the columns in view, updated as columns enter and leave it. */
export class ScaleHistograms {
  readonly #walls = new Uint32Array(32 * BINS_PER_DOUBLING)
  readonly #trades = new Uint32Array(32 * BINS_PER_DOUBLING)
  readonly #vacuums = new Uint32Array(VACUUM_BINS + 1)

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
    this.#vacuums.fill(0)
  }

  /** @param columns the columns that have been added */
  scale(columns: readonly (HeatColumn | undefined)[], contrast: number): ColourScale {
    const lowDepth = quantile(this.#walls, LOW_SHARE)
    const narrowing = 2 ** (-contrast / 4)
    const range = Math.max(quantile(this.#walls, HIGH_SHARE) - lowDepth, MIN_RANGE)
    return {
      lowDepth,
      highDepth: lowDepth + range * narrowing,
      minVacuum: Math.max(vacuumThreshold(this.#vacuums) * narrowing, MIN_VACUUM),
      highBalance: BALANCE_RANGE * narrowing,
      highGex: highestGex(columns) || 1,
      exponent: narrowing,
      middleTrade: Math.max(lots(quantile(this.#trades, MIDDLE_TRADE_SHARE)), 4),
      largeTrade: Math.max(lots(quantile(this.#trades, LARGE_TRADE_SHARE)), 16),
    }
  }

  #count({ depth, fill, hidden, vacuum }: HeatColumn, one: 1 | -1): void {
    for (let index = 0; index < depth.length; index++) {
      if (depth[index] > 0) this.#walls[binOf(depth[index])] += one
      this.#vacuums[Math.floor(vacuum[index] * VACUUM_BINS)] += one
      const traded = fill[index] + hidden[index]
      if (traded > 0) this.#trades[binOf(traded)] += one
    }
  }
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

/** The score above which {@link DRAWN_VACUUM_SHARE} of the cells lie. */
function vacuumThreshold(histogram: Uint32Array): number {
  const count = histogram.reduce((sum, bin) => sum + bin, 0)
  let seen = 0
  for (let bin = VACUUM_BINS; bin > 0; bin--) {
    seen += histogram[bin]
    if (seen > DRAWN_VACUUM_SHARE * count) return (bin + 1) / VACUUM_BINS
  }
  return 0
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
