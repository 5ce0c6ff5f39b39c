import type { Contract } from '../contracts/contract.ts'
import { type Columns, KINDS, type Kind, type KindArrays } from '../contracts/kinds.ts'
import { UNDEF_PRICE_HIGH, UNDEF_PRICE_LOW } from '../market/price.ts'

export type { Columns, KindArrays } from '../contracts/kinds.ts'

export type Column = KindArrays[Kind]

/** A column of 64-bit integers. */
export type WideInts = KindArrays['int64' | 'uint64']

/** A column whose values are JS numbers. */
export type NumberColumn = Exclude<Column, WideInts | string[]>

export function isWideInts(column: Column): column is WideInts {
  return column instanceof BigInt64Array || column instanceof BigUint64Array
}

/** The array of each column, by its name. */
export type ColumnArrays<C extends Columns> = { readonly [N in keyof C]: KindArrays[C[N]] }

/** Every column of a contract, bound to what a loop reads or writes of it. */
export type Bound<C extends Columns> = { readonly [N in keyof C]: Column | Uint32Array }

/** The names of the columns that are of a kind, or may be. */
export type NamesOf<C extends Columns, K extends Kind> = {
  [N in keyof C]: K extends C[N] ? N : never
}[keyof C] &
  string

/**
 * Rows of one contract, one array a column. Capacity is allocated once and grows by doubling;
 * `length` says how many rows of it are filled. Arrays change identity when the table grows: take
 * them from {@link columns} after {@link reserve}, not before.
 *
 * Of a contract that ships with the package the compiler knows the columns `C`: `Table<Wall>`, or
 * `Table<Pick<Wall, 'side'>>` where only some were read.
 */
export class Table<C extends Columns = Columns> {
  readonly contract: Contract<C>
  /** The whole array of each column: capacity, not length. */
  readonly columns: ColumnArrays<C>
  /** Rows filled. */
  length = 0
  #capacity: number
  /** The same as {@link columns}, to be replaced when the table grows. */
  readonly #arrays: Record<string, Column> = Object.create(null)

  /** @param given columns that exist already and have so many rows; see {@link from} */
  constructor(contract: Contract<C>, capacity = 1024, given?: ColumnArrays<C>) {
    this.contract = contract
    this.#capacity = capacity
    for (const { name, kind } of contract.fields)
      this.#arrays[name] = given ? given[name] : KINDS[kind].allocate(capacity)
    this.columns = this.#arrays as ColumnArrays<C>
  }

  /** A table over columns that exist already; the first `length` rows of each are its rows. */
  static from<C extends Columns>(
    contract: Contract<C>,
    columns: ColumnArrays<C>,
    length: number,
  ): Table<C> {
    for (const { name } of contract.fields) {
      const column: Column | undefined = columns[name]
      if (!column || column.length < length)
        throw new Error(
          `table ${contract.key}: column ${name} has ${column?.length ?? 'no'} rows, ${length} needed`,
        )
    }
    const table = new Table(contract, length, columns)
    table.length = length
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
      this.#arrays[name] = grown(kind, this.filled(name), capacity)
    }
    this.#capacity = capacity
  }

  /**
   * The whole array of a column whose name is known only when it runs, checked against the kind
   * asked for; others are properties of {@link columns}.
   */
  column<K extends Kind>(name: NamesOf<C, K>, kind: K): KindArrays[K] {
    const found: Kind | undefined = this.contract.kinds[name]
    if (found !== kind)
      throw new Error(
        `table ${this.contract.key}: column ${name} is ${found ?? 'missing'}, not ${kind}`,
      )
    return this.#arrays[name] as KindArrays[K]
  }

  /** The filled part of a column, whatever its kind; shares memory except for text. */
  filled<N extends keyof C & string>(name: N): KindArrays[C[N]] {
    const column: Column | undefined = this.#arrays[name]
    if (!column) throw new Error(`table ${this.contract.key}: no column ${name}`)
    const filled = Array.isArray(column)
      ? column.slice(0, this.length)
      : column.subarray(0, this.length)
    return filled as KindArrays[C[N]]
  }

  /** Rows `from` to `to` (exclusive) as a table of their own; shares memory except for text. */
  rows(from: number, to: number): Table<C> {
    const columns: Record<string, Column> = {}
    for (const [name, column] of Object.entries(this.#arrays)) {
      columns[name] = Array.isArray(column) ? column.slice(from, to) : column.subarray(from, to)
    }
    return Table.from(this.contract, columns as ColumnArrays<C>, to - from)
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
