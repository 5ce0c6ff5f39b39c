import { type DbnVersion, recordLayout } from '../dbn/layout.ts'
import { parseOutright } from '../market/instruments.ts'
import { PRICE_SCALE } from '../market/price.ts'
import { startOfUtcDate } from '../market/time.ts'
import { Table } from '../table/table.ts'
import { type OptionContract, strikePrice } from './option-chain.ts'
import { lastTradingDate, type SynthProfile } from './profile.ts'
import { PUBLISHER } from './publisher.ts'
import { appendRecord, type RowValues } from './table-rows.ts'

const RTYPE_DEFINITION = 0x13
/** CME's applications and channels of the futures' and of the options' feed. */
const FUTURES = { appl_id: 310, channel_id: 0, market_segment_id: 64, market_depth: 10 }
export const OPTIONS_CHANNEL = 1
const OPTIONS = {
  appl_id: 311,
  channel_id: OPTIONS_CHANNEL,
  market_segment_id: 54,
  market_depth: 3,
}
/** Daily price limit, as a share of the settlement. */
const DAILY_LIMIT = 0.07

/** The instruments of a day's definitions. */
export interface DefinedMarket {
  readonly profile: SynthProfile
  readonly date: string
  readonly symbol: string
  readonly instrumentId: number
  readonly tickSize: number
  /** Previous settlement, 1e-9 units. */
  readonly settlement: number
  readonly chain: readonly OptionContract[]
}

/** A user-defined vertical spread: long one call of the chain, short another. */
export interface UserSpread {
  readonly id: number
  readonly symbol: string
  readonly legs: readonly [OptionContract, OptionContract]
}

/** A few verticals of neighbouring round strikes, to test that ingest leaves them out. */
export function userSpreads(chain: readonly OptionContract[]): UserSpread[] {
  const calls = chain.filter(({ right, place }) => right === 1 && place % 5 === 0)
  const spreads: UserSpread[] = []
  for (let index = 0; index + 1 < calls.length && spreads.length < 3; index++) {
    const [near, far] = [calls[index], calls[index + 1]]
    if (near.expiry !== far.expiry) continue
    const number = 2_860_000 + ((near.id * 7 + far.id) % 100_000)
    spreads.push({
      id: 4_000_000_000 + (near.id % 100_000_000),
      symbol: `UD:1V: VT ${number}`,
      legs: [near, far],
    })
  }
  return spreads
}

/** All definitions, as the exchange sends them at midnight UTC. */
export function definitionTable(market: DefinedMarket, version: DbnVersion): Table {
  const layout = recordLayout('definition', version)
  const table = new Table(layout.contract, 2 + market.chain.length)
  appendRecord(layout, table, futureDefinition(market))
  for (const contract of market.chain) {
    appendRecord(layout, table, optionDefinition(market, contract))
  }
  for (const spread of userSpreads(market.chain)) {
    // Before version 3 records had no legs, so there is one record per spread.
    const legs = version === 3 ? spread.legs.length : 1
    for (let leg = 0; leg < legs; leg++) {
      appendRecord(layout, table, spreadDefinition(market, spread, leg))
    }
  }
  return table
}

function common({ date, profile }: DefinedMarket): RowValues {
  const { displayFactor, quantity, unit, exchange, product } = profile.definition
  const midnight = startOfUtcDate(date)
  return {
    rtype: RTYPE_DEFINITION,
    publisher_id: PUBLISHER,
    ts_event: midnight - 21_600_000_000_000n,
    ts_recv: midnight,
    display_factor: BigInt(displayFactor),
    unit_of_measure_qty: BigInt(quantity * PRICE_SCALE),
    raw_instrument_id: 0n,
    leg_instrument_id: 0,
    leg_ratio_price_numerator: 0,
    leg_ratio_price_denominator: 0,
    leg_ratio_qty_numerator: 0,
    leg_ratio_qty_denominator: 0,
    leg_underlying_id: 0,
    leg_count: 0,
    leg_index: 0,
    leg_side: 'N',
    market_depth_implied: 0,
    max_trade_vol: 3000,
    min_trade_vol: 1,
    min_lot_size: 0,
    min_lot_size_block: 0,
    min_lot_size_round_lot: 0,
    reserved_156: 0,
    underlying_id: 0,
    trading_reference_date: Number(midnight / 86_400_000_000_000n) - 1,
    settl_price_type: 3,
    underlying_product: product,
    currency: 'USD',
    exchange,
    unit_of_measure: unit,
    match_algorithm: 'F',
    security_update_action: 'A',
    user_defined_instrument: 'N',
  }
}

