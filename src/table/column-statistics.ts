import type { Kind } from '../contracts/contract.ts'
import type { Column } from './table.ts'

/** What a column's values are like: bigints of an int64 column, texts of text and letters. */
export interface ColumnStatistics {
  readonly name: string
  readonly kind: Kind
  /** NaN where no value is defined. */
  readonly minimum: string | number | bigint
  readonly maximum: string | number | bigint
  /** Mean of what is a number; NaN for text and letters. */
  readonly mean: number
  /** Values that are NaN, "not defined". */
  readonly undefinedCount: number
}

/** Gathers a column's statistics batch by batch. */
export class ColumnSummary {
  readonly #name: string
  readonly #kind: Kind
  readonly #letters: readonly string[]
  #minimum: string | number | bigint | undefined
  #maximum: string | number | bigint | undefined
  #sum = 0
  #defined = 0
  #undefined = 0

  constructor(name: string, kind: Kind, letters: readonly string[]) {
    this.#name = name
    this.#kind = kind
    this.#letters = letters
  }

  add(column: Column): void {
    for (let row = 0; row < column.length; row++) {
      const value = this.#kind === 'letter' ? this.#letters[Number(column[row])] : column[row]
      if (Number.isNaN(value)) {
        this.#undefined++
        continue
      }
      this.#defined++
      if (typeof value !== 'string') this.#sum += Number(value)
      if (this.#minimum === undefined || value < this.#minimum) this.#minimum = value
      if (this.#maximum === undefined || value > this.#maximum) this.#maximum = value
    }
  }

  get statistics(): ColumnStatistics {
    const isText = this.#kind === 'text' || this.#kind === 'letter'
    return {
      name: this.#name,
      kind: this.#kind,
      minimum: this.#minimum ?? Number.NaN,
      maximum: this.#maximum ?? Number.NaN,
      mean: isText ? Number.NaN : this.#sum / this.#defined,
      undefinedCount: this.#undefined,
    }
  }
}
