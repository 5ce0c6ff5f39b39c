import type { Field } from '../contracts/contract.ts'
import { charText, type Form, KINDS, type Kind } from '../contracts/kinds.ts'
import { DistinctCounter } from './distinct.ts'
import { undefinedOf } from './meaning.ts'
import { type Column, isWideInts, type NumberColumn, type WideInts, words } from './table.ts'

/** Statistics of a column: bigints for 64-bit integers, texts for text, letters and characters. */
export interface ColumnStatistics {
  readonly name: string
  readonly kind: Kind
  /** NaN where no value is defined. */
  readonly minimum: string | number | bigint
  readonly maximum: string | number | bigint
  /** Mean of what is a number; NaN for text, letters and characters. */
  readonly mean: number
  /** How many different values, within 2 % or so. */
  readonly distinct: number
  /** Values that are none: NaN, an empty text or character, an undefined price or time. */
  readonly undefinedCount: number
  /** The mean of each part of the day; NaN where a part has no number. */
  readonly day: readonly number[]
}

/** Computes a column's statistics batch by batch. */
export class ColumnSummary {
  readonly #field: Field
  readonly #form: Form
  readonly #distinct = new DistinctCounter()
  readonly #partSums: Float64Array
  readonly #partCounts: Float64Array
  #minimum: string | number | bigint | undefined
  #maximum: string | number | bigint | undefined
  #sum = 0
  #defined = 0
  #undefined = 0

  /** @param parts of the day that means are kept of */
  constructor(field: Field, parts = 0) {
    this.#field = field
    this.#form = KINDS[field.kind].form
    this.#partSums = new Float64Array(parts)
    this.#partCounts = new Float64Array(parts)
  }

  /** @param partOf of each row the part of the day it is in, where parts are kept */
  add(column: Column, partOf?: Uint8Array): void {
    if (isWideInts(column)) this.#addWideInts(column, partOf)
    else if (Array.isArray(column)) this.#addTexts(column)
    else if (this.#form === 'letters') this.#addLetters(column)
    else if (this.#form === 'chars') this.#addChars(column)
    else this.#addNumbers(column, partOf)
  }

  get statistics(): ColumnStatistics {
    const { name, kind } = this.#field
    const isText = ['texts', 'letters', 'chars'].includes(this.#form)
    return {
      name,
      kind,
      minimum: this.#minimum ?? Number.NaN,
      maximum: this.#maximum ?? Number.NaN,
      mean: isText ? Number.NaN : this.#sum / this.#defined,
      distinct: this.#distinct.estimate,
      undefinedCount: this.#undefined,
      day: Array.from(this.#partSums, (sum, part) => sum / this.#partCounts[part]),
    }
  }

  #addNumbers(column: NumberColumn, partOf: Uint8Array | undefined): void {
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
  #addWideInts(column: WideInts, partOf: Uint8Array | undefined): void {
    const pairs = words(column)
    const isSigned = column instanceof BigInt64Array
    const none = undefinedOf(this.#field)
    const [noneLow, noneHigh] = none === undefined ? [] : words(BigInt64Array.of(none))
    let least = -1
    let most = -1
    let [minLow, minHigh, maxLow, maxHigh] = [0, 0, 0, 0]
    for (let row = 0; row < column.length; row++) {
      const low = pairs[2 * row]
      const bits = pairs[2 * row + 1]
      if (low === noneLow && bits === noneHigh) {
        this.#undefined++
        continue
      }
      const high = isSigned ? bits | 0 : bits
      if (least < 0 || isBelow(high, low, minHigh, minLow)) {
        least = row
        minLow = low
        minHigh = high
      }
      if (most < 0 || isBelow(maxHigh, maxLow, high, low)) {
        most = row
        maxLow = low
        maxHigh = high
      }
      this.#distinct.add(low, bits | 0)
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

  #addLetters(column: NumberColumn): void {
    const { letters } = this.#field
    for (const code of new Set(column)) {
      this.#distinct.add(code, 0)
      this.#widen(letters[code], letters[code])
    }
  }

  #addChars(column: NumberColumn): void {
    const counts = new Float64Array(256)
    for (let row = 0; row < column.length; row++) counts[column[row]]++
    this.#undefined += counts[0]
    for (let code = 1; code < counts.length; code++) {
      if (counts[code] === 0) continue
      this.#distinct.add(code, 0)
      this.#widen(charText(code), charText(code))
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

/** Is the integer of these words below the other's? */
function isBelow(high: number, low: number, otherHigh: number, otherLow: number): boolean {
  return high < otherHigh || (high === otherHigh && low < otherLow)
}
