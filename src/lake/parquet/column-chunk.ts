import type { ColumnChunk, ColumnMetaData, RowGroup, Statistics } from 'hyparquet'
import type { Range } from './statistics.ts'

/** Position and size of a column chunk, for the footer. */
export interface ChunkLayout {
  readonly rows: number
  /** Offsets of the chunk. */
  readonly start: number
  readonly end: number
  /** Offset of the data page if a dictionary page precedes it. */
  readonly dataOffset: number | undefined
  readonly uncompressed: number
  readonly statistics: Statistics | undefined
}

/** The footer's entry of a column. */
export function columnChunk(
  name: string,
  type: ColumnMetaData['type'],
  { rows, start, end, dataOffset, uncompressed, statistics }: ChunkLayout,
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

/** Statistics of a column: its range and, if nullable, its number of NULLs. */
export function statisticsFor(range: Range | undefined, nulls?: number): Statistics | undefined {
  if (!range && nulls === undefined) return undefined
  return {
    ...(range && { min_value: range.minimum, max_value: range.maximum }),
    null_count: BigInt(nulls ?? 0),
  }
}

/** A row group with its offsets shifted to its position in the file. */
export function shiftRowGroup(rowGroup: RowGroup, offset: number): RowGroup {
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
