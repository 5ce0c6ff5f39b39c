import type { Columns, Contract } from '../../contracts/contract.ts'
import { KINDS } from '../../contracts/kinds.ts'
import { type Column, type ColumnArrays, Table } from '../../table/table.ts'

/** Byte alignment of columns: enough for any typed array. */
const ALIGNMENT = 8

/** A table's rows in one buffer, column by column, for transfer to another thread. */
export interface PackedTable {
  readonly rows: number
  readonly buffer: ArrayBuffer
}

/** Whether a contract has text columns, which cannot be packed into a buffer. */
export function hasText({ fields }: Contract): boolean {
  return fields.some(({ kind }) => kind === 'text')
}

/** Size of a packed table of some rows, in bytes. */
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
    if (Array.isArray(column)) throw new Error(`column ${name} is text: it cannot be packed`)
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset)
    offset += aligned(column.byteLength)
  }
  return { rows, buffer }
}

/** The table in a buffer; its columns are views of that memory. */
export function unpackTable<C extends Columns>(
  contract: Contract<C>,
  { rows, buffer }: PackedTable,
): Table<C> {
  const columns: Record<string, Column> = {}
  let offset = 0
  for (const { name, kind } of contract.fields) {
    if (kind === 'text') throw new Error(`column ${name} is text: it cannot be packed`)
    const { view, width } = KINDS[kind]
    columns[name] = view(buffer, offset, rows)
    offset += aligned(width * rows)
  }
  return Table.from(contract, columns as ColumnArrays<C>, rows)
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
}

/** A contract without its documentation, which threads do not need. */
export function withoutDocs(contract: Contract): Contract {
  let found = WITHOUT_DOCS.get(contract)
  if (!found) {
    const fields = contract.fields.map((field) => ({ ...field, doc: '' }))
    found = { ...contract, doc: '', text: '', fields }
    WITHOUT_DOCS.set(contract, found)
  }
  return found
}

const WITHOUT_DOCS = new WeakMap<Contract, Contract>()
