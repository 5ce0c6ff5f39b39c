import type { Partition } from '../../lake/paths.ts'
import { type DateChoice, isChosen } from '../../market/dates.ts'
import { isContractOf, symbolsIn } from '../../market/instruments.ts'
import { KNOWN_ROOTS, rootOf } from '../../market/roots.ts'
import type { UndefinedRecords } from './routing.ts'

/** Selects bronze partitions; the content of a partition does not depend on it. */
export class IngestChoice {
  readonly #symbol: string | undefined
  readonly #dates: DateChoice | undefined

  /**
   * @param symbol contracts and roots, "ESH6,NQ"; default all
   * @param dates UTC dates; default all
   */
  constructor(symbol: string | undefined, dates: DateChoice | undefined) {
    this.#symbol = symbol
    this.#dates = dates
  }

  /** Whether symbols were given. */
  get hasSymbols(): boolean {
    return this.#symbol !== undefined
  }

  /** Whether a partition is selected. */
  has({ symbol, dt }: Partition): boolean {
    return this.hasFuture(symbol) && isChosen(this.#dates, dt)
  }

  /** Whether a future and its options are selected on any date. */
  hasFuture(symbol: string): boolean {
    return isContractOf(this.#symbol, symbol)
  }

  /** Whether undefined records may be selected; an unknown root does not rule it out. */
  mayHave({ dt, root }: UndefinedRecords): boolean {
    if (!isChosen(this.#dates, dt)) return false
    if (this.#symbol === undefined || root === undefined || !KNOWN_ROOTS.includes(root)) return true
    return symbolsIn(this.#symbol).some((each) => rootOf(each) === root)
  }
}
