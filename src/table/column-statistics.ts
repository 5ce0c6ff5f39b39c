import type { Kind } from '../contracts/contract.ts'
import { DistinctCounter } from './distinct.ts'
import { undefinedOf } from './meaning.ts'
import { type Column, words } from './table.ts'

/** What a column's values are like: bigints of an int64 column, texts of text and letters. */
export interface ColumnStatistics {
  readonly name: string
  readonly kind: Kind
  /** NaN where no value is defined. */
  readonly minimum: string | number | bigint
  readonly maximum: string | number | bigint
  /** Mean of what is a number; NaN for text and letters. */
  readonly mean: number
  /** How many different values, within 2 % or so. */
  readonly distinct: number
  /** Values that are none: NaN, an empty text, an undefined price or time. */
  readonly undefinedCount: number
  /** The mean of each part of the day; NaN where a part has no number. */
  readonly day: readonly number[]
}

/** Gathers a column's statistics batch by batch. */
export class ColumnSummary {
  readonly #name: string
  readonly #kind: Kind
  readonly #letters: readonly string[]
  readonly #distinct = new DistinctCounter()
  readonly #partSums: Float64Array
  readonly #partCounts: Float64Array
  #minimum: string | number | bigint | undefined
  #maximum: string | number | bigint | undefined
  #sum = 0
  #defined = 0
  #undefined = 0

  /** @param parts of the day that means are kept of */
  constructor(name: string, kind: Kind, letters: readonly string[], parts = 0) {
    this.#name = name
    this.#kind = kind
    this.#letters = letters
    this.#partSums = new Float64Array(parts)
    this.#partCounts = new Float64Array(parts)
  }

  /** @param partOf of each row the part of the day it is in, where parts are kept */
  add(column: Column, partOf?: Uint8Array): void {
    if (column instanceof BigInt64Array) this.#addInt64(column, partOf)
    else if (Array.isArray(column)) this.#addTexts(column)
    else if (this.#kind === 'letter') this.#addLetters(column as Uint8Array)
    else this.#addNumbers(column, partOf)
  }

  get statistics(): ColumnStatistics {
    const isText = this.#kind === 'text' || this.#kind === 'letter'
    return {
      name: this.#name,
      kind: this.#kind,
      minimum: this.#minimum ?? Number.NaN,
      maximum: this.#maximum ?? Number.NaN,
      mean: isText ? Number.NaN : this.#sum / this.#defined,
      distinct: this.#distinct.estimate,
      undefinedCount: this.#undefined,
      day: Array.from(this.#partSums, (sum, part) => sum / this.#partCounts[part]),
    }
  }

  #addNumbers(
    column: Exclude<Column, BigInt64Array | string[]>,
    partOf: Uint8Array | undefined,
  ): void {
    const bits = column instanceof Float64Array ? new Uint32Array(column.slice().buffer) : undefined
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    let undefinedCount = 0
    for (let row = 0; row < column.length; row++) {
      const value = column[row]
      if (Number.isNaN(value)) {
        undefinedCount++
        continue
      }
      if (value < least) least = value
      if (value > most) most = value
      if (bits) this.#distinct.add(bits[2 * row], bits[2 * row + 1])
      else this.#distinct.add(value, 0)
      this.#count(value, partOf, row)
    }
    this.#undefined += undefinedCount
    if (undefinedCount < column.length) this.#widen(least, most)
  }

  /** By words: a bigint a value would take ten times as long. */
  #addInt64(column: BigInt64Array<ArrayBuffer>, partOf: Uint8Array | undefined): void {
    const pairs = words(column)
    const none = undefinedOf(this.#name)
    const [noneLow, noneHigh] = none === undefined ? [] : words(BigInt64Array.of(none))
    let [least, most] = [-1, -1]
    for (let row = 0; row < column.length; row++) {
      const low = pairs[2 * row]
      const high = pairs[2 * row + 1] | 0
      if (low === noneLow && high >>> 0 === noneHigh) {
        this.#undefined++
        continue
      }
      if (least < 0 || isBelow(high, low, pairs, least)) least = row
      if (most < 0 || isBelow(pairs[2 * most + 1] | 0, pairs[2 * most], pairs, row)) most = row
      this.#distinct.add(low, high)
      this.#count(high * 4_294_967_296 + low, partOf, row)
    }
    if (least >= 0) this.#widen(column[least], column[most])
  }

  #addTexts(column: readonly string[]): void {
    for (const text of column) {
      if (text === '') {
        this.#undefined++
        continue
      }
      this.#distinct.addText(text)
      this.#widen(text, text)
    }
  }

  #addLetters(column: Uint8Array): void {
    const seen = new Set(column)
    for (const code of seen) {
      this.#distinct.add(code, 0)
      this.#widen(this.#letters[code], this.#letters[code])
    }
  }

  #count(value: number, partOf: Uint8Array | undefined, row: number): void {
    this.#sum += value
    this.#defined++
    if (!partOf) return
    this.#partSums[partOf[row]] += value
    this.#partCounts[partOf[row]]++
  }

  #widen(least: string | number | bigint, most: string | number | bigint): void {
    if (this.#minimum === undefined || least < this.#minimum) this.#minimum = least
    if (this.#maximum === undefined || most > this.#maximum) this.#maximum = most
  }
}

/** Is the int64 of these words below the one at a row? */
function isBelow(high: number, low: number, pairs: Uint32Array, row: number): boolean {
  const other = pairs[2 * row + 1] | 0
  return high < other || (high === other && low < pairs[2 * row])
}
