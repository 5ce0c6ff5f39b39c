import type { ColumnMetaData } from 'hyparquet'
import type { Field } from '../../contracts/contract.ts'
import { Failure } from '../../failure.ts'
import { FormatError } from '../../format-error.ts'
import type { Column } from '../../table/table.ts'
import { type ChunkMeta, decodeColumn } from './decode.ts'

/** The encoded bytes of a column in a row group. */
export interface ColumnBytes {
  readonly field: Field
  readonly meta: ChunkMeta
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** The part of a chunk's metadata that decoding needs; small, so that it can go to a thread. */
export function chunkMeta(meta: ColumnMetaData): ChunkMeta {
  const { num_values, total_uncompressed_size, dictionary_page_offset } = meta
  return {
    num_values,
    total_uncompressed_size,
    ...(dictionary_page_offset !== undefined && { dictionary_page_offset }),
  }
}

/**
 * Decodes columns of one row group. Pure: may run in any thread.
 *
 * @param where the file and the row group, for errors
 * @throws Failure `input` naming the column if it is damaged
 */
export function decodeColumns(
  chunks: readonly ColumnBytes[],
  where: string,
): Record<string, Column> {
  const columns: Record<string, Column> = {}
  for (const { field, meta, bytes } of chunks) {
    try {
      columns[field.name] = decodeColumn(bytes, field, meta)
    } catch (error) {
      throw damaged(`${where}, column ${field.name}`, error)
    }
  }
  return columns
}

/**
 * Converts an error of a reader for throwing.
 *
 * @returns a Failure `input` if the bytes are invalid; any other error, a bug, unchanged
 */
export function damaged(where: string, error: unknown): unknown {
  if (!(error instanceof FormatError)) return error
  const what = `the file is damaged: ${error.message}`
  const fix = 'write its partition again with --overwrite'
  return new Failure({ code: 'input', what, where, fix }, { cause: error })
}
