import type { Contract, Kind } from '../contracts/contract.ts'
import { UNDEF_PRICE_HIGH, UNDEF_PRICE_LOW } from '../market/price.ts'

/** The array that holds a column of each kind. */
export interface KindArrays {
  int64: BigInt64Array<ArrayBuffer>
  int32: Int32Array<ArrayBuffer>
  uint32: Uint32Array<ArrayBuffer>
  int16: Int16Array<ArrayBuffer>
  uint16: Uint16Array<ArrayBuffer>
  int8: Int8Array<ArrayBuffer>
  uint8: Uint8Array<ArrayBuffer>
  float64: Float64Array<ArrayBuffer>
  /** 0 or 1. */
  boolean: Uint8Array<ArrayBuffer>
  /** Index into the field's letters. */
  letter: Uint8Array<ArrayBuffer>
  text: string[]
}

export type Column = KindArrays[Kind]

const allocate: { [K in Kind]: (capacity: number) => KindArrays[K] } = {
  int64: (capacity) => new BigInt64Array(capacity),
  int32: (capacity) => new Int32Array(capacity),
  uint32: (capacity) => new Uint32Array(capacity),
  int16: (capacity) => new Int16Array(capacity),
  uint16: (capacity) => new Uint16Array(capacity),
  int8: (capacity) => new Int8Array(capacity),
  uint8: (capacity) => new Uint8Array(capacity),
  float64: (capacity) => new Float64Array(capacity),
  boolean: (capacity) => new Uint8Array(capacity),
  letter: (capacity) => new Uint8Array(capacity),
  text: (capacity) => new Array<string>(capacity).fill(''),
}

/**
 * Rows of one contract, one array a column. Capacity is allocated once and grows by doubling;
 * `length` says how many rows of it are filled. Arrays change identity when the table grows: take
 * them with {@link column} after {@link reserve}, not before.
 */
export class Table {
  readonly contract: Contract
  /** Rows filled. */
  length = 0
  #capacity: number
  readonly #columns = new Map<string, Column>()
  readonly #kinds: ReadonlyMap<string, Kind>

  constructor(contract: Contract, capacity = 1024) {
    this.contract = contract
    this.#capacity = capacity
    this.#kinds = new Map(contract.fields.map(({ name, kind }) => [name, kind]))
    for (const { name, kind } of contract.fields) this.#columns.set(name, allocate[kind](capacity))
  }

  /** A table over columns that exist already; the first `length` rows of each are its rows. */
  static from(
    contract: Contract,
    columns: Readonly<Record<string, Column>>,
    length: number,
  ): Table {
    const table = new Table(contract, 0)
    table.#capacity = length
    table.length = length
    for (const { name } of contract.fields) {
      const column = columns[name]
      if (!column || column.length < length)
        throw new Error(
          `table ${contract.key}: column ${name} has ${column?.length ?? 'no'} rows, ${length} needed`,
        )
      table.#columns.set(name, column)
    }
    return table
  }

  get capacity(): number {
    return this.#capacity
  }

  /** Makes room for `rows` more rows. */
  reserve(rows: number): void {
    const needed = this.length + rows
    if (needed <= this.#capacity) return
    const capacity = Math.max(needed, this.#capacity * 2)
    // Only what is filled: arrays a table was made from may be longer than its capacity.
    for (const { name, kind } of this.contract.fields) {
      this.#columns.set(name, grown(kind, this.filled(name), capacity))
    }
    this.#capacity = capacity
  }

  /** The whole array of a column (capacity, not length), checked against the kind asked for. */
  column<K extends Kind>(name: string, kind: K): KindArrays[K] {
    const found = this.#kinds.get(name)
    if (found !== kind)
      throw new Error(
        `table ${this.contract.key}: column ${name} is ${found ?? 'missing'}, not ${kind}`,
      )
    return this.#columns.get(name) as KindArrays[K]
  }

  /** The filled part of a column, whatever its kind; shares memory except for text. */
  filled(name: string): Column {
    const column = this.#columns.get(name)
    if (!column) throw new Error(`table ${this.contract.key}: no column ${name}`)
    return Array.isArray(column) ? column.slice(0, this.length) : column.subarray(0, this.length)
  }

  /** Rows `from` to `to` (exclusive) as a table of their own; shares memory except for text. */
  rows(from: number, to: number): Table {
    const columns: Record<string, Column> = {}
    for (const [name, column] of this.#columns) {
      columns[name] = Array.isArray(column) ? column.slice(from, to) : column.subarray(from, to)
    }
    return Table.from(this.contract, columns, to - from)
  }

  /** Forgets the rows, keeps the memory. */
  clear(): void {
    this.length = 0
  }
}

function grown<K extends Kind>(kind: K, filled: Column, capacity: number): Column {
  const larger = allocate[kind](capacity)
  if (Array.isArray(larger)) {
    const texts = filled as string[]
    for (let row = 0; row < texts.length; row++) larger[row] = texts[row]
  } else if (larger instanceof BigInt64Array) {
    larger.set(filled as BigInt64Array)
  } else {
    larger.set(filled as Exclude<Column, string[] | BigInt64Array>)
  }
  return larger
}

/** The two 32-bit words of each value, low word first: what loops read instead of bigints. */
export function words(column: BigInt64Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2)
}

/** Stores an integer held exactly (|value| ≤ 2^53) as an int64, through the column's words. */
export function storeInt64(columnWords: Uint32Array, row: number, value: number): void {
  columnWords[2 * row] = value
  columnWords[2 * row + 1] = Math.floor(value / 4_294_967_296)
}

/** Stores a price held exactly, or DBN's UNDEF_PRICE where it is NaN. */
export function storePrice(columnWords: Uint32Array, row: number, price: number): void {
  if (!Number.isNaN(price)) {
    storeInt64(columnWords, row, price)
    return
  }
  columnWords[2 * row] = UNDEF_PRICE_LOW
  columnWords[2 * row + 1] = UNDEF_PRICE_HIGH
}

/** Stores a Unix second as int64 nanoseconds, which no JS number holds: the words are exact. */
export function storeSecond(columnWords: Uint32Array, row: number, second: number): void {
  const low = Math.imul(second, 1_000_000_000) >>> 0
  columnWords[2 * row] = low
  // The product is off by 128 at most, far less than half of 2^32.
  columnWords[2 * row + 1] = Math.round((second * 1e9 - low) / 4_294_967_296)
}
