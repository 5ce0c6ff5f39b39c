import type { RecordBatch } from '../../dbn/machine.ts'
import { listPartitions } from '../../lake/list.ts'
import type { Lake } from '../../lake/paths.ts'
import { readTable } from '../../lake/read-table.ts'
import {
  type ContractIdentity,
  contractIdentity,
  definedContract,
  formatContract,
} from '../../market/contract-identity.ts'
import { parseOutright } from '../../market/instruments.ts'
import { addDays } from '../../market/time.ts'
import type { Table } from '../../table/table.ts'
import { DEFINITIONS } from './datasets.ts'

/** What is kept under a future: itself, or an option on it. */
export interface Instrument {
  readonly kind: 'future' | 'option'
  /** The future's symbol. */
  readonly future: string
}

/** Definitions are restated daily; a weekend and a holiday lie between two at most. */
export const NEAR_DAYS = 7
const YES = 'Y'.charCodeAt(0)
const COLUMNS = [
  'instrument_id',
  'raw_symbol',
  'underlying',
  'instrument_class',
  'user_defined_instrument',
  'maturity_year',
  'maturity_month',
  'expiration',
] as const

/** What instruments are, from the definitions in the lake and those that go by. */
export class Instruments {
  readonly #bySymbol = new Map<string, Instrument>()
  /** By UTC date and id: ids are unique only within a day. */
  readonly #byId = new Map<string, Instrument>()
  readonly #hasIds: boolean
  /** What futures' definitions say they stand for, by symbol and UTC date. */
  readonly #contracts = new Map<string, ContractIdentity>()

  constructor(hasIds = true) {
    this.#hasIds = hasIds
  }

  /**
   * Learns the definitions in the lake of some dates and those near them.
   *
   * @param first the first UTC date
   * @param last the last one
   * @param hasIds false where symbols will do: over many days the ids are many
   */
  static async load(
    lake: Lake,
    { first: from, last: to }: { readonly first: string; readonly last: string },
    hasIds = true,
  ): Promise<Instruments> {
    const instruments = new Instruments(hasIds)
    const first = addDays(from, -NEAR_DAYS)
    const last = addDays(to, NEAR_DAYS)
    for (const partition of await listPartitions(lake, { dataset: DEFINITIONS })) {
      if (partition.dt < first || partition.dt > last) continue
      const table = await readTable(lake, partition, COLUMNS)
      for (let row = 0; row < table.length; row++) instruments.#learn(table, row, partition.dt)
    }
    return instruments
  }

  /** Learns a definition record of a UTC date, and says what it defines. */
  add({ table }: RecordBatch, row: number, date: string): Instrument | undefined {
    return this.#learn(table, row, date)
  }

  /** The future that an option's symbol is on; undefined where no definition says. */
  futureOf(symbol: string): string | undefined {
    return this.#bySymbol.get(symbol)?.future
  }

  /** An instrument by its symbol on any date, else by its id on this one. */
  find(symbol: string | undefined, id: number, date: string): Instrument | undefined {
    if (symbol !== undefined && parseOutright(symbol)) return { kind: 'future', future: symbol }
    const known = symbol === undefined ? undefined : this.#bySymbol.get(symbol)
    return known ?? this.#byId.get(`${date} ${id}`)
  }

  /**
   * The contract that a future's symbol stands for on a UTC date, "ES 2026-03": of the nearest
   * definition within {@link NEAR_DAYS}, else by the symbol's month and digits.
   */
  contractAt(symbol: string, date: string): string {
    for (const day of nearestDates(date)) {
      const known = this.#contracts.get(`${symbol} ${day}`)
      if (known) return formatContract(known)
    }
    const identity = contractIdentity(symbol, date)
    return identity ? formatContract(identity) : symbol
  }

  #learn(table: Table, row: number, date: string): Instrument | undefined {
    const instrument = describe(table, row)
    if (!instrument) return undefined
    this.#bySymbol.set(table.column('raw_symbol', 'text')[row], instrument)
    if (!this.#hasIds) return instrument
    this.#byId.set(`${date} ${table.column('instrument_id', 'uint32')[row]}`, instrument)
    if (instrument.kind === 'future') {
      const contract = definedContract(instrument.future, {
        year: table.column('maturity_year', 'uint16')[row],
        month: table.column('maturity_month', 'uint8')[row],
        expiration: table.column('expiration', 'int64')[row],
      })
      if (contract) this.#contracts.set(`${instrument.future} ${date}`, contract)
    }
    return instrument
  }
}

/** A date and those near it, the nearest first; of two as near the earlier. */
export function nearestDates(date: string): string[] {
  const dates = [date]
  for (let days = 1; days <= NEAR_DAYS; days++) {
    dates.push(addDays(date, -days), addDays(date, days))
  }
  return dates
}

/** What a definition defines; undefined for what is neither an outright future nor its option. */
function describe(table: Table, row: number): Instrument | undefined {
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
