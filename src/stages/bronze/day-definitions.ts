import { type ContractIdentity, definedContract } from '../../market/contract-identity.ts'
import { parseOutright } from '../../market/instruments.ts'
import type { Table } from '../../table/table.ts'

/** A future, or an option or a combination of options stored under its future. */
export interface Instrument {
  readonly kind: 'future' | 'option' | 'combo'
  /** The future's symbol. */
  readonly future: string
}

/** The columns of definitions that identify an instrument. */
export const DEFINITION_COLUMNS = [
  'instrument_id',
  'raw_symbol',
  'underlying',
  'underlying_id',
  'instrument_class',
  'user_defined_instrument',
  'maturity_year',
  'maturity_month',
  'expiration',
  'asset',
  'leg_instrument_id',
  'leg_raw_symbol',
] as const

/** The symbol of an instrument id on the date; undefined if unknown. */
export type SymbolOfId = (id: number) => string | undefined

/** Option spreads and mixed spreads. */
const COMBO_CLASSES = 'TM'
const YES = 'Y'.charCodeAt(0)

/** The instruments defined on one UTC date. */
export class DayDefinitions {
  readonly date: string
  readonly bySymbol = new Map<string, Instrument>()
  /** Ids are unique only within a day. */
  readonly byId = new Map<number, Instrument>()
  /** Contracts of futures by symbol. */
  readonly contracts = new Map<string, ContractIdentity>()
  /** The future of each product's options; undefined if they are on several. */
  readonly #futureOfAsset = new Map<string, string | undefined>()

  constructor(date: string) {
    this.date = date
  }

  /**
   * Adds a definition. Returns its instrument; undefined if bronze does not store it.
   *
   * @param symbolOf finds an option's future where the definition has only its id
   */
  add(table: Table, row: number, symbolOf: SymbolOfId): Instrument | undefined {
    const instrument = definedInstrument(table, row, symbolOf) ?? this.#combo(table, row)
    if (!instrument) return undefined
    this.bySymbol.set(table.column('raw_symbol', 'text')[row], instrument)
    this.byId.set(table.column('instrument_id', 'uint32')[row], instrument)
    if (instrument.kind === 'option') this.#noteAsset(table, row, instrument.future)
    if (instrument.kind === 'future') {
      const contract = definedContract(instrument.future, {
        year: table.column('maturity_year', 'uint16')[row],
        month: table.column('maturity_month', 'uint8')[row],
        expiration: table.column('expiration', 'int64')[row],
      })
      if (contract) this.contracts.set(instrument.future, contract)
    }
    return instrument
  }

  /**
   * A combination of options, found by a leg that has been defined before it. Before version 3
   * definitions have no legs: then by its product, if all of that product's options are on one future.
   */
  #combo(table: Table, row: number): Instrument | undefined {
    const instrumentClass = String.fromCharCode(table.column('instrument_class', 'char')[row])
    if (!COMBO_CLASSES.includes(instrumentClass)) return undefined
    const known = this.byId.get(table.column('instrument_id', 'uint32')[row])
    if (known?.kind === 'combo') return known
    const legSymbol = table.column('leg_raw_symbol', 'text')[row]
    const leg =
      this.bySymbol.get(legSymbol) ??
      this.byId.get(table.column('leg_instrument_id', 'uint32')[row])
    const future =
      legSymbol === '' ? this.#futureOfAsset.get(table.column('asset', 'text')[row]) : leg?.future
    return future === undefined ? undefined : { kind: 'combo', future }
  }

  #noteAsset(table: Table, row: number, future: string): void {
    const asset = table.column('asset', 'text')[row]
    if (asset === '') return
    const isFirst = !this.#futureOfAsset.has(asset)
    const isSame = this.#futureOfAsset.get(asset) === future
    this.#futureOfAsset.set(asset, isFirst || isSame ? future : undefined)
  }
}

/** The symbols of the outright futures of a table of definitions, by their ids. */
export function futureSymbols(table: Table): Map<number, string> {
  const ids = table.column('instrument_id', 'uint32')
  const found = new Map<number, string>()
  for (let row = 0; row < table.length; row++) {
    const instrument = definedInstrument(table, row, () => undefined)
    if (instrument?.kind === 'future') found.set(ids[row], instrument.future)
  }
  return found
}

/**
 * The instrument of a definition; undefined unless it is an outright future or an option on one.
 *
 * @param symbolOf finds an option's future where the definition has only its id
 */
export function definedInstrument(
  table: Table,
  row: number,
  symbolOf: SymbolOfId,
): Instrument | undefined {
  const symbol = table.column('raw_symbol', 'text')[row]
  const instrumentClass = String.fromCharCode(table.column('instrument_class', 'char')[row])
  const isUserDefined = table.column('user_defined_instrument', 'char')[row] === YES
  if (isUserDefined || symbol.startsWith('UD:')) return undefined
  if (instrumentClass === 'F') {
    return parseOutright(symbol) && { kind: 'future', future: symbol }
  }
  if (instrumentClass !== 'C' && instrumentClass !== 'P') return undefined
  const named = table.column('underlying', 'text')[row]
  const future = named || symbolOf(table.column('underlying_id', 'uint32')[row]) || ''
  return parseOutright(future) && { kind: 'option', future }
}
