import type { RowGroup as ParquetRowGroup } from 'hyparquet'
import type { Contract } from '../../contracts/contract.ts'
import type { Range } from './statistics.ts'

/** What the footer says about a row group. */
export interface RowGroup {
  readonly rows: number
  /** By sort key, and column derived from one. Ranges of texts are bounds, cut to 16 bytes. */
  readonly ranges: Readonly<Record<string, Range>>
  /** Number of NULLs by nullable column. */
  readonly nulls: Readonly<Record<string, number>>
}

/** Reads a row group's entry in a footer. */
export function rowGroupOf(rowGroup: ParquetRowGroup, contract: Contract): RowGroup {
  return {
    rows: Number(rowGroup.num_rows),
    ranges: rangesOf(rowGroup, contract),
    nulls: nullsOf(rowGroup, contract),
  }
}

function rangesOf(
  { columns }: ParquetRowGroup,
  { fields, derived }: Contract,
): Record<string, Range> {
  const ranges: Record<string, Range> = {}
  for (const [index, { name }] of [...fields, ...derived].entries()) {
    const { min_value: minimum, max_value: maximum } = columns[index]?.meta_data?.statistics ?? {}
    if (minimum === undefined || maximum === undefined) continue
    ranges[name] = { minimum, maximum } as Range
  }
  return ranges
}

function nullsOf({ columns }: ParquetRowGroup, { fields }: Contract): Record<string, number> {
  const nulls: Record<string, number> = {}
  for (const [index, { name, nullable }] of fields.entries()) {
    if (nullable) nulls[name] = Number(columns[index]?.meta_data?.statistics?.null_count)
  }
  return nulls
}
