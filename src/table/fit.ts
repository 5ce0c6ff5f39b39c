import type { Field } from '../contracts/contract.ts'
import { KINDS } from '../contracts/kinds.ts'
import { Failure } from '../failure.ts'
import { UNDEF_PRICE_HIGH, UNDEF_PRICE_LOW } from '../market/price.ts'
import { meaningOf } from './meaning.ts'
import { type Column, isWideInts, type NumberColumn, type Table, words } from './table.ts'

/**
 * Checks that a table fits its contract. Invalid are unknown letters and booleans, numbers out of
 * bounds, infinities, NaN where the contract does not allow it, and texts that are not Unicode.
 * int64 columns may hold any value.
 *
 * @param dataset the dataset's key, for errors
 * @param firstRow the dataset's row at which the table begins, for errors
 * @throws Failure `input`, naming the first misfit of the first field that has one
 */
export function assertFits(table: Table, dataset = table.contract.key, firstRow = 0): void {
  for (const field of table.contract.fields) {
    const column = table.filled(field.name)
    const row = misfit(field, column)
    if (row < 0) continue
    throw new Failure({
      code: 'input',
      what: `field ${field.name} does not fit its contract`,
      where: `${dataset}, row ${firstRow + row}`,
      expected: expectation(field),
      found: Array.isArray(column) ? JSON.stringify(column[row]) : String(column[row]),
    })
  }
}

/** The first row whose value does not fit, or −1. */
function misfit(field: Field, column: Column): number {
  if (isWideInts(column)) return isPriced(field) ? firstUndefined(words(column)) : -1
  if (Array.isArray(column)) return column.findIndex((text) => !isText(text))
  const { form, range } = KINDS[field.kind]
  if (form === 'letters') return outside(column, 0, field.letters.length - 1)
  if (form === 'bits') return outside(column, 0, 1)
  if (column instanceof Float64Array) return misfitFloat(field, column)
  if (!range || (field.minimum <= range[0] && field.maximum >= range[1])) return -1
  return outside(column, field.minimum, field.maximum)
}

/** Must every row of this int64 have a price? */
function isPriced({ name, kind, nullable }: Field): boolean {
  return kind === 'int64' && !nullable && meaningOf(name) === 'price'
}

function firstUndefined(pairs: Uint32Array): number {
  for (let at = 1; at < pairs.length; at += 2) {
    if (pairs[at] === UNDEF_PRICE_HIGH && pairs[at - 1] === UNDEF_PRICE_LOW) return at >> 1
  }
  return -1
}

/** A lone surrogate cannot be encoded as UTF-8. */
function isText(value: unknown): boolean {
  return typeof value === 'string' && value.isWellFormed()
}

function outside(column: NumberColumn, minimum: number, maximum: number): number {
  for (let row = 0; row < column.length; row++) {
    const value = column[row]
    if (value < minimum || value > maximum) return row
  }
  return -1
}

function misfitFloat({ nan, minimum, maximum }: Field, column: NumberColumn): number {
  const lowest = Math.max(minimum, -Number.MAX_VALUE)
  const highest = Math.min(maximum, Number.MAX_VALUE)
  for (let row = 0; row < column.length; row++) {
    const value = column[row]
    // A NaN fails both comparisons, so it comes here too.
    if (!(value >= lowest && value <= highest) && !(nan && Number.isNaN(value))) return row
  }
  return -1
}

function expectation({ kind, letters, nan, minimum, maximum }: Field): string {
  const { form } = KINDS[kind]
  if (form === 'letters')
    return `the code of one of ${letters.join(', ')} (0 to ${letters.length - 1})`
  if (form === 'bits') return '0 or 1'
  if (form === 'texts') return 'well-formed Unicode'
  if (kind === 'int64') return 'a price: the column is not nullable'
  const bounds = [
    minimum > -Infinity && `at least ${minimum}`,
    maximum < Infinity && `at most ${maximum}`,
  ].filter(Boolean)
  const number = [kind === 'float64' ? 'a finite number' : kind, ...bounds].join(', ')
  return nan ? `${number}, or NaN` : number
}
