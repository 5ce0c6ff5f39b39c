import { type ContractIdentity, definedContract } from '../../market/contract-identity.ts'
import { parseOutright } from '../../market/instruments.ts'
import type { Table } from '../../table/table.ts'

/** What is kept under a future: itself, or an option on it. */
export interface Instrument {
  readonly kind: 'future' | 'option'
  /** The future's symbol. */
  readonly future: string
}

/** The columns of definitions that say what an instrument is. */
export const DEFINING_COLUMNS = [
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

/** What the definitions of one UTC date say. */
export class DefinedDay {
  readonly date: string
  readonly bySymbol = new Map<string, Instrument>()
  /** Ids are unique only within a day. */
  readonly byId = new Map<number, Instrument>()
  /** What futures stand for, by symbol. */
  readonly contracts = new Map<string, ContractIdentity>()

  constructor(date: string) {
    this.date = date
  }

  /**
   * Learns a definition, and says what it defines; undefined where that is nothing bronze keeps.
   */
  learn(table: Table, row: number): Instrument | undefined {
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

/** What a definition defines; undefined for what is neither an outright future nor its option. */
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
