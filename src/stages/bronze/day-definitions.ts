import { type ContractIdentity, definedContract } from '../../market/contract-identity.ts'
import { parseOutright } from '../../market/instruments.ts'
import type { Table } from '../../table/table.ts'

/** A future, or an option stored under its future. */
export interface Instrument {
  readonly kind: 'future' | 'option'
  /** The future's symbol. */
  readonly future: string
}

/** The columns of definitions that identify an instrument. */
export const DEFINITION_COLUMNS = [
  'instrument_id',
  'raw_symbol',
  'underlying',
  'instrument_class',
  'user_defined_instrument',
  'maturity_year',
  'maturity_month',
  'expiration',
] as const

const YES = 'Y'.charCodeAt(0)

/** The instruments defined on one UTC date. */
export class DayDefinitions {
  readonly date: string
  readonly bySymbol = new Map<string, Instrument>()
  /** Ids are unique only within a day. */
  readonly byId = new Map<number, Instrument>()
  /** Contracts of futures by symbol. */
  readonly contracts = new Map<string, ContractIdentity>()

  constructor(date: string) {
    this.date = date
  }

  /** Adds a definition. Returns its instrument; undefined if bronze does not store it. */
  add(table: Table, row: number): Instrument | undefined {
    const instrument = definedInstrument(table, row)
    if (!instrument) return undefined
    this.bySymbol.set(table.column('raw_symbol', 'text')[row], instrument)
    this.byId.set(table.column('instrument_id', 'uint32')[row], instrument)
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
}

/**
 * The instrument of a definition; undefined unless it is an outright future or an option on one.
 */
export function definedInstrument(table: Table, row: number): Instrument | undefined {
  const symbol = table.column('raw_symbol', 'text')[row]
  const instrumentClass = String.fromCharCode(table.column('instrument_class', 'char')[row])
  const isUserDefined = table.column('user_defined_instrument', 'char')[row] === YES
  if (isUserDefined || symbol.startsWith('UD:')) return undefined
  if (instrumentClass === 'F') {
    return parseOutright(symbol) && { kind: 'future', future: symbol }
  }
  const underlying = table.column('underlying', 'text')[row]
  const isOption = instrumentClass === 'C' || instrumentClass === 'P'
  return isOption && parseOutright(underlying) ? { kind: 'option', future: underlying } : undefined
}
