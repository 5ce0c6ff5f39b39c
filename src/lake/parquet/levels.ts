import { ByteWriter } from 'hyparquet-writer'
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js'
import { FormatError } from '../../format-error.ts'
import { UNDEF_PRICE_HIGH, UNDEF_PRICE_LOW } from '../../market/price.ts'
import { words } from '../../table/table.ts'
import type { Nulls } from './pages.ts'

/**
 * Parquet's definition levels: 1 for each row of a nullable column that has a value, else 0, as RLE
 * runs and packed bits. A column without NULLs is one run.
 */

/** A nullable column as a page stores it. */
export interface WithoutNulls extends Nulls {
  /** The non-NULL values, in order. */
  readonly values: BigInt64Array<ArrayBuffer>
}

/** Removes NULLs, which are UNDEF_PRICE in tables. */
export function withoutNulls(column: BigInt64Array<ArrayBuffer>): WithoutNulls {
  const rows = column.length
  const pairs = words(column)
  const nulls = countNulls(pairs)
  if (nulls === 0 || nulls === rows) {
    const values = nulls === 0 ? column : new BigInt64Array(0)
    return { values, levels: encodeRun(rows, nulls === 0 ? 1 : 0), nulls }
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
 * The inverse of {@link withoutNulls}.
 *
 * @returns the given values array if there are no NULLs
 * @throws FormatError if the levels do not match the number of rows and values
 */
export function withNulls(
  { values, levels, nulls }: WithoutNulls,
  rows: number,
): BigInt64Array<ArrayBuffer> {
  if (nulls === 0) {
    if (Buffer.compare(levels, encodeRun(rows, 1)) !== 0)
      throw new FormatError('the levels of a page without NULLs have some')
    return values
  }
  const levelOfRow = readLevels(levels, rows)
  const column = new BigInt64Array(rows)
  const pairs = words(column)
  const kept = words(values)
  let at = 0
  for (let row = 0; row < rows; row++) {
    const hasValue = levelOfRow[row] === 1
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

/** Encodes one run: the same level for all rows. */
function encodeRun(rows: number, level: number): Uint8Array<ArrayBuffer> {
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
