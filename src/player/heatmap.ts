import { NO_TICK } from './day-line.ts'
import { ASKS, BIDS, type HeatColumn } from './heat-column.ts'
import { aboveBlack, type ColourScale, clampShare } from './scale.ts'
import { strikeGap } from './strike-gap.ts'
import type { View } from './view.ts'

/** The kind of a heatmap cell; its value is the intensity. */
export const CELL_KIND = {
  /** Outside the day or not loaded. */
  none: 0,
  /** Further from spot than the lake records, or in a gap of the recording, as opposed to empty. */
  unrecorded: 1,
  bid: 2,
  ask: 3,
  vacuum: 4,
  pulled: 5,
  added: 6,
  gexPositive: 7,
  gexNegative: 8,
  /** Before the first trade, with a crossed book. */
  crossed: 9,
} as const

/**
 * The picture as a grid of price by time: kind, intensity and vacuum overlay of each cell. Cells
 * are stored by column, from the top, at `column · cells + cell`.
 */
export class Heatmap {
  readonly columns: number
  readonly cells: number
  readonly kind: Uint8Array
  /** 0..1. */
  readonly value: Float32Array
  /** Weighted vacuum score over a wall, 0..1. */
  readonly overlay: Float32Array
  /** Lots traded in the cell: asks lifted, and bids hit. */
  readonly bought: Int32Array
  readonly sold: Int32Array
  /** The tick of each column's highest cell. */
  readonly topTick: Int32Array
  readonly isValid: Uint8Array
  cellTicks = 1

  constructor(columns: number, cells: number) {
    this.columns = columns
    this.cells = cells
    this.kind = new Uint8Array(columns * cells)
    this.value = new Float32Array(columns * cells)
    this.overlay = new Float32Array(columns * cells)
    this.bought = new Int32Array(columns * cells)
    this.sold = new Int32Array(columns * cells)
    this.topTick = new Int32Array(columns)
    this.isValid = new Uint8Array(columns)
  }

  /** The lowest tick of a cell; it extends up to the next cell's. */
  tickAt(column: number, cell: number): number {
    const top = this.topTick[column]
    const { cellTicks } = this
    return cellTicks < 1 ? top - Math.floor(cell * cellTicks) : top - (cell + 1) * cellTicks + 1
  }

  /** The cell of a tick in a column, the middle one where a tick has several; may lie outside. */
  cellAt(column: number, tick: number): number {
    const below = this.topTick[column] - tick
    const { cellTicks } = this
    if (cellTicks >= 1) return Math.floor(below / cellTicks)
    return Math.floor(below / cellTicks) + ((1 / cellTicks) >> 1)
  }

  /**
   * Paints columns of the day, oldest first.
   *
   * @param origin the middle tick with anchor `price`
   * @param maxRelTicks largest recorded distance from spot
   */
  paint(
    columns: readonly (HeatColumn | undefined)[],
    view: View,
    scale: ColourScale,
    origin: number,
    maxRelTicks: number,
  ): void {
    this.cellTicks = view.cellTicks
    this.kind.fill(CELL_KIND.none)
    this.value.fill(0)
    this.overlay.fill(0)
    this.bought.fill(0)
    this.sold.fill(0)
    let middle = origin
    for (const [at, column] of columns.entries()) {
      if (view.anchor === 'spot' && column && column.spot !== NO_TICK) middle = column.spot
      this.topTick[at] = topTick(middle, this.cells, view.cellTicks)
      this.isValid[at] = column?.isValid ? 1 : 0
      if (column && isCrossed(column)) {
        this.kind.fill(CELL_KIND.crossed, at * this.cells, (at + 1) * this.cells)
      }
      if (!column || column.spot === NO_TICK) continue
      if (column.isMissing) {
        this.kind.fill(CELL_KIND.unrecorded, at * this.cells, (at + 1) * this.cells)
        continue
      }
      this.#paintKind(at, column, view, maxRelTicks)
      this.#paintTrades(at, column)
      if (view.layer === 'gex') this.#paintGex(at, column, scale)
      else if (view.layer === 'vacuum') this.#paintVacuum(at, column, scale)
      else if (view.layer === 'balance') this.#paintBalance(at, column, scale)
      else this.#paintWall(at, column, scale, view.layer === 'both')
    }
  }

