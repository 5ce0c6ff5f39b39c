import type { ColumnChunk, ColumnMetaData, RowGroup, Statistics } from 'hyparquet'
import type { Range } from './statistics.ts'

/** What a footer says of columns, and where they lie. */

export interface ChunkPlace {
  readonly rows: number
  /** Where the chunk begins and ends. */
  readonly start: number
  readonly end: number
  /** Where its codes begin, if it has a dictionary before them. */
  readonly dataOffset: number | undefined
  readonly uncompressed: number
  readonly statistics: Statistics | undefined
}

/** What a footer says of a column. */
export function chunkOf(
  name: string,
  type: ColumnMetaData['type'],
  { rows, start, end, dataOffset, uncompressed, statistics }: ChunkPlace,
): ColumnChunk {
  const isCoded = dataOffset !== undefined
  return {
    file_offset: BigInt(start),
    meta_data: {
      type,
      encodings: isCoded ? ['PLAIN', 'RLE_DICTIONARY'] : ['PLAIN'],
      path_in_schema: [name],
      codec: 'ZSTD',
      num_values: BigInt(rows),
      total_uncompressed_size: BigInt(uncompressed),
      total_compressed_size: BigInt(end - start),
      data_page_offset: BigInt(dataOffset ?? start),
      ...(isCoded && { dictionary_page_offset: BigInt(start) }),
      ...(statistics && { statistics }),
    },
  }
}

/** A column's range and, where it may have NULLs, how many it has. */
export function statisticsOf(range: Range | undefined, nulls?: number): Statistics | undefined {
  if (!range && nulls === undefined) return undefined
  return {
    ...(range && { min_value: range.minimum, max_value: range.maximum }),
    null_count: BigInt(nulls ?? 0),
  }
}

/** A row group with its offsets counted from the first byte of a file it begins at `offset` of. */
export function placeRowGroup(rowGroup: RowGroup, offset: number): RowGroup {
  const shift = BigInt(offset)
  return {
    ...rowGroup,
    columns: rowGroup.columns.map((chunk) => {
      const meta = chunk.meta_data as ColumnMetaData
      const { data_page_offset, dictionary_page_offset } = meta
      return {
        ...chunk,
        file_offset: chunk.file_offset + shift,
        meta_data: {
          ...meta,
          data_page_offset: data_page_offset + shift,
          ...(dictionary_page_offset !== undefined && {
            dictionary_page_offset: dictionary_page_offset + shift,
          }),
        },
      }
    }),
  }
}
