import { expect } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { DealerSeconds } from '../../src/dealers/dealer-seconds.ts'
import { readChain } from '../../src/options/chain.ts'
import { chooseSeries, parseExpiry } from '../../src/options/expiry.ts'
import { optionRecords } from '../../src/options/option-records.ts'
import { DEFAULT_DEALER_SIGNS, OptionSeconds } from '../../src/options/option-seconds.ts'
import { assertFits } from '../../src/table/fit.ts'
import { Table } from '../../src/table/table.ts'
import { placed, quotesAt, RATE } from '../options/quoted.ts'
import {
  type Definition,
  definitions,
  EPOCH_SECOND,
  mbo,
  REFERENCE,
  type Row,
  rowsOf,
  SESSION_END,
  type Statistic,
  statistics,
  TRADING_DATE,
} from '../options/tables.ts'

export const FORWARD = 5212.25
/** 18:00 New York of the evening before, from the tests' epoch: 09:30. */
export const OPEN = -15.5 * 3600

type Name =
  | 'hedgeProfile'
  | 'dealerFlow'
  | 'greeks'
  | 'charmClock'
  | 'volumeGex'
  | 'smile'
  | 'optionLiquidity'

export type Cells = Record<string, number>

/** Options and what dealers must do, second by second, driven as a stage drives it. */
export class DealerSession {
  readonly options: OptionSeconds
  readonly #dealers: DealerSeconds
  readonly #tables: { readonly [N in Name]: Table }

  constructor(
    rows: readonly Definition[],
    { flowWeight = 1, expiry = '0dte', isFlowWhole = true } = {},
  ) {
    const chain = readChain(definitions(rows), 'ESH6')
    this.options = new OptionSeconds({
      chain,
      series: chooseSeries(chain.series, parseExpiry(expiry), TRADING_DATE),
      futureTickSize: 250_000_000,
      sessionEnd: SESSION_END,
      tradingOpen: EPOCH_SECOND + OPEN,
      rate: RATE,
      dealerSigns: DEFAULT_DEALER_SIGNS,
      surface: new Table(loadContract('silver/gex_surface_1s'), 1),
      levels: new Table(loadContract('silver/gex_levels_1s'), 1),
    })
    const tables = {
      hedgeProfile: new Table(loadContract('silver/hedge_profile_1s'), 1),
      dealerFlow: new Table(loadContract('silver/dealer_flow_1s'), 1),
      greeks: new Table(loadContract('silver/greeks_surface_1s'), 1),
      charmClock: new Table(loadContract('silver/charm_clock_1s'), 1),
      volumeGex: new Table(loadContract('silver/volume_gex_1s'), 1),
      smile: new Table(loadContract('silver/smile_1s'), 1),
      optionLiquidity: new Table(loadContract('silver/option_liquidity_1s'), 1),
    }
    this.#tables = tables
    this.#dealers = new DealerSeconds({
      seconds: this.options,
      convention: { dealerSigns: DEFAULT_DEALER_SIGNS, flowWeight, futureMultiplier: 50 },
      rate: RATE,
      futureTickSize: 250_000_000,
      tradingEnd: EPOCH_SECOND + 7.5 * 3600,
      tradeDateBefore: REFERENCE,
      isFlowWhole,
      tables,
    })
  }

  publish(...rows: Statistic[]): this {
    this.options.openInterest.push(statistics(rows))
    return this
  }

  /** Ends a second with every option quoted from the planted smile, after these records of it. */
  close(second: number, rows: readonly Row[] = [], forward = FORWARD): this {
    const endSecond = EPOCH_SECOND + second
    const quotes = placed(quotesAt(this.options.chain, forward, second), second - 0.9)
    const records = optionRecords(mbo([...quotes, ...rows]))
    expect(this.options.push(records, 0, endSecond)).toBe(records.length)
    const future = { endSecond, spotPrice: forward * 1e9, midPoints: forward, isValid: true }
    this.options.closeWindow(future)
    this.#dealers.closeWindow(future)
    return this
  }

  /** The rows of the last second. */
  rows(name: Name): Cells[] {
    const table = this.#tables[name]
    assertFits(table)
    const rows = rowsOf(table)
    const end = rows.at(-1)?.window_end_ts_ns
    return rows.filter(({ window_end_ts_ns: each }) => each === end) as Cells[]
  }

  /** The last second's row of a strike in points. */
  strike(name: Name, strike: number): Cells | undefined {
    return this.rows(name).find(({ strike_points: points }) => points === strike)
  }

  /** The last second's hedge at a move of ticks. */
  hedge(ticks: number): Cells | undefined {
    return this.rows('hedgeProfile').find(({ delta_ticks: delta }) => delta === ticks)
  }
}

export const trade = (id: number, time: number, side: string, size: number): Row => ({
  id,
  time,
  action: 'T',
  side,
  size,
  price: 5,
})
