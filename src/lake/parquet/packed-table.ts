import type { Columns, Contract } from '../../contracts/contract.ts'
import { KINDS } from '../../contracts/kinds.ts'
import { type Column, type ColumnArrays, Table } from '../../table/table.ts'

/** Every column begins at a multiple of this, so that any array may lie there. */
const ALIGNMENT = 8

/** A table's rows in one buffer, column by column: what is sent to another thread. */
export interface PackedTable {
  readonly rows: number
  readonly buffer: ArrayBuffer
}

/** Texts lie outside of any buffer. */
export function hasText({ fields }: Contract): boolean {
  return fields.some(({ kind }) => kind === 'text')
}

/** Bytes that rows without texts take as a packed. */
export function packedBytes({ fields }: Contract, rows: number): number {
  return fields.reduce((sum, { kind }) => sum + aligned(KINDS[kind].width * rows), 0)
}

/** Copies a table into a buffer that is large enough. */
export function packTable(table: Table, buffer: ArrayBuffer): PackedTable {
  const { contract, length: rows } = table
  const bytes = new Uint8Array(buffer)
  let offset = 0
  for (const { name } of contract.fields) {
    const column = table.filled(name)
    if (Array.isArray(column)) throw new Error(`column ${name} is text: it fits no packed`)
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset)
    offset += aligned(column.byteLength)
  }
  return { rows, buffer }
}

/** The table that was packed: its columns are the buffer's memory. */
export function unpackTable<C extends Columns>(
  contract: Contract<C>,
  { rows, buffer }: PackedTable,
): Table<C> {
  const columns: Record<string, Column> = {}
  let offset = 0
  for (const { name, kind } of contract.fields) {
    if (kind === 'text') throw new Error(`column ${name} is text: it was in no packed`)
    const { view, width } = KINDS[kind]
    columns[name] = view(buffer, offset, rows)
    offset += aligned(width * rows)
  }
  return Table.from(contract, columns as ColumnArrays<C>, rows)
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
}

/** A contract without its documentation: what another thread needs of it. */
export function bare(contract: Contract): Contract {
  let found = BARE.get(contract)
  if (!found) {
    const fields = contract.fields.map((field) => ({ ...field, doc: '' }))
    found = { ...contract, doc: '', text: '', fields }
    BARE.set(contract, found)
  }
  return found
}

const BARE = new WeakMap<Contract, Contract>()
