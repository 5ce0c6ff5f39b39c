import { KINDS } from '../contracts/kinds.ts'
import { type Column, isWideInts, type NumberColumn, Table } from './table.ts'

/** Enough for any typed array. */
const ALIGNMENT_BYTES = 8

/** A table's rows in memory of their own: one buffer for all columns, since each costs time to get. */
export function copyTable({ contract, columns, length }: Table): Table {
  const { fields } = contract
  const bytes = fields.reduce((sum, { kind }) => sum + aligned(KINDS[kind].width * length), 0)
  const buffer = new ArrayBuffer(bytes)
  const copies: Record<string, Column> = {}
  let offset = 0
  for (const { name, kind } of fields) {
    const column = columns[name]
    if (kind === 'text' || Array.isArray(column)) {
      copies[name] = column.slice(0, length)
      continue
    }
    const { view, width } = KINDS[kind]
    copies[name] = copyInto(view(buffer, offset, length), column, length)
    offset += aligned(width * length)
  }
  return Table.from(contract, copies, length)
}

function copyInto(copy: Column, column: Column, length: number): Column {
  if (isWideInts(copy)) copy.set((column as typeof copy).subarray(0, length))
  else (copy as NumberColumn).set((column as NumberColumn).subarray(0, length))
  return copy
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES
}
