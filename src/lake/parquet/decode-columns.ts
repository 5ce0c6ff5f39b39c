import type { ColumnMetaData } from 'hyparquet'
import type { Field } from '../../contracts/contract.ts'
import { Failure } from '../../failure.ts'
import { FormatError } from '../../format-error.ts'
import type { Column } from '../../table/table.ts'
import { type ChunkMeta, decodeColumn } from './decode.ts'

/** A column's bytes in a row group, as they lie in the file. */
export interface ColumnBytes {
  readonly field: Field
  readonly meta: ChunkMeta
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What decoding needs of a chunk's metadata: few numbers, to be sent to another thread. */
export function chunkMeta(meta: ColumnMetaData): ChunkMeta {
  const { num_values, total_uncompressed_size, dictionary_page_offset } = meta
  return {
    num_values,
    total_uncompressed_size,
    ...(dictionary_page_offset !== undefined && { dictionary_page_offset }),
  }
}

/**
 * Decodes columns of one row group: pure, so that it may run in any thread.
 *
 * @param where the file and the row group, for refusals
 * @throws Failure `input` if one is damaged, naming it
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
 * What to throw for an error of a reader.
 *
 * @returns a Failure `input` where the bytes are wrong; the error itself, a bug, where they are not
 */
export function damaged(where: string, error: unknown): unknown {
  if (!(error instanceof FormatError)) return error
  const what = `the file is damaged: ${error.message}`
  const fix = 'write its partition again with --overwrite'
  return new Failure({ code: 'input', what, where, fix }, { cause: error })
}
