import type { Contract, Kind } from '../contracts/contract.ts'
import { type KindArrays, Table } from '../table/table.ts'

/** Bytes of a value; a text has none that a buffer could hold. */
const WIDTH: Readonly<Record<Kind, number>> = {
  int64: 8,
  float64: 8,
  int32: 4,
  uint32: 4,
  int16: 2,
  uint16: 2,
  int8: 1,
  uint8: 1,
  boolean: 1,
  letter: 1,
  text: 0,
}

/** Every column begins at a multiple of this, so that any array may lie there. */
const ALIGNMENT = 8

/** A table's rows in one buffer, column by column: what is sent to another thread. */
export interface Parcel {
  readonly rows: number
  readonly buffer: ArrayBuffer
}

/** Texts lie outside of any buffer. */
export function hasText({ fields }: Contract): boolean {
  return fields.some(({ kind }) => kind === 'text')
}

/** Bytes that rows without texts take as a parcel. */
export function parcelBytes({ fields }: Contract, rows: number): number {
  return fields.reduce((sum, { kind }) => sum + aligned(WIDTH[kind] * rows), 0)
}

/** Copies a table into a buffer that is large enough. */
export function packTable(table: Table, buffer: ArrayBuffer): Parcel {
  const { contract, length: rows } = table
  const bytes = new Uint8Array(buffer)
  let offset = 0
  for (const { name } of contract.fields) {
    const column = table.filled(name)
    if (Array.isArray(column)) throw new Error(`column ${name} is text: it fits no parcel`)
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset)
    offset += aligned(column.byteLength)
  }
  return { rows, buffer }
}

/** The table that was packed: its columns are the buffer's memory. */
export function unpackTable(contract: Contract, { rows, buffer }: Parcel): Table {
  const columns: Record<string, NumberColumn> = {}
  let offset = 0
  for (const { name, kind } of contract.fields) {
    if (kind === 'text') throw new Error(`column ${name} is text: it was in no parcel`)
    columns[name] = view[kind](buffer, offset, rows)
    offset += aligned(WIDTH[kind] * rows)
  }
  return Table.from(contract, columns, rows)
}

type NumberKind = Exclude<Kind, 'text'>
type NumberColumn = KindArrays[NumberKind]

const view: Readonly<
  Record<NumberKind, (buffer: ArrayBuffer, offset: number, rows: number) => NumberColumn>
> = {
  int64: (buffer, offset, rows) => new BigInt64Array(buffer, offset, rows),
  float64: (buffer, offset, rows) => new Float64Array(buffer, offset, rows),
  int32: (buffer, offset, rows) => new Int32Array(buffer, offset, rows),
  uint32: (buffer, offset, rows) => new Uint32Array(buffer, offset, rows),
  int16: (buffer, offset, rows) => new Int16Array(buffer, offset, rows),
  uint16: (buffer, offset, rows) => new Uint16Array(buffer, offset, rows),
  int8: (buffer, offset, rows) => new Int8Array(buffer, offset, rows),
  uint8: (buffer, offset, rows) => new Uint8Array(buffer, offset, rows),
  boolean: (buffer, offset, rows) => new Uint8Array(buffer, offset, rows),
  letter: (buffer, offset, rows) => new Uint8Array(buffer, offset, rows),
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
