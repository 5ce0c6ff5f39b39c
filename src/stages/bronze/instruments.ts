import type { RecordBatch } from '../../dbn/decoder.ts'
import { contractIdentity, formatContract } from '../../market/contract-identity.ts'
import { parseOutright } from '../../market/instruments.ts'
import { addDays } from '../../market/time.ts'
import { DayDefinitions, type Instrument, type SymbolOfId } from './day-definitions.ts'

/** Definitions are published daily; this covers weekends with holidays. */
export const NEARBY_DAYS = 7

/** Resolves instruments with the definitions in the lake and those being read. */
export class Instruments {
  readonly #stored: readonly DayDefinitions[]
  readonly #unselected: ReadonlyMap<string, Instrument>
  /** Definitions being read, by date. */
  readonly #read = new Map<string, DayDefinitions>()

  /**
   * @param stored the definitions in the lake near the dates in question
   * @param unchosen by symbol, options whose definitions the lake does not have because their
   * futures were not chosen
   */
  constructor(
    stored: readonly DayDefinitions[] = [],
    unchosen: ReadonlyMap<string, Instrument> = new Map(),
  ) {
    this.#stored = stored
    this.#unselected = unchosen
  }

  /**
   * Adds a definition record of a UTC date. Returns its instrument.
   *
   * @param symbolOf finds an option's future where the definition has only its id
   */
  add(
    { table }: RecordBatch,
    row: number,
    date: string,
    symbolOf: SymbolOfId,
  ): Instrument | undefined {
    let day = this.#read.get(date)
    if (!day) {
      day = new DayDefinitions(date)
      this.#read.set(date, day)
    }
    return day.add(table, row, symbolOf)
  }

  /** The future of an option's symbol; undefined without a definition. */
  futureOf(symbol: string): string | undefined {
    return this.#findBySymbol(symbol)?.future
  }

  /** Whether a symbol is defined as that of a future. */
  isDefinedFuture(symbol: string): boolean {
    return this.#findBySymbol(symbol)?.kind === 'future'
  }

  /** Finds an instrument by its symbol on any date, else by its id on this date. */
  find(symbol: string | undefined, id: number, date: string): Instrument | undefined {
    if (symbol !== undefined && parseOutright(symbol)) return { kind: 'future', future: symbol }
    const known = symbol === undefined ? undefined : this.#findBySymbol(symbol)
    return known ?? this.#latest((day) => (day.date === date ? day.byId.get(id) : undefined))
  }

  /**
   * The contract of a future's symbol on a UTC date, "ES 2026-03": from the nearest definition
   * within {@link NEARBY_DAYS}, else from the symbol's month and digits.
   */
  contractAt(symbol: string, date: string): string {
    for (const near of nearestDates(date)) {
      const known = this.#latest((day) =>
        day.date === near ? day.contracts.get(symbol) : undefined,
      )
      if (known) return formatContract(known)
    }
    const identity = contractIdentity(symbol, date)
    return identity ? formatContract(identity) : symbol
  }

  #findBySymbol(symbol: string): Instrument | undefined {
    return this.#latest((day) => day.bySymbol.get(symbol)) ?? this.#unselected.get(symbol)
  }

  /** The latest defined result; definitions being read have precedence over stored ones. */
  #latest<T>(select: (day: DayDefinitions) => T | undefined): T | undefined {
    for (const days of [[...this.#read.values()], this.#stored]) {
      for (let at = days.length - 1; at >= 0; at--) {
        const found = select(days[at])
        if (found !== undefined) return found
      }
    }
    return undefined
  }
}

/** A date and those near it, nearest first, the earlier one first at equal distance. */
export function* nearestDates(date: string): Generator<string> {
  yield date
  for (let days = 1; days <= NEARBY_DAYS; days++) {
    yield addDays(date, -days)
    yield addDays(date, days)
  }
}
