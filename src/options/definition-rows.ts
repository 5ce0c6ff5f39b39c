import type { Chosen } from '../contracts/kinds.ts'
import type { Definitions } from '../contracts/registry.ts'
import { PRICE_SCALE, points, priceFromWords } from '../market/price.ts'
import { UNDEF_TIME } from '../market/time.ts'
import { type Table, words } from '../table/table.ts'
import { CALL, PUT, type Right } from './black76.ts'
import type { RejectedDefinition } from './set-aside.ts'
import { type TickRule, tickRuleOf } from './tick-rule.ts'

/** An outright option on the chain's future. */
export interface Option {
  readonly symbol: string
  /** Unique within a UTC day. */
  readonly instrumentId: number
  readonly right: Right
  /** 1e-9 price units. */
  readonly strike: number
  /** The instant it expires, ns since the Unix epoch, UTC. */
  readonly expiration: bigint
  /** Product code: one root an expiry on CME (E2A, EW3, ES). */
  readonly asset: string
  /** Units of the underlying a contract stands for; 50 of ES. */
  readonly multiplier: number
  readonly tickRule: TickRule
}

/** The columns a chain is read from, by their names in the contract of definitions. */
export const CHAIN_COLUMNS = [
  'instrument_id',
  'min_price_increment',
  'display_factor',
  'expiration',
  'activation',
  'unit_of_measure_qty',
  'strike_price',
  'leg_count',
  'raw_symbol',
  'asset',
  'underlying',
  'instrument_class',
  'security_update_action',
  'user_defined_instrument',
  'tick_rule',
] as const

export type ChainDefinitions = Chosen<Definitions, (typeof CHAIN_COLUMNS)[number]>

/**
 * All options of a chain share one grid of int32 ticks, which one absurd tick must not ruin: no
 * tick may be finer than about this share of its strike, but for those of bonds. ES at 4800 may
 * tick 0.0001, and a yen at 0.0067 as finely as prices go.
 */
const MIN_TICK_SHARE = 1e-7
/** 1/512 of a point: bonds tick in halves of halves, no multiple of a power of ten. */
const MIN_BOND_TICK = PRICE_SCALE / 512

const CLASS = { call: 67, put: 80, spreads: [77, 83, 84] } // C, P; M, S, T
const DELETED = 68 // D
const USER_DEFINED = 89 // Y

/** The definitions' columns, read by row. */
export class DefinitionRows {
  readonly #length: number
  readonly #multiplier: number | undefined
  /** Of the options' future; NaN where no row defines it. */
  readonly #futureTick: number
  readonly #instrumentId: Uint32Array
  readonly #prices: Readonly<Record<PriceColumn, Uint32Array>>
  readonly #expiration: BigInt64Array
  readonly #activation: BigInt64Array
  readonly #letters: Readonly<Record<LetterColumn, Uint8Array>>
  readonly #tickRule: Uint8Array
  readonly #legCount: Uint16Array
  readonly #texts: Readonly<Record<TextColumn, string[]>>

