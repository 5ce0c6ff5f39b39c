import type { RecordBatch } from '../../dbn/machine.ts'
import { listPartitions } from '../../lake/list.ts'
import type { Lake } from '../../lake/paths.ts'
import { readTable } from '../../lake/read-table.ts'
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
] as const

/** What instruments are, from the definitions in the lake and those that go by. */
export class Instruments {
  readonly #bySymbol = new Map<string, Instrument>()
  /** By UTC date and id: ids are unique only within a day. */
  readonly #byId = new Map<string, Instrument>()

  /** Learns the definitions near some dates; all of them where none are known. */
  static async load(lake: Lake, dates: readonly string[]): Promise<Instruments> {
    const instruments = new Instruments()
    const first = dates.length > 0 ? addDays(dates[0], -NEAR_DAYS) : ''
    const last = dates.length > 0 ? addDays(dates[dates.length - 1], NEAR_DAYS) : '~'
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

  #learn(table: Table, row: number, date: string): Instrument | undefined {
    const instrument = describe(table, row)
    if (!instrument) return undefined
    this.#bySymbol.set(table.column('raw_symbol', 'text')[row], instrument)
    this.#byId.set(`${date} ${table.column('instrument_id', 'uint32')[row]}`, instrument)
    return instrument
  }
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
