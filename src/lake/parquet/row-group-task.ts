import type { Contract } from '../../contracts/contract.ts'
import type { FailureDetail } from '../../failure.ts'
import type { ColumnBytes } from './decode-columns.ts'
import type { EncodedRowGroup } from './encode.ts'
import type { PackedTable } from './packed-table.ts'

/** Check a table against its contract and encode it. */
export interface EncodeTask {
  readonly kind: 'encode'
  readonly contract: Contract
  readonly packed: PackedTable
  /** Columns to keep statistics of. */
  readonly sort: readonly string[]
  /** The dataset's key, and its row that the table begins with: what a refusal names. */
  readonly dataset: string
  readonly firstRow: number
}

/** Decode columns of a row group. */
export interface DecodeTask {
  readonly kind: 'decode'
  readonly contract: Contract
  readonly rows: number
  /** Where the columns go. */
  readonly buffer: ArrayBuffer
  readonly chunks: readonly ColumnBytes[]
  /** The file and the row group: what a refusal names. */
  readonly where: string
}

/** What a thread is asked. */
export type RowGroupTask = EncodeTask | DecodeTask

/** What it answers, task by task in the order they were asked. */
export type RowGroupAnswer =
  | {
      readonly kind: 'encoded'
      readonly encoded: EncodedRowGroup
      /** The packed's, to be used again. */
      readonly buffer: ArrayBuffer
    }
  | { readonly kind: 'decoded'; readonly packed: PackedTable }
  /** A Failure: what it tells, and what it came from. */
  | { readonly kind: 'refused'; readonly detail: FailureDetail; readonly cause: unknown }
  | { readonly kind: 'failed'; readonly error: Error }
