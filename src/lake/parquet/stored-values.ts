import { KINDS, type Kind } from '../../contracts/kinds.ts'
import { type Column, isWideInts, type NumberColumn } from '../../table/table.ts'
import { encodeTexts } from './texts.ts'

/** A column as stored: integers of at least 32 bits, canonical NaN. */
export function storedColumn(kind: Kind, column: Column): Column {
  if (Array.isArray(column) || isWideInts(column) || KINDS[kind].form !== 'number') return column
  if (column instanceof Float64Array) return withOneNaN(column)
  return KINDS[kind].width >= 4 ? column : new Int32Array(column)
}

/** Encodes stored values as PLAIN. */
export function plainBytes(kind: Kind, stored: Column): Uint8Array {
  if (Array.isArray(stored)) return encodeTexts(stored)
  return KINDS[kind].form === 'bits' ? bitBytes(stored as NumberColumn) : bytesOf(stored)
}

export function bytesOf({
  buffer,
  byteOffset,
  byteLength,
}: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** Replaces NaNs by one bit pattern: processors differ, but files must have the same bytes. */
function withOneNaN(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  let canonical: Float64Array<ArrayBuffer> | undefined
  let bits: Uint32Array | undefined
  for (let row = 0; row < column.length; row++) {
    if (!Number.isNaN(column[row])) continue
    canonical ??= column.slice()
    bits ??= new Uint32Array(canonical.buffer)
    bits[2 * row] = 0
    bits[2 * row + 1] = 0x7ff8_0000
  }
  return canonical ?? column
}

/** One bit per row, least significant first. */
function bitBytes(column: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(column.length / 8))
  for (let row = 0; row < column.length; row++) bytes[row >> 3] |= column[row] << (row & 7)
  return bytes
}
