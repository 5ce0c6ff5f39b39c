import type { Table } from '../../table/table.ts'

/** A column as bytes, `width` per row. */
interface ByteColumn {
  readonly bytes: Uint8Array
  readonly width: number
}

/** Views of a table's columns, valid until it grows. */
interface ByteView {
  /** The table's capacity at that time. */
  readonly capacity: number
  readonly columns: readonly ByteColumn[]
  readonly texts: readonly (readonly string[])[]
}

/** Terminates texts: fields of DBN contain no NUL. */
const END_OF_TEXT = 0

/** Encodes records as bytes, so that records of different tables can be compared and hashed. */
export class RecordEncoder {
  readonly #names: readonly string[]
  readonly #encoder = new TextEncoder()
  #buffer = new Uint8Array(4096)
  /** By table, because streams alternate. */
  readonly #views = new WeakMap<Table, ByteView>()

  /** @param names columns to encode */
  constructor(names: readonly string[]) {
    this.#names = names
  }

  /** A record's bytes, valid until the next call. */
  encode(table: Table, row: number): Uint8Array {
    const { columns, texts } = this.#viewOf(table)
    const buffer = this.#buffer
    let length = 0
    for (const { bytes, width } of columns) {
      const from = row * width
      for (let byte = 0; byte < width; byte++) buffer[length++] = bytes[from + byte]
    }
    for (const column of texts) length = this.#write(column[row], length)
    return this.#buffer.subarray(0, length)
  }

  #viewOf(table: Table): ByteView {
    const { capacity } = table
    const known = this.#views.get(table)
    if (known?.capacity === capacity) return known
    const columns: ByteColumn[] = []
    const texts: (readonly string[])[] = []
    for (const field of table.contract.fields) {
      if (!this.#names.includes(field.name)) continue
      const column = table.column(field.name, field.kind)
      if (Array.isArray(column)) texts.push(column)
      else {
        const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT: width } = column
        columns.push({ bytes: new Uint8Array(buffer, byteOffset, byteLength), width })
      }
    }
    const width = columns.reduce((sum, column) => sum + column.width, 0)
    if (width > this.#buffer.length) this.#buffer = new Uint8Array(2 * width)
    const view = { capacity, columns, texts }
    this.#views.set(table, view)
    return view
  }

  /** Appends a text. Returns the offset of the next field. */
  #write(text: string, at: number): number {
    const MAX_BYTES_OF_CHARACTER = 3
    const room = at + text.length * MAX_BYTES_OF_CHARACTER + 1
    if (room > this.#buffer.length) {
      const larger = new Uint8Array(2 * room)
      larger.set(this.#buffer)
      this.#buffer = larger
    }
    const { written } = this.#encoder.encodeInto(text, this.#buffer.subarray(at))
    this.#buffer[at + written] = END_OF_TEXT
    return at + written + 1
  }
}
