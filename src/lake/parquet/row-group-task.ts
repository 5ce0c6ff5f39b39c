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
  /** Columns that get statistics. */
  readonly sort: readonly string[]
  /** The dataset's key, and the partition's row at which the table begins, for errors. */
  readonly dataset: string
  readonly firstRow: number
}

/** Decode columns of a row group. */
export interface DecodeTask {
  readonly kind: 'decode'
  readonly contract: Contract
  readonly rows: number
  /** Receives the columns. */
  readonly buffer: ArrayBuffer
  readonly chunks: readonly ColumnBytes[]
  /** The file and the row group, for errors. */
  readonly where: string
}

/** A task for a thread. */
export type RowGroupTask = EncodeTask | DecodeTask

/** Result of a task; results come in the order of tasks. */
export type RowGroupResult =
  | {
      readonly kind: 'encoded'
      readonly encoded: EncodedRowGroup
      /** The buffer of the packed table, for reuse. */
      readonly buffer: ArrayBuffer
    }
  | { readonly kind: 'decoded'; readonly packed: PackedTable }
  /** A Failure, with its cause. */
  | { readonly kind: 'refused'; readonly detail: FailureDetail; readonly cause: unknown }
  | { readonly kind: 'failed'; readonly error: Error }
