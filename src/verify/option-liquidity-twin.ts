import type { Table } from '../table/table.ts'
import { priceAt, windowPlace } from './cells.ts'
import type { DealerTwin, PlainHolding } from './dealer-twin.ts'
import type { Evidence } from './evidence.ts'
import type { PlainBooks } from './gex-books.ts'
import type { PlainFuture } from './gex-twin.ts'
import { priceOf } from './quote-range.ts'
import type { WindowCursor } from './window-cursor.ts'

const TOLERANCE = 1e-9

/** Compares `option_liquidity_1s` with whole books of every option, and vega with the price's slope. */
export class LiquidityComparison {
  readonly #twin: DealerTwin
  readonly #evidence: Evidence

  constructor(twin: DealerTwin, evidence: Evidence) {
    this.#twin = twin
    this.#evidence = evidence
  }

  compare(
    { table, from, to, firstRow }: WindowCursor,
    books: PlainBooks,
    future: PlainFuture,
  ): void {
    const holdings = this.#twin.holdings(future)
    const nearest = Math.min(...holdings.map(({ years }) => years))
    for (let row = from; row < to; row++) {
      const strike = priceOf(table, 'strike_price_int', row)
      const own = holdings.filter(({ option }) => option.strike === strike)
      const expected = this.#expected(own, nearest, books, future.forward)
      for (const [name, value] of Object.entries(expected)) {
        this.#compareCell(table, row, firstRow, name, value)
      }
    }
    this.#evidence.count('liquidities', to - from)
  }

  #expected(
    own: readonly PlainHolding[],
    nearest: number,
    books: PlainBooks,
    forward: number,
  ): Readonly<Record<string, number>> {
    const sums = {
      bid_qty: 0,
      ask_qty: 0,
      bid_vega: 0,
      ask_vega: 0,
      start_qty: 0,
      add_qty: 0,
      requote_qty: 0,
      pull_qty: 0,
      fill_qty: 0,
    }
    const widths: number[] = []
    for (const holding of own) {
      const { option, strike, years, sigma } = holding
      const { bid, ask, bidLots, askLots, isSuspect } = books.quote(option.instrumentId)
      const { start, added, requoted, pulled, filled } = books.lots(option.instrumentId)
      sums.bid_qty += bidLots
      sums.ask_qty += askLots
      sums.start_qty += start
      sums.add_qty += added
      sums.requote_qty += requoted
      sums.pull_qty += pulled
      sums.fill_qty += filled
      if (sigma === 0) continue
      const vega = this.#vega(holding, forward)
      sums.bid_vega += bidLots * vega * option.multiplier
      sums.ask_vega += askLots * vega * option.multiplier
      const isOut = option.right === 1 ? strike >= forward : strike < forward
      const isQuoted = bid !== undefined && ask !== undefined && bid < ask && !isSuspect
      if (years === nearest && isOut && isQuoted) widths.push((ask - bid) / 1e9 / vega)
    }
    const lots = sums.start_qty + sums.add_qty
    return {
      ...sums,
      width_vol_pt: widths[0] ?? Number.NaN,
      requote_rate: lots === 0 ? Number.NaN : sums.requote_qty / lots,
      pull_rate: lots === 0 ? Number.NaN : sums.pull_qty / lots,
    }
  }

  /** By the identity vega = Γ·F²·σ·T, a hundredth of it. */
  #vega(holding: PlainHolding, forward: number): number {
    const { gamma } = this.#twin.greeks(holding, forward)
    return (gamma * forward ** 2 * holding.sigma * holding.years) / 100
  }

  #compareCell(table: Table, row: number, firstRow: number, name: string, value: number): void {
    const found = Number(table.filled(name)[row])
    const isSame = Number.isNaN(value)
      ? Number.isNaN(found)
      : Math.abs(found - value) <= TOLERANCE * Math.max(1, Math.abs(value))
    if (isSame) return
    this.#evidence.offend(
      () =>
        `option_liquidity_1s ${windowPlace(table, row, firstRow)}, strike ${priceAt(table, 'strike_price_int', row)}: ${name} is ${found}, the replay's ${value}`,
    )
  }
}
