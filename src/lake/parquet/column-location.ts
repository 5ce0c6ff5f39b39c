import type { ColumnMetaData, RowGroup } from 'hyparquet'
import type { Contract, Field } from '../../contracts/contract.ts'

/** Byte range of a column of a row group in its file. */
export interface ColumnLocation {
  readonly field: Field
  readonly meta: ColumnMetaData
  readonly start: number
  readonly end: number
}

/** Locates the selected columns, in file order. */
export function locateColumns(
  rowGroup: RowGroup,
  contract: Contract,
  chosen: readonly Field[],
): ColumnLocation[] {
  return contract.fields.flatMap((field, index) =>
    chosen.includes(field) ? [locateColumn(rowGroup, index, field)] : [],
  )
}

/** Locates a derived column. It is read as its physical int64; its logical type is for others. */
export function locateDerived(
  rowGroup: RowGroup,
  { key, fields, derived }: Contract,
  name: string,
): ColumnLocation {
  const place = derived.findIndex((field) => field.name === name)
  if (place < 0) throw new Error(`${key} has no derived column ${name}`)
  const unbounded = { nan: false, nullable: false, minimum: -Infinity, maximum: Infinity }
  const field = { name, kind: 'int64', doc: '', letters: [], ...unbounded } as const
  return locateColumn(rowGroup, fields.length + place, field)
}

function locateColumn({ columns }: RowGroup, index: number, field: Field): ColumnLocation {
  const meta = columns[index]?.meta_data as ColumnMetaData
  const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset)
  return { field, meta, start, end: start + Number(meta.total_compressed_size) }
}

/** Joins adjacent columns into runs, each read in one request. */
export function joinAdjacent(
  chunks: readonly ColumnLocation[],
): { chunks: ColumnLocation[]; start: number; end: number }[] {
  const runs: { chunks: ColumnLocation[]; start: number; end: number }[] = []
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
