import type { DealerFlow } from '../contracts/registry.ts'
import type { OptionSeconds } from '../options/option-seconds.ts'
import type { StrikeSpan } from '../options/strike-grid.ts'
import type { Table } from '../table/table.ts'
import type { DealerPosition } from './dealer-position.ts'
import { GREEKS } from './greeks.ts'
import type { StrikeExposures } from './strike-exposures.ts'
import { type SecondAtStrikes, storeStrike } from './strike-rows.ts'

const GAMMA = GREEKS.findIndex(({ name }) => name === 'gamma')
const RIGHTS = ['call', 'put'] as const

/** `dealer_flow_1s`: what traded and which position dealers have from it, by strike and second. */
export class DealerFlowSurface {
  readonly table: Table<DealerFlow>
  readonly #seconds: OptionSeconds
  readonly #position: DealerPosition
  readonly #futureMultiplier: number
  /** By strike of the chosen series together. */
  readonly #hedgeLots: Float64Array

  /** @param table empty, of the contract `silver.future_option_mbo.dealer_flow_1s` */
  constructor(
    table: Table<DealerFlow>,
    seconds: OptionSeconds,
    position: DealerPosition,
    futureMultiplier: number,
  ) {
    this.table = table
    this.#seconds = seconds
    this.#position = position
    this.#futureMultiplier = futureMultiplier
    this.#hedgeLots = new Float64Array(seconds.exposures.strikes.length)
  }

  /** @param isComplete nothing is missing between open interest and now */
  append(
    exposures: StrikeExposures,
    span: StrikeSpan,
    second: SecondAtStrikes,
    isComplete: boolean,
  ): void {
    const { table } = this
    const first = table.length
    table.reserve(span.end - span.first)
    const { columns } = table
    const gamma = exposures.greeks[GAMMA].flow
    const [net] = this.#seconds.exposures.net.windows
    this.#hedgeLots.fill(0, span.first, span.end)
    for (let place = span.first; place < span.end; place++) {
      const row = table.length++
      storeStrike(columns, row, place, second)
      for (const right of RIGHTS) {
        columns[`inventory_${right}`][row] = 0
        columns[`buy_volume_${right}`][row] = 0
        columns[`sell_volume_${right}`][row] = 0
        columns[`unknown_volume_${right}`][row] = 0
        columns[`oi_min_${right}`][row] = 0
        columns[`oi_max_${right}`][row] = 0
      }
      columns.gex_flow[row] = gamma[place] * this.#futureMultiplier
      columns.gex_sum[row] = net[place] + columns.gex_flow[row]
      columns.flow_complete[row] = isComplete ? 1 : 0
    }
    const { volatilities } = this.#seconds
    for (let index = 0; index < volatilities.length; index++) {
      this.#addSeries(index, exposures, span, first)
    }
    for (let place = span.first; place < span.end; place++) {
      columns.trade_hedge_lots[first + place - span.first] = this.#hedgeLots[place]
    }
  }

  #addSeries(index: number, exposures: StrikeExposures, span: StrikeSpan, firstRow: number): void {
    const { series, years } = this.#seconds.volatilities[index]
    if (years <= 0) return
    const { calls, puts } = series
    const places = this.#seconds.exposures.places[index]
    for (let strike = 0; strike < places.length; strike++) {
      const place = places[strike]
      if (place < span.first || place >= span.end) continue
      const row = firstRow + place - span.first
      const callDelta = exposures.callDelta[index][strike]
      this.#addOption(calls[strike], 'call', row)
      this.#addOption(puts[strike], 'put', row)
      if (Number.isNaN(callDelta)) continue
      const putDelta = callDelta - exposures.discount[index]
      this.#hedgeLots[place] +=
        this.#tradeHedge(calls[strike], callDelta) + this.#tradeHedge(puts[strike], putDelta)
    }
  }

  #addOption(option: number, right: (typeof RIGHTS)[number], row: number): void {
    if (option < 0) return
    const { columns } = this.table
    const { trades, openInterest } = this.#seconds
    const contracts = openInterest.contracts[option]
    const volume = trades.volume(option)
    columns[`inventory_${right}`][row] += trades.inventory(option)
    columns[`buy_volume_${right}`][row] += trades.bought[option]
    columns[`sell_volume_${right}`][row] += trades.sold[option]
    columns[`unknown_volume_${right}`][row] += trades.unknown[option]
    columns[`oi_min_${right}`][row] += Math.max(0, contracts - volume)
    columns[`oi_max_${right}`][row] += contracts + volume
  }

  #tradeHedge(option: number, delta: number): number {
    const signed = option < 0 ? 0 : this.#seconds.trades.signed[option]
    if (signed === 0) return 0
    return this.#position.flowWeight * signed * delta * this.#position.futuresPer(option)
  }
}
