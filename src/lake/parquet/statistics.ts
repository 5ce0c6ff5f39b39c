import type { Field } from '../../contracts/contract.ts'
import { KINDS } from '../../contracts/kinds.ts'
import { type Column, type NumberColumn, words } from '../../table/table.ts'

/** Minimum and maximum of a column in Parquet's order. */
export interface Range {
  readonly minimum: bigint | number | string | boolean
  readonly maximum: bigint | number | string | boolean
}

/**
 * The range of a sort key (not float64, uint64, characters or nullable); undefined if there are no
 * rows.
 */
export function rangeOf(field: Field, column: Column): Range | undefined {
  if (column.length === 0) return undefined
  if (Array.isArray(column)) return rangeOfTexts(column)
  if (column instanceof BigInt64Array) return rangeOfInt64(column)
  const { form } = KINDS[field.kind]
  if (form === 'letters') return rangeOfTexts(lettersIn(column as NumberColumn, field.letters))
  let minimum = column[0] as number
  let maximum = minimum
  for (let row = 1; row < column.length; row++) {
    const value = column[row] as number
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
  }
  if (form === 'bits') return { minimum: minimum === 1, maximum: maximum === 1 }
  return { minimum, maximum }
}

function lettersIn(column: ArrayLike<number>, letters: readonly string[]): string[] {
  const isPresent = new Uint8Array(letters.length)
  for (let row = 0; row < column.length; row++) isPresent[column[row]] = 1
  return letters.filter((_, code) => isPresent[code] === 1)
}

/** Compares words, the high one signed, to avoid a bigint per row. */
function rangeOfInt64(column: BigInt64Array<ArrayBuffer>): Range {
  const values = words(column)
  let minimumAt = 0
  let maximumAt = 0
  for (let at = 2; at < values.length; at += 2) {
    if (isLess(values, at, minimumAt)) minimumAt = at
    if (isLess(values, maximumAt, at)) maximumAt = at
  }
  return { minimum: column[minimumAt / 2], maximum: column[maximumAt / 2] }
}

function isLess(values: Uint32Array, a: number, b: number): boolean {
  const highA = values[a + 1] | 0
  const highB = values[b + 1] | 0
  return highA < highB || (highA === highB && values[a] < values[b])
}

/** Parquet orders texts by UTF-8 bytes, JS by UTF-16 code units. */
function rangeOfTexts(texts: readonly string[]): Range {
  let minimum = texts[0]
  let maximum = minimum
  for (const text of texts) {
    if (compareUtf8(text, minimum) < 0) minimum = text
    if (compareUtf8(text, maximum) > 0) maximum = text
  }
  return { minimum, maximum }
}

function compareUtf8(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b))
}