  constructor(table: Table<ChainDefinitions>, underlying: string, multiplier: number | undefined) {
    const price = (name: PriceColumn) => words(table.columns[name])
    const letter = (name: LetterColumn) => table.columns[name]
    const text = (name: TextColumn) => table.columns[name]
    this.#length = table.length
    this.#multiplier = multiplier
    this.#instrumentId = table.columns.instrument_id
    this.#prices = {
      min_price_increment: price('min_price_increment'),
      display_factor: price('display_factor'),
      unit_of_measure_qty: price('unit_of_measure_qty'),
      strike_price: price('strike_price'),
    }
    this.#expiration = table.columns.expiration
    this.#activation = table.columns.activation
    this.#letters = {
      instrument_class: letter('instrument_class'),
      security_update_action: letter('security_update_action'),
      user_defined_instrument: letter('user_defined_instrument'),
    }
    this.#tickRule = table.columns.tick_rule
    this.#legCount = table.columns.leg_count
    this.#texts = {
      raw_symbol: text('raw_symbol'),
      asset: text('asset'),
      underlying: text('underlying'),
    }
    const future = this.#texts.raw_symbol.lastIndexOf(underlying, this.#length - 1)
    this.#futureTick = future < 0 ? Number.NaN : this.#price('min_price_increment', future)
  }

  /** The last row of each instrument; one deleted during the day was valid until then. */
  latest(): Iterable<number> {
    const rows = new Map<number, number>()
    for (let row = 0; row < this.#length; row++) {
      if (this.#letters.security_update_action[row] === DELETED) continue
      rows.set(this.#instrumentId[row], row)
    }
    return rows.values()
  }

  kind(row: number, underlying: string): 'option' | 'userDefined' | 'spreads' | 'other' {
    const { raw_symbol: symbol, underlying: underlyings } = this.#texts
    const instrumentClass = this.#letters.instrument_class[row]
    if (
      this.#letters.user_defined_instrument[row] === USER_DEFINED ||
      symbol[row].startsWith('UD:')
    ) {
      return 'userDefined'
    }
    if (CLASS.spreads.includes(instrumentClass) || this.#legCount[row] > 0) return 'spreads'
    const isOption = instrumentClass === CLASS.call || instrumentClass === CLASS.put
    // One that does not name its future is among the definitions of that by its underlying_id.
    const isOfFuture = underlyings[row] === underlying || underlyings[row] === ''
    return isOption && isOfFuture ? 'option' : 'other'
  }

  /** The option a row defines, or why it defines none. */
  read(row: number): Option | RejectedDefinition {
    const symbol = this.#texts.raw_symbol[row]
    const strike = this.#price('strike_price', row)
    const expiration = BigInt.asUintN(64, this.#expiration[row])
    const activation = BigInt.asUintN(64, this.#activation[row])
    const multiplier = this.#multiplier ?? this.#price('unit_of_measure_qty', row) / PRICE_SCALE
    const fault =
      (symbol === '' && 'it has no symbol') ||
      (Number.isNaN(strike) && 'its strike is undefined, or beyond 9 million') ||
      (this.#expiration[row] === UNDEF_TIME && 'its expiration is undefined') ||
      (this.#activation[row] !== UNDEF_TIME &&
        expiration <= activation &&
        'it expires before it is activated') ||
      (!(multiplier > 0) &&
        'its multiplier (unit_of_measure_qty) is undefined, not above 0, or beyond 9 million')
    if (fault) return { symbol, reason: fault }
    const tickRule = tickRuleOf(
      this.#price('min_price_increment', row),
      this.#tickRule[row],
      this.#price('display_factor', row),
      this.#futureTick,
    )
    const finest = finestTick(strike)
    const isCoarse = (tick: number) => tick % finest === 0 || tick % MIN_BOND_TICK === 0
    if (!isCoarse(tickRule.fine) || !isCoarse(tickRule.coarse)) {
      return {
        symbol,
        reason: `its tick is no multiple of ${points(finest)}, too fine for its strike`,
      }
    }
    return {
      symbol,
      instrumentId: this.#instrumentId[row],
      right: this.#letters.instrument_class[row] === CLASS.call ? CALL : PUT,
      strike,
      expiration,
      asset: this.#texts.asset[row],
      multiplier,
      tickRule,
    }
  }

  #price(name: PriceColumn, row: number): number {
    const column = this.#prices[name]
    return priceFromWords(column[2 * row], column[2 * row + 1])
  }
}

/** The power of ten, in price units, that ticks of an option must be multiples of; 1 at least. */
function finestTick(strike: number): number {
  let finest = 1
  while (finest * 10 <= strike * MIN_TICK_SHARE) finest *= 10
  return finest
}

type PriceColumn = 'min_price_increment' | 'display_factor' | 'unit_of_measure_qty' | 'strike_price'
type LetterColumn = 'instrument_class' | 'security_update_action' | 'user_defined_instrument'
type TextColumn = 'raw_symbol' | 'asset' | 'underlying'
