import type { RowGroup } from '../lake/parquet/row-group.ts'
import type { PartitionReader } from '../lake/partition/read.ts'
import { UNDEF_PRICE_HIGH, UNDEF_PRICE_LOW } from '../market/price.ts'
import { type Table, words } from '../table/table.ts'
import type { Evidence } from './evidence.ts'

/** Parts of a file that other readers use, but this program's reader does not. */

const NANOSECONDS_PER_MICROSECOND = 1000n

/** Readers may use the footer's null counts, so they must be correct. */
export function checkNulls(
  table: Table,
  { nulls }: RowGroup,
  at: string,
  evidence: Evidence,
): void {
  for (const { name, nullable } of table.contract.fields) {
    if (!nullable) continue
    const pairs = words(table.column(name, 'int64'))
    let found = 0
    for (let row = 0; row < table.length; row++) {
      if (pairs[2 * row + 1] === UNDEF_PRICE_HIGH && pairs[2 * row] === UNDEF_PRICE_LOW) found++
    }
    if (found !== nulls[name])
      evidence.offend(
        () => `${at}: ${name} is said to be NULL in ${nulls[name]} rows, but is in ${found}`,
      )
  }
}

/** Derived columns equal the instants of their source columns, and their ranges are correct. */
export async function checkDerived(
  reader: PartitionReader,
  index: number,
  table: Table,
  evidence: Evidence,
): Promise<void> {
  const at = `row group ${index}`
  for (const { name, from } of reader.contract.derived) {
    const found = await evidence.attempt(() => reader.readDerived(index, name))
    if (!found) continue
    const source = table.column(from, 'int64')
    if (found.length !== table.length)
      evidence.offend(() => `${at}: ${name} has ${found.length} values, expected ${table.length}`)
    let minimum = found[0]
    let maximum = found[0]
    // Rows of one second follow each other: a bigint a second is enough.
    const changes = rowsOfChange(words(found), words(source), Math.min(found.length, table.length))
    for (const row of changes) {
      const value = found[row]
      if (value < minimum) minimum = value
      if (value > maximum) maximum = value
      if (value * NANOSECONDS_PER_MICROSECOND !== source[row])
        evidence.offend(
          () => `${at}, its row ${row}: ${name} is ${value} µs, ${from} ${source[row]} ns`,
        )
    }
    const stated = reader.rowGroups[index].ranges[name]
    if (stated?.minimum !== minimum || stated?.maximum !== maximum)
      evidence.offend(
        () =>
          `${at}: the range of ${name} is said to be ${stated?.minimum} to ${stated?.maximum}, but is ${minimum} to ${maximum}`,
      )
  }
}

/** The rows of which one value or the other is not that of the row before. */
function* rowsOfChange(one: Uint32Array, other: Uint32Array, rows: number): Generator<number> {
  for (let row = 0; row < rows; row++) {
    const at = 2 * row
    const isSame =
      row > 0 &&
      one[at] === one[at - 2] &&
      one[at + 1] === one[at - 1] &&
      other[at] === other[at - 2] &&
      other[at + 1] === other[at - 1]
    if (!isSame) yield row
  }
}
