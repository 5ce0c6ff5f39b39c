import type { ColumnMetaData, RowGroup } from 'hyparquet'
import type { Contract, Field } from '../../contracts/contract.ts'

/** Where in its file a column of a row group lies. */
export interface Chunk {
  readonly field: Field
  readonly meta: ColumnMetaData
  readonly start: number
  readonly end: number
}

/** Where the bytes of the chosen columns lie, in file order. */
export function chunksOf(
  rowGroup: RowGroup,
  contract: Contract,
  chosen: readonly Field[],
): Chunk[] {
  return contract.fields.flatMap((field, index) =>
    chosen.includes(field) ? [chunkAt(rowGroup, index, field)] : [],
  )
}

/** Where a derived column lies, as the int64 that it is: its type is for other readers. */
export function derivedChunk(
  rowGroup: RowGroup,
  { key, fields, derived }: Contract,
  name: string,
): Chunk {
  const place = derived.findIndex((field) => field.name === name)
  if (place < 0) throw new Error(`${key} has no derived column ${name}`)
  const unbounded = { nan: false, nullable: false, minimum: -Infinity, maximum: Infinity }
  const field = { name, kind: 'int64', doc: '', letters: [], ...unbounded } as const
  return chunkAt(rowGroup, fields.length + place, field)
}

function chunkAt({ columns }: RowGroup, index: number, field: Field): Chunk {
  const meta = columns[index]?.meta_data as ColumnMetaData
  const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset)
  return { field, meta, start, end: start + Number(meta.total_compressed_size) }
}

/** Chunks that follow one another, to be read at once. */
export function adjacent(
  chunks: readonly Chunk[],
): { chunks: Chunk[]; start: number; end: number }[] {
  const runs: { chunks: Chunk[]; start: number; end: number }[] = []
  for (const chunk of chunks) {
    const run = runs.at(-1)
    if (run && run.end === chunk.start) {
      run.chunks.push(chunk)
      run.end = chunk.end
    } else {
      runs.push({ chunks: [chunk], start: chunk.start, end: chunk.end })
    }
  }
  return runs
}
