import type { HeatColumn } from './heat-column.ts'

/** What the colours' ends stand for. */
export interface Scale {
  /** log2(1 + lots) of the faintest and of the strongest wall colour. */
  readonly lowDepth: number
  readonly highDepth: number
  /** vacuum_score from which a pull is seen over a wall. */
  readonly minVacuum: number
  /** |ln((pulled + 1)/(added + 1))| of the strongest balance colour. */
  readonly highBalance: number
  /** |gex| of the strongest GEX colour. */
  readonly highGex: number
  /** Power that scores, 0..1, are raised to. */
  readonly exponent: number
  /** Lots from which a trade's dot is of the middle, and of the large size. */
  readonly middleTrade: number
  readonly largeTrade: number
}

/** Bins of the histograms a doubling. */
const BINS = 4
/** Shares of all walls that are fainter than the scale's ends. */
const LOW_SHARE = 0.15
const HIGH_SHARE = 0.995
/** A wall colour spans a factor of four at least. */
const MIN_RANGE = 2
/**
 * The longer a column, the more prices were pulled at in it at some time: only this share of the
 * cells that have any is shown over the wall, and none below a score that is always faint.
 */
const SEEN_VACUUM_SHARE = 0.03
const MIN_VACUUM = 0.25
const VACUUM_BINS = 100
const USUAL_BALANCE = Math.log(30)
/** Shares of all trades that are smaller than a dot of each size. */
const MIDDLE_TRADE_SHARE = 0.6
const LARGE_TRADE_SHARE = 0.96

/**
 * The scale of what is in view. Depths differ by contract and by hour; ends at shares of what
 * stands, in steps of a quarter doubling, keep the colours meaning something and still.
 *
 * @param contrast steps of `View.contrast`
 */
export function scaleOf(columns: readonly (HeatColumn | undefined)[], contrast: number): Scale {
  const tally = new ScaleTally()
  for (const column of columns) if (column) tally.add(column)
  return tally.scale(columns, contrast)
}

/** Counts what is in view by size. Columns come into view and go: none need be counted again. */
export class ScaleTally {
  readonly #walls = new Uint32Array(32 * BINS)
  readonly #trades = new Uint32Array(32 * BINS)
  readonly #vacuums = new Uint32Array(VACUUM_BINS + 1)

  add(column: HeatColumn): void {
    this.#count(column, 1)
  }

  /** Takes back what the same column added. */
  remove(column: HeatColumn): void {
    this.#count(column, -1)
  }

  clear(): void {
    this.#walls.fill(0)
    this.#trades.fill(0)
    this.#vacuums.fill(0)
  }

  /** @param columns those that have been added */
  scale(columns: readonly (HeatColumn | undefined)[], contrast: number): Scale {
    const lowDepth = quantile(this.#walls, LOW_SHARE)
    const narrowing = 2 ** (-contrast / 4)
    const range = Math.max(quantile(this.#walls, HIGH_SHARE) - lowDepth, MIN_RANGE)
    return {
      lowDepth,
      highDepth: lowDepth + range * narrowing,
      minVacuum: Math.max(minSeen(this.#vacuums) * narrowing, MIN_VACUUM),
      highBalance: USUAL_BALANCE * narrowing,
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

/** The score that the strongest share of the cells reaches. */
function minSeen(histogram: Uint32Array): number {
  const count = histogram.reduce((sum, bin) => sum + bin, 0)
  let seen = 0
  for (let bin = VACUUM_BINS; bin > 0; bin--) {
    seen += histogram[bin]
    if (seen > SEEN_VACUUM_SHARE * count) return (bin + 1) / VACUUM_BINS
  }
  return 0
}

function binOf(lots: number): number {
  return lots < BIN_OF_LOTS.length ? BIN_OF_LOTS[lots] : Math.floor(Math.log2(1 + lots) * BINS)
}

/** Bins of the usual lots: every cell in view is looked up in every frame. */
const BIN_OF_LOTS = Uint8Array.from({ length: 4096 }, (_, lots) =>
  Math.floor(Math.log2(1 + lots) * BINS),
)

function quantile(histogram: Uint32Array, share: number): number {
  const count = histogram.reduce((sum, bin) => sum + bin, 0)
  let seen = 0
  for (let bin = 0; bin < histogram.length; bin++) {
    seen += histogram[bin]
    if (seen > share * count) return bin / BINS
  }
  return 0
}
