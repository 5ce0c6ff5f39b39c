import type { Contract } from '../contracts/contract.ts'
import { KINDS, type Kind, type KindArrays } from '../contracts/kinds.ts'
import { UNDEF_PRICE_HIGH, UNDEF_PRICE_LOW } from '../market/price.ts'

export type { KindArrays } from '../contracts/kinds.ts'

export type Column = KindArrays[Kind]

/** A column of 64-bit integers. */
export type WideInts = KindArrays['int64' | 'uint64']

/** A column whose values are JS numbers. */
export type NumberColumn = Exclude<Column, WideInts | string[]>

export function isWideInts(column: Column): column is WideInts {
  return column instanceof BigInt64Array || column instanceof BigUint64Array
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
    for (const { name, kind } of contract.fields)
      this.#columns.set(name, KINDS[kind].allocate(capacity))
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
  const larger: Column = KINDS[kind].allocate(capacity)
  if (Array.isArray(larger)) {
    const texts = filled as string[]
    for (let row = 0; row < texts.length; row++) larger[row] = texts[row]
  } else if (isWideInts(larger)) {
    larger.set(filled as typeof larger)
  } else {
    larger.set(filled as NumberColumn)
  }
  return larger
}

/** The two 32-bit words of each value, low word first: what loops read instead of bigints. */
export function words(column: WideInts): Uint32Array<ArrayBuffer> {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2)
}

/** Stores an integer held exactly (|value| ≤ 2^53) as an int64 or a uint64, through the column's words. */
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