function futureDefinition(market: DefinedMarket): RowValues {
  const { date, symbol, instrumentId, tickSize, settlement, profile } = market
  const outright = parseOutright(symbol)
  const root = outright?.root ?? symbol
  const month = outright?.month ?? 1
  const year = yearNear(date, outright?.year ?? date.slice(3, 4))
  const limit = Math.round((Math.abs(settlement) * DAILY_LIMIT) / tickSize) * tickSize
  return {
    ...common(market),
    ...FUTURES,
    instrument_id: instrumentId,
    raw_instrument_id: BigInt(instrumentId),
    raw_symbol: symbol,
    instrument_class: 'F',
    security_type: 'FUT',
    cfi: 'FFIXSX',
    asset: root,
    group: root,
    inst_attrib_value: 270_351,
    min_price_increment: BigInt(tickSize),
    // What a tick is worth, in the exchange's own units.
    min_price_increment_amount: tickValue(profile),
    high_limit_price: BigInt(settlement + limit),
    low_limit_price: BigInt(settlement - limit),
    max_price_variation: BigInt(24 * tickSize),
    trading_reference_price: BigInt(settlement),
    maturity_year: year,
    maturity_month: month,
    // 08:30 Chicago.
    expiration: startOfUtcDate(lastTradingDate(root, year, month)) + 52_200_000_000_000n,
    activation: startOfUtcDate(lastTradingDate(root, year - 2, month)),
  }
}

function optionDefinition(market: DefinedMarket, contract: OptionContract): RowValues {
  const { expiry, right, strike } = contract
  const { tickRule, optionTick } = market.profile
  const [year, month] = expiry.date.split('-').map(Number)
  const asset = expiry.root.slice(0, -2)
  return {
    ...common(market),
    ...OPTIONS,
    instrument_id: contract.id,
    raw_instrument_id: BigInt(contract.id),
    raw_symbol: contract.symbol,
    instrument_class: right === 1 ? 'C' : 'P',
    security_type: 'OOF',
    cfi: right === 1 ? 'OCEFPS' : 'OPEFPS',
    asset,
    group: asset,
    underlying: market.symbol,
    underlying_id: market.instrumentId,
    inst_attrib_value: 270_339,
    min_price_increment_amount: 0n,
    // Either a variable tick, and which, or the tick.
    ...(tickRule === undefined
      ? { min_price_increment: BigInt(optionTick.fine) }
      : { tick_rule: tickRule }),
    high_limit_price: 99_999_000_000_000n,
    low_limit_price: BigInt(optionTick.fine),
    strike_price: BigInt(strikePrice(strike)),
    strike_price_currency: 'USD',
    maturity_year: year,
    maturity_month: month,
    maturity_week: Math.ceil(Number(expiry.date.slice(8)) / 7),
    expiration: BigInt(expiry.second) * 1_000_000_000n,
    activation: BigInt(expiry.second - 30 * 86_400) * 1_000_000_000n,
  }
}

function spreadDefinition(market: DefinedMarket, spread: UserSpread, leg: number): RowValues {
  const contract = spread.legs[leg]
  return {
    ...common(market),
    ...OPTIONS,
    instrument_id: spread.id,
    raw_instrument_id: BigInt(spread.id),
    raw_symbol: spread.symbol,
    instrument_class: 'T',
    security_type: 'OOF',
    secsubtype: 'VT',
    cfi: 'OMXXXS',
    asset: spread.legs[0].expiry.root.slice(0, -2),
    group: '1V',
    min_price_increment: BigInt(market.profile.optionTick.fine),
    inst_attrib_value: 270_339,
    user_defined_instrument: 'Y',
    expiration: BigInt(spread.legs[0].expiry.second) * 1_000_000_000n,
    activation: startOfUtcDate(market.date),
    leg_count: spread.legs.length,
    leg_index: leg,
    leg_instrument_id: contract.id,
    leg_raw_symbol: contract.symbol,
    leg_instrument_class: contract.right === 1 ? 'C' : 'P',
    leg_side: leg === 0 ? 'B' : 'A',
    leg_ratio_qty_numerator: 1,
    leg_ratio_qty_denominator: 1,
    leg_underlying_id: market.instrumentId,
  }
}

/** The year nearest to a date that ends in given digits. */
function yearNear(date: string, digits: string): number {
  const now = Number(date.slice(0, 4))
  const span = 10 ** digits.length
  const year = now - (now % span) + Number(digits)
  return year < now - 1 ? year + span : year
}

/** display_factor · tick · multiplier, 1e-9 units. */
function tickValue({ tickSize, multiplier, definition }: SynthProfile): bigint {
  return (BigInt(tickSize) * BigInt(multiplier) * BigInt(definition.displayFactor)) / 1_000_000_000n
}