  #paintKind(at: number, { spot }: HeatColumn, { layer }: View, maxRelTicks: number): void {
    const blank =
      layer === 'wall' || layer === 'both'
        ? undefined
        : layer === 'gex'
          ? CELL_KIND.gexPositive
          : CELL_KIND.vacuum
    for (let cell = 0; cell < this.cells; cell++) {
      const low = this.tickAt(at, cell)
      const high = low + Math.max(this.cellTicks, 1) - 1
      const recorded = high >= spot - maxRelTicks && low <= spot + maxRelTicks
      // GEX is known at strikes beyond the recorded rows too.
      const kind =
        recorded || layer === 'gex'
          ? (blank ?? (low > spot ? CELL_KIND.ask : CELL_KIND.bid))
          : CELL_KIND.unrecorded
      this.kind[at * this.cells + cell] = kind
    }
  }

  #paintWall(at: number, column: HeatColumn, scale: ColourScale, withVacuum: boolean): void {
    const { firstTick, ticks, depth, pulling } = column
    const { lowDepth, highDepth } = scale
    const range = highDepth - lowDepth
    for (let cell = 0; cell < this.cells; cell++) {
      const from = Math.max(this.tickAt(at, cell) - firstTick, 0)
      const to = Math.min(this.tickAt(at, cell) - firstTick + Math.max(this.cellTicks, 1), ticks)
      let asks = 0
      let bids = 0
      let score = 0
      for (let tick = from; tick < to; tick++) {
        asks = Math.max(asks, depth[ASKS * ticks + tick])
        bids = Math.max(bids, depth[BIDS * ticks + tick])
        score = Math.max(score, pulling[ASKS * ticks + tick], pulling[BIDS * ticks + tick])
      }
      const index = at * this.cells + cell
      if (withVacuum) this.overlay[index] = score
      const lots = Math.max(asks, bids)
      if (lots === 0) continue
      this.kind[index] = asks > bids ? CELL_KIND.ask : CELL_KIND.bid
      this.value[index] = clampShare((Math.log2(1 + lots) - lowDepth) / range)
    }
  }

  #paintVacuum(at: number, { firstTick, ticks, vacuum }: HeatColumn, scale: ColourScale): void {
    for (let cell = 0; cell < this.cells; cell++) {
      const from = Math.max(this.tickAt(at, cell) - firstTick, 0)
      const to = Math.min(this.tickAt(at, cell) - firstTick + Math.max(this.cellTicks, 1), ticks)
      let score = 0
      for (let tick = from; tick < to; tick++) {
        score = Math.max(score, vacuum[ASKS * ticks + tick], vacuum[BIDS * ticks + tick])
      }
      if (score > 0) this.value[at * this.cells + cell] = aboveBlack(score ** scale.exponent, scale)
    }
  }

  #paintBalance(at: number, column: HeatColumn, scale: ColourScale): void {
    const { firstTick, ticks, add, pull } = column
    for (let cell = 0; cell < this.cells; cell++) {
      const from = Math.max(this.tickAt(at, cell) - firstTick, 0)
      const to = Math.min(this.tickAt(at, cell) - firstTick + Math.max(this.cellTicks, 1), ticks)
      let added = 0
      let pulled = 0
      for (let tick = from; tick < to; tick++) {
        added += add[ASKS * ticks + tick] + add[BIDS * ticks + tick]
        pulled += pull[ASKS * ticks + tick] + pull[BIDS * ticks + tick]
      }
      const balance = Math.log((pulled + 1) / (added + 1))
      if (balance === 0) continue
      const index = at * this.cells + cell
      this.kind[index] = balance > 0 ? CELL_KIND.pulled : CELL_KIND.added
      this.value[index] = aboveBlack(Math.abs(balance) / scale.highBalance, scale)
    }
  }

  #paintGex(at: number, { strike, gex }: HeatColumn, scale: ColourScale): void {
    const { highGex, exponent } = scale
    const gap = strike.length > 1 ? strikeGap(strike) : 1
    for (let row = 0; row < strike.length; row++) {
      const value = aboveBlack((Math.abs(gex[row]) / highGex) ** (exponent * 0.6), scale)
      if (value === 0) continue
      const reach = gexReach(value, gap)
      const top = this.#topCellOf(at, Math.floor(strike[row] + reach))
      const bottom = this.#bottomCellOf(at, Math.ceil(strike[row] - reach))
      for (let cell = Math.max(top, 0); cell <= Math.min(bottom, this.cells - 1); cell++) {
        const index = at * this.cells + cell
        this.kind[index] = gex[row] < 0 ? CELL_KIND.gexNegative : CELL_KIND.gexPositive
        this.value[index] = value
      }
    }
  }

  /** The highest and the lowest cell of a tick. */
  #topCellOf(column: number, tick: number): number {
    return Math.floor((this.topTick[column] - tick) / this.cellTicks)
  }

  #bottomCellOf(column: number, tick: number): number {
    return Math.ceil((this.topTick[column] - tick + 1) / this.cellTicks) - 1
  }

  #paintTrades(at: number, { firstTick, ticks, fill, hidden }: HeatColumn): void {
    for (let tick = 0; tick < ticks; tick++) {
      const bought = fill[ASKS * ticks + tick] + hidden[ASKS * ticks + tick]
      const sold = fill[BIDS * ticks + tick] + hidden[BIDS * ticks + tick]
      if (bought + sold === 0) continue
      const cell = this.cellAt(at, firstTick + tick)
      if (cell < 0 || cell >= this.cells) continue
      this.bought[at * this.cells + cell] += bought
      this.sold[at * this.cells + cell] += sold
    }
  }
}

/** Steps of a GEX line's thickness: the page's cells keep no more of their intensity. */
export const GEX_STEPS = 13
/** Share of the gap between strikes that the strongest line fills to either side. */
export const GEX_REACH = 0.3

/** Ticks that a strike's line reaches to either side: the more exposure, the thicker. */
function gexReach(value: number, gap: number): number {
  return Math.max((Math.floor(value * GEX_STEPS) / GEX_STEPS) * GEX_REACH * gap, 0.5)
}

/** Whether a column is before the first trade with a crossed book. */
export function isCrossed({ spot, bid, ask }: Pick<HeatColumn, 'spot' | 'bid' | 'ask'>): boolean {
  return spot === NO_TICK && bid !== NO_TICK && ask !== NO_TICK && bid >= ask
}

/**
 * The top tick of a number of cells around a middle tick; on a fixed grid where a cell has several
 * ticks.
 */
export function topTick(middle: number, cells: number, cellTicks: number): number {
  const top = middle + Math.floor((cells * cellTicks) / 2)
  return cellTicks > 1 ? Math.floor(top / cellTicks) * cellTicks + cellTicks - 1 : top
}

/** The middle tick with anchor `price`: unchanged until spot leaves the middle third. */
export function nextOrigin(origin: number, spot: number, ticks: number): number {
  if (spot === NO_TICK) return origin
  return origin === NO_TICK || Math.abs(spot - origin) > ticks / 6 ? spot : origin
}
