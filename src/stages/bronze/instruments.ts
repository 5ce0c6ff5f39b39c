import type { RecordBatch } from '../../dbn/decoder.ts'
import { contractIdentity, formatContract } from '../../market/contract-identity.ts'
import { parseOutright } from '../../market/instruments.ts'
import { addDays } from '../../market/time.ts'
import { DefinedDay, type Instrument } from './defined-day.ts'

/** Definitions are restated daily; a weekend and a holiday lie between two at most. */
export const NEAR_DAYS = 7

/** What instruments are, from the definitions in the lake and those that are being read. */
export class Instruments {
  readonly #stored: readonly DefinedDay[]
  readonly #unchosen: ReadonlyMap<string, Instrument>
  /** Of the definitions that are being read, by date. */
  readonly #read = new Map<string, DefinedDay>()

  /**
   * @param stored the definitions in the lake near the dates in question
   * @param unchosen by symbol, options whose definitions the lake does not have because their
   * futures were not chosen
   */
  constructor(
    stored: readonly DefinedDay[] = [],
    unchosen: ReadonlyMap<string, Instrument> = new Map(),
  ) {
    this.#stored = stored
    this.#unchosen = unchosen
  }

  /** Learns a definition record of a UTC date, and says what it defines. */
  add({ table }: RecordBatch, row: number, date: string): Instrument | undefined {
    let day = this.#read.get(date)
    if (!day) {
      day = new DefinedDay(date)
      this.#read.set(date, day)
    }
    return day.learn(table, row)
  }

  /** The future that an option's symbol is on; undefined where no definition says. */
  futureOf(symbol: string): string | undefined {
    return this.#named(symbol)?.future
  }

  /** An instrument by its symbol on any date, else by its id on this one. */
  find(symbol: string | undefined, id: number, date: string): Instrument | undefined {
    if (symbol !== undefined && parseOutright(symbol)) return { kind: 'future', future: symbol }
    const known = symbol === undefined ? undefined : this.#named(symbol)
    return known ?? this.#latest((day) => (day.date === date ? day.byId.get(id) : undefined))
  }

  /**
   * The contract that a future's symbol stands for on a UTC date, "ES 2026-03": of the nearest
   * definition within {@link NEAR_DAYS}, else by the symbol's month and digits.
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

  #named(symbol: string): Instrument | undefined {
    return this.#latest((day) => day.bySymbol.get(symbol)) ?? this.#unchosen.get(symbol)
  }

  /** What the last day says that says something; what is being read goes before what is stored. */
  #latest<T>(said: (day: DefinedDay) => T | undefined): T | undefined {
    for (const days of [[...this.#read.values()], this.#stored]) {
      for (let at = days.length - 1; at >= 0; at--) {
        const found = said(days[at])
        if (found !== undefined) return found
      }
    }
    return undefined
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
