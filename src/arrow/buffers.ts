import type { Field } from '../contracts/contract.ts'
import { charText, KINDS } from '../contracts/kinds.ts'
import type { Column } from '../table/table.ts'

const NO_BYTES = new Uint8Array(0)
const utf8 = new TextEncoder()

/** Texts as Arrow has them: where each begins and the last ends, and their bytes. */
export interface TextBuffers {
  readonly offsets: Int32Array<ArrayBuffer>
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** A column's buffers as a message orders them; the first says which rows are null: none. */
export function buffersOf(field: Field, column: Column): Uint8Array[] {
  const texts = textsOf(field, column)
  if (texts) return [NO_BYTES, new Uint8Array(texts.offsets.buffer), texts.bytes]
  if (KINDS[field.kind].form === 'bits') return [NO_BYTES, bitsOf(column as Uint8Array)]
  const { buffer, byteOffset, byteLength } = column as Exclude<Column, string[]>
  return [NO_BYTES, new Uint8Array(buffer, byteOffset, byteLength)]
}

/** The texts of a column that travels as texts; undefined of any other. */
export function textsOf({ kind, letters }: Field, column: Column): TextBuffers | undefined {
  if (Array.isArray(column)) return encodeTexts(column.map((text) => utf8.encode(text)))
  const { form } = KINDS[kind]
  if (form === 'letters') {
    const encoded = letters.map((letter) => utf8.encode(letter))
    return encodeTexts(Array.from(column as Uint8Array, (code) => encoded[code]))
  }
  if (form !== 'chars') return undefined
  return encodeTexts(Array.from(column as Uint8Array, (code) => utf8.encode(charText(code))))
}

/** A bit a row, the lowest first. */
export function bitsOf(flags: ArrayLike<number | boolean>): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array((flags.length + 7) >> 3)
  for (let row = 0; row < flags.length; row++) {
    if (flags[row]) bits[row >> 3] |= 1 << (row & 7)
  }
  return bits
}

export function encodeTexts(texts: readonly Uint8Array[]): TextBuffers {
  const offsets = new Int32Array(texts.length + 1)
  for (const [row, { length }] of texts.entries()) offsets[row + 1] = offsets[row] + length
  return { offsets, bytes: concatenate(texts) }
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
