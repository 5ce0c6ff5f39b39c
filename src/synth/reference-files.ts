import { recordLayout } from '../dbn/layout.ts'
import { PRICE_SCALE, points } from '../market/price.ts'
import { addDays, startOfUtcDate } from '../market/time.ts'
import { blackPrice } from '../options/black76.ts'
import { yearsOf } from '../options/expiry.ts'
import { DatedFiles } from './dated-files.ts'
import { definitionTable, OPTIONS_CHANNEL, userSpreads } from './definitions.ts'
import { isWeekday, type OptionContract, strikePrice } from './option-chain.ts'
import { gridBelow } from './option-grid.ts'
import { RATE } from './option-quotes.ts'
import type { ResolvedOptions } from './options.ts'
import { Random } from './prng.ts'
import type { SynthProfile } from './profile.ts'
import { volatilityAt } from './smile.ts'
import { type InstrumentFigures, statisticsTable } from './statistics.ts'
import type { TruthFile, TruthOpenInterest, TruthSmile } from './truth.ts'

/** Of the future, lots. */
const FUTURE_INTEREST = 1_900_000
const FUTURE_VOLUME = 1_400_000
/** A day's volume of an option against its open interest. */
const TURNOVER = 0.35
const CLOSING_HOUR = 16

/** The definitions and statistics of the dates of a run. */
export class ReferenceFiles {
  readonly #options: ResolvedOptions
  /** The future's price in points where each trading date began and ended. */
  readonly #starts = new Map<string, number>()
  readonly #ends = new Map<string, number>()

  constructor(options: ResolvedOptions) {
    this.#options = options
  }

  noteStart(date: string, price: number): void {
    this.#starts.set(date, price)
  }

  noteEnd(date: string, price: number): void {
    this.#ends.set(date, price)
  }

  /**
   * Writes both files of every date.
   *
   * @param dates UTC dates
   * @param chains options by trading date
   * @param contractsOf all options that are quoted at some time of a UTC date
   */
  async write(
    dates: readonly string[],
    chains: ReadonlyMap<string, readonly OptionContract[]>,
    contractsOf: (date: string) => readonly OptionContract[],
  ): Promise<TruthFile[]> {
    const { folder, version, frameBytes, symbol, profile, tickSize, instrumentId } = this.#options
    const files = { folder, version, frameBytes, qualifier: '' }
    const definitions = new DatedFiles({ ...files, schema: 'definition' })
    const statistics = new DatedFiles({ ...files, schema: 'statistics' })
    for (const date of dates) {
      // A date on which only the next date's session begins has that date's options.
      const tradingDate = chains.has(date) ? date : addDays(date, 1)
      const chain = chains.get(tradingDate) ?? []
      const start = this.#starts.get(tradingDate) ?? this.#options.price
      const settlement = Math.round((start * PRICE_SCALE) / tickSize) * tickSize
      const defined = contractsOf(date)
      const future = { symbol, id: instrumentId }
      await definitions.writeWhole(
        date,
        [future, ...defined, ...userSpreads(defined)],
        recordLayout('definition', version),
        definitionTable(
          { profile, date, symbol, instrumentId, tickSize, settlement, chain: defined },
          version,
        ),
      )
      const figures = this.#figures(tradingDate, date === tradingDate, chain, settlement)
      await statistics.writeWhole(
        date,
        [future, ...chain],
        recordLayout('statistics', version),
        statisticsTable(date, tradingDateBefore(date), figures, version),
      )
    }
    return [...definitions.written, ...statistics.written]
  }

  /** The options' part of `truth.json`. */
  describeChain(
    chain: readonly OptionContract[],
    inventory: Float64Array,
  ): {
    readonly smiles: readonly TruthSmile[]
    readonly open_interest: readonly TruthOpenInterest[]
  } {
    const expiries = [...new Set(chain.map(({ expiry }) => expiry))]
    const instant = (second: number) => String(BigInt(second) * 1_000_000_000n)
    return {
      smiles: expiries.map(({ second, smile }) => ({
        expiration_ts_ns: instant(second),
        ...smile,
      })),
      open_interest: chain.map(({ id, symbol, right, strike, expiry, openInterest }, option) => ({
        symbol,
        instrument_id: id,
        right: right === 1 ? 'C' : 'P',
        strike_price_int: String(strikePrice(strike)),
        expiration_ts_ns: instant(expiry.second),
        open_interest: openInterest,
        traded_inventory: inventory[option],
      })),
    }
  }

  #figures(
    date: string,
    hasEnded: boolean,
    chain: readonly OptionContract[],
    settlement: number,
  ): InstrumentFigures[] {
    const { seed, profile, tickSize, instrumentId } = this.#options
    const random = new Random(seed, `${date} volumes`)
    const end = hasEnded ? this.#ends.get(date) : undefined
    const around = (lots: number) => Math.round(random.lognormal(lots, 0.2))
    const future = {
      id: instrumentId,
      channel: 0,
      settlement,
      volume: around(FUTURE_VOLUME),
      openInterest: around(FUTURE_INTEREST),
      ...(end !== undefined && {
        todaysSettlement: Math.round((end * PRICE_SCALE) / tickSize) * tickSize,
      }),
    }
    const closedBefore = Number(startOfUtcDate(date) / 1_000_000_000n) - 3 * 3600
    return [
      future,
      ...chain.map((contract) => ({
        id: contract.id,
        channel: OPTIONS_CHANNEL,
        settlement: settlementOf(profile, contract, points(settlement), closedBefore),
        volume: Math.round(contract.openInterest * TURNOVER * random.lognormal(1, 0.5)),
        openInterest: contract.openInterest,
        ...(end !== undefined && {
          todaysSettlement: settlementOf(profile, contract, end, closedBefore + 86_400),
        }),
      })),
    ]
  }
}

/** Settlement of an option for a price of the future, 1e-9 units; the payoff once expired. */
function settlementOf(
  { optionTick }: SynthProfile,
  contract: OptionContract,
  forward: number,
  second: number,
): number {
  const { right, strike, expiry } = contract
  const years = yearsOf(expiry.second - second)
  if (years <= 0) return Math.round(Math.max(right * (forward - strike), 0) * PRICE_SCALE)
  const sigma = volatilityAt(expiry.smile, strike, forward, CLOSING_HOUR)
  return gridBelow(
    blackPrice(right, forward, strike, years, RATE, sigma) + points(optionTick.fine / 2),
    optionTick,
  )
}

function tradingDateBefore(date: string): string {
  let before = addDays(date, -1)
  while (!isWeekday(before)) before = addDays(before, -1)
  return before
}
