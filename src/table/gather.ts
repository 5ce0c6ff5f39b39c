import type { Contract } from '../contracts/contract.ts'
import type { Kind } from '../contracts/kinds.ts'
import {
  type Column,
  isWideInts,
  type NumberColumn,
  type Table,
  type WideInts,
  words,
} from './table.ts'

/** Fewer rows than these are copied one by one: a view of an array costs more. */
const MIN_RUN_ROWS = 8

interface SharedColumn {
  readonly name: string
  readonly kind: Kind
}

/** Columns that two contracts have in common, by source and target. */
const sharedColumns = new WeakMap<Contract, WeakMap<Contract, readonly SharedColumn[]>>()

/**
 * Appends rows of one table to another: every column of `source` that `target` has too, matched by
 * name. Room must have been reserved; `target.length` is left to the caller, who may have columns
 * of its own to fill.
 *
 * @param rows numbers of the rows to take, ascending
 */
export function gather(source: Table, rows: Int32Array, target: Table): void {
  const first = rows[0] ?? 0
  // Rows without a gap are one copy a column.
  const isRun = rows.length >= MIN_RUN_ROWS && rows[rows.length - 1] - first === rows.length - 1
  for (const { name, kind } of shared(source.contract, target.contract)) {
    const from = source.column(name, kind)
    const to = target.column(name, kind)
    if (isRun) copyRun(from, first, rows.length, to, target.length)
    else copyRows(from, rows, to, target.length)
  }
}

function shared(source: Contract, target: Contract): readonly SharedColumn[] {
  const byTarget = sharedColumns.get(source) ?? new WeakMap<Contract, readonly SharedColumn[]>()
  sharedColumns.set(source, byTarget)
  let columns = byTarget.get(target)
  if (!columns) {
    const names = new Set(source.fields.map(({ name }) => name))
    columns = target.fields.filter(({ name }) => names.has(name))
    byTarget.set(target, columns)
  }
  return columns
}

function copyRun(from: Column, first: number, count: number, to: Column, at: number): void {
  if (Array.isArray(to)) {
    for (let row = 0; row < count; row++) to[at + row] = (from as string[])[first + row]
  } else if (isWideInts(to)) {
    to.set((from as typeof to).subarray(first, first + count), at)
  } else {
    to.set((from as NumberColumn).subarray(first, first + count), at)
  }
}

function copyRows(from: Column, rows: Int32Array, to: Column, at: number): void {
  if (isWideInts(to)) {
    if (rows.length === 1) {
      to[at] = (from as typeof to)[rows[0]]
      return
    }
    const source = words(from as WideInts)
    const target = words(to)
    for (let row = 0; row < rows.length; row++) {
      target[2 * (at + row)] = source[2 * rows[row]]
      target[2 * (at + row) + 1] = source[2 * rows[row] + 1]
    }
    return
  }
  if (Array.isArray(to)) {
    const source = from as string[]
    for (let row = 0; row < rows.length; row++) to[at + row] = source[rows[row]]
    return
  }
  const source = from as Int32Array
  for (let row = 0; row < rows.length; row++) to[at + row] = source[rows[row]]
}
