import type { Partition } from '../../lake/paths.ts'
import { type DateChoice, isChosen } from '../../market/dates.ts'
import { isContractOf, symbolsIn } from '../../market/instruments.ts'
import { KNOWN_ROOTS, rootOf } from '../../market/roots.ts'
import type { Unplaced } from './routing.ts'

/** Which partitions of bronze are wanted; what is in one does not depend on it. */
export class IngestChoice {
  readonly #symbol: string | undefined
  readonly #dates: DateChoice | undefined

  /**
   * @param symbol contracts and roots, "ESH6,NQ"; all if left out
   * @param dates UTC dates; all if left out
   */
  constructor(symbol: string | undefined, dates: DateChoice | undefined) {
    this.#symbol = symbol
    this.#dates = dates
  }

  /** Were symbols chosen? */
  get hasSymbols(): boolean {
    return this.#symbol !== undefined
  }

  /** Is a partition wanted? */
  has({ symbol, dt }: Partition): boolean {
    return this.hasFuture(symbol) && isChosen(this.#dates, dt)
  }

  /** Are a future and its options wanted, on whichever date? */
  hasFuture(symbol: string): boolean {
    return isContractOf(this.#symbol, symbol)
  }

  /** May records be wanted that no definition places? A root that is none of ours says nothing. */
  mayHave({ dt, root }: Unplaced): boolean {
    if (!isChosen(this.#dates, dt)) return false
    if (this.#symbol === undefined || root === undefined || !KNOWN_ROOTS.includes(root)) return true
    return symbolsIn(this.#symbol).some((each) => rootOf(each) === root)
  }
}
