import { ByteWriter } from 'hyparquet-writer'
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js'
import { FormatError } from '../../format-error.ts'
import { UNDEF_PRICE_HIGH, UNDEF_PRICE_LOW } from '../../market/price.ts'
import { words } from '../../table/table.ts'
import type { Nulls } from './pages.ts'

/**
 * Which rows of a nullable column have a value: Parquet's definition levels, 1 or 0 a row, as runs
 * and packed bits. A column without a NULL is one run, and costs a look at each value to write and
 * nothing to read.
 */

/** A nullable column as a page has it. */
export interface WithoutNulls extends Nulls {
  /** The values that are there, in order. */
  readonly values: BigInt64Array<ArrayBuffer>
}

/** Takes the rows out of a column that hold UNDEF_PRICE, which is none. */
export function withoutNulls(column: BigInt64Array<ArrayBuffer>): WithoutNulls {
  const rows = column.length
  const pairs = words(column)
  const nulls = countNulls(pairs)
  if (nulls === 0 || nulls === rows) {
    const values = nulls === 0 ? column : new BigInt64Array(0)
    return { values, levels: oneRun(rows, nulls === 0 ? 1 : 0), nulls }
  }
  const values = new BigInt64Array(rows - nulls)
  const kept = words(values)
  const levels = new Uint8Array(rows)
  for (let row = 0, at = 0; row < rows; row++) {
    const low = pairs[2 * row]
    const high = pairs[2 * row + 1]
    if (high === UNDEF_PRICE_HIGH && low === UNDEF_PRICE_LOW) continue
    levels[row] = 1
    kept[at++] = low
    kept[at++] = high
  }
  const writer = new ByteWriter()
  writeRleBitPackedHybrid(writer, levels, 1)
  return { values, levels: new Uint8Array(writer.getBuffer()), nulls }
}

/**
 * The mirror of {@link withoutNulls}.
 *
 * @returns the values themselves where nothing was taken out
 * @throws FormatError if the levels are not those of so many rows and values
 */
export function withNulls(
  { values, levels, nulls }: WithoutNulls,
  rows: number,
): BigInt64Array<ArrayBuffer> {
  if (nulls === 0) {
    if (Buffer.compare(levels, oneRun(rows, 1)) !== 0)
      throw new FormatError('the levels of a page without NULLs have some')
    return values
  }
  const isThere = readLevels(levels, rows)
  const column = new BigInt64Array(rows)
  const pairs = words(column)
  const kept = words(values)
  let at = 0
  for (let row = 0; row < rows; row++) {
    const hasValue = isThere[row] === 1
    pairs[2 * row] = hasValue ? kept[at++] : UNDEF_PRICE_LOW
    pairs[2 * row + 1] = hasValue ? kept[at++] : UNDEF_PRICE_HIGH
  }
  if (at !== kept.length)
    throw new FormatError(`the levels have ${at / 2} values where there are ${values.length}`)
  return column
}

function countNulls(pairs: Uint32Array): number {
  let nulls = 0
  for (let at = 1; at < pairs.length; at += 2) {
    if (pairs[at] === UNDEF_PRICE_HIGH && pairs[at - 1] === UNDEF_PRICE_LOW) nulls++
  }
  return nulls
}

/** The same level for all rows. */
function oneRun(rows: number, level: number): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(8)
  writer.appendVarInt(rows * 2)
  writer.appendUint8(level)
  return writer.getBytes()
}

function readLevels(bytes: Uint8Array, rows: number): Uint8Array {
  const levels = new Uint8Array(rows)
  let row = 0
  let at = 0
  while (row < rows) {
    let header = 0
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 28) throw new FormatError('the levels are cut short')
      const byte = bytes[at++]
      header |= (byte & 127) << shift
      if (byte < 128) break
    }
    const count = header >>> 1
    if ((header & 1) === 0) {
      if (count === 0 || row + count > rows) throw new FormatError(`a run of ${count} levels`)
      levels.fill(bytes[at++], row, row + count)
      row += count
      continue
    }
    if (count === 0 || at + count > bytes.length) throw new FormatError(`${count} groups of levels`)
    const end = Math.min(row + 8 * count, rows)
    for (let bit = 0; row < end; row++, bit++)
      levels[row] = (bytes[at + (bit >> 3)] >> (bit & 7)) & 1
    at += count
  }
  if (at !== bytes.length) throw new FormatError('bytes follow the levels of the last row')
  return levels
}
