/**
 * The kinds of columns, one descriptor each: how a column of the kind lies in memory, in an Avro
 * schema, in Parquet, on the wire (Arrow) and in SQL. All that reads or writes columns goes by
 * these, and by the form that its values are laid out in, so a kind of integers is added here
 * alone; one of a new {@link Form} also needs that form in lake/parquet/encode.ts, lake/parquet/decode.ts and the
 * wire. Browsers import this too.
 */

/** The array that holds a column of each kind. */
export interface KindArrays {
  int64: BigInt64Array<ArrayBuffer>
  uint64: BigUint64Array<ArrayBuffer>
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
  /** The code of a character, U+0000 to U+00FF; 0 is none, the empty text. */
  char: Uint8Array<ArrayBuffer>
  text: string[]
}

export type Kind = keyof KindArrays

/** What a table's columns are: the kind of each, by name. */
export type Columns = Readonly<Record<string, Kind>>

/** The kinds of fields, by name. */
export function kindsOf(
  fields: readonly { readonly name: string; readonly kind: Kind }[],
): Columns {
  return Object.fromEntries(fields.map(({ name, kind }) => [name, kind]))
}

/** Some of a table's columns. */
export type Chosen<C extends Columns, N extends keyof C> = {
  readonly [P in N]: Extract<C[P], Kind>
}

/** A row as an object, where speed does not matter: 64-bit integers exact, letters as themselves. */
export type Row<C extends Columns> = {
  -readonly [N in keyof C]: C[N] extends 'int64' | 'uint64'
    ? bigint
    : C[N] extends 'boolean'
      ? boolean
      : C[N] extends 'letter' | 'char' | 'text'
        ? string
        : number
}

/** The kinds whose columns are typed arrays. */
export type BinaryKind = Exclude<Kind, 'text'>

/** How the values of a kind are laid out where they are stored or sent. */
export type Form = 'number' | 'bits' | 'letters' | 'chars' | 'texts'

/** Parquet's types, as its footers name them. */
export interface ParquetType {
  readonly type: 'INT64' | 'INT32' | 'DOUBLE' | 'BOOLEAN' | 'BYTE_ARRAY'
  readonly converted_type?:
    | 'UINT_64'
    | 'UINT_32'
    | 'INT_16'
    | 'UINT_16'
    | 'INT_8'
    | 'UINT_8'
    | 'UTF8'
    | 'TIMESTAMP_MICROS'
  readonly logical_type?: {
    readonly type: 'TIMESTAMP'
    readonly isAdjustedToUTC: boolean
    readonly unit: 'MICROS'
  }
}

export type ArrowType =
  | { readonly type: 'Int'; readonly bits: 8 | 16 | 32 | 64; readonly isSigned: boolean }
  | { readonly type: 'Float64' | 'Bool' | 'Utf8' }

export interface KindDescriptor<A> {
  readonly form: Form
  /** May tables be sorted by it? Floats have NaN and two zeros: no order to seek by. */
  readonly isSortKey: boolean
  /** Bytes of a value in memory; 0 of a text, which no buffer holds. */
  readonly width: number
  /** What an array can hold that is narrower than its contract may say, both included. */
  readonly range?: readonly [minimum: number, maximum: number]
  /** Type and, where one type serves several kinds, logical type in an Avro schema. */
  readonly avro: readonly [type: string, logicalType?: string]
  readonly parquet: ParquetType
  readonly arrow: ArrowType
  readonly sql: string
  /** A column of so many values, all 0 or empty. */
  allocate(capacity: number): A
  /**
   * What a value in memory stands for, where that is not the value itself.
   *
   * @param letters the field's
   */
  readonly meaning?: (value: number, letters: readonly string[]) => string | boolean
}

/** Of a typed array, which can also be laid over memory that is there. */
export interface BinaryDescriptor<A> extends KindDescriptor<A> {
  /** The column of `rows` values that begins at a byte of a buffer. */
  view(buffer: ArrayBuffer, offset: number, rows: number): A
}

interface ArrayConstructor<A> {
  readonly BYTES_PER_ELEMENT: number
  new (length: number): A
  new (buffer: ArrayBuffer, byteOffset: number, length: number): A
}

function arraysOf<A>(ArrayOf: ArrayConstructor<A>) {
  return {
    width: ArrayOf.BYTES_PER_ELEMENT,
    allocate: (capacity: number) => new ArrayOf(capacity),
    view: (buffer: ArrayBuffer, offset: number, rows: number) => new ArrayOf(buffer, offset, rows),
  }
}

const UTF8 = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const

export const KINDS: {
  readonly [K in BinaryKind]: BinaryDescriptor<KindArrays[K]>
} & { readonly text: KindDescriptor<string[]> } = {
  int64: {
    ...arraysOf(BigInt64Array),
    form: 'number',
    isSortKey: true,
    avro: ['long'],
    parquet: { type: 'INT64' },
    arrow: { type: 'Int', bits: 64, isSigned: true },
    sql: 'BIGINT',
  },
  uint64: {
    ...arraysOf(BigUint64Array),
    form: 'number',
    isSortKey: false,
    avro: ['long', 'uint64'],
    parquet: { type: 'INT64', converted_type: 'UINT_64' },
    arrow: { type: 'Int', bits: 64, isSigned: false },
    sql: 'UBIGINT',
  },
  int32: {
    ...arraysOf(Int32Array),
    form: 'number',
    isSortKey: true,
    range: [-(2 ** 31), 2 ** 31 - 1],
    avro: ['int'],
    parquet: { type: 'INT32' },
    arrow: { type: 'Int', bits: 32, isSigned: true },
    sql: 'INTEGER',
  },
  uint32: {
    ...arraysOf(Uint32Array),
    form: 'number',
    isSortKey: true,
    range: [0, 2 ** 32 - 1],
    avro: ['int', 'uint32'],
    parquet: { type: 'INT32', converted_type: 'UINT_32' },
    arrow: { type: 'Int', bits: 32, isSigned: false },
    sql: 'UINTEGER',
  },
  int16: {
    ...arraysOf(Int16Array),
    form: 'number',
    isSortKey: true,
    range: [-(2 ** 15), 2 ** 15 - 1],
    avro: ['int', 'int16'],
    parquet: { type: 'INT32', converted_type: 'INT_16' },
    arrow: { type: 'Int', bits: 16, isSigned: true },
    sql: 'SMALLINT',
  },
  uint16: {
    ...arraysOf(Uint16Array),
    form: 'number',
    isSortKey: true,
    range: [0, 2 ** 16 - 1],
    avro: ['int', 'uint16'],
    parquet: { type: 'INT32', converted_type: 'UINT_16' },
    arrow: { type: 'Int', bits: 16, isSigned: false },
    sql: 'USMALLINT',
  },
  int8: {
    ...arraysOf(Int8Array),
    form: 'number',
    isSortKey: true,
    range: [-128, 127],
    avro: ['int', 'int8'],
    parquet: { type: 'INT32', converted_type: 'INT_8' },
    arrow: { type: 'Int', bits: 8, isSigned: true },
    sql: 'TINYINT',
  },
  uint8: {
    ...arraysOf(Uint8Array),
    form: 'number',
    isSortKey: true,
    range: [0, 255],
    avro: ['int', 'uint8'],
    parquet: { type: 'INT32', converted_type: 'UINT_8' },
    arrow: { type: 'Int', bits: 8, isSigned: false },
    sql: 'UTINYINT',
  },
  float64: {
    ...arraysOf(Float64Array),
    form: 'number',
    isSortKey: false,
    avro: ['double'],
    parquet: { type: 'DOUBLE' },
    arrow: { type: 'Float64' },
    sql: 'DOUBLE',
  },
  boolean: {
    ...arraysOf(Uint8Array),
    form: 'bits',
    isSortKey: true,
    avro: ['boolean'],
    parquet: { type: 'BOOLEAN' },
    arrow: { type: 'Bool' },
    sql: 'BOOLEAN',
    meaning: (value) => value === 1,
  },
  letter: {
    ...arraysOf(Uint8Array),
    form: 'letters',
    isSortKey: true,
    avro: ['enum'],
    parquet: UTF8,
    arrow: { type: 'Utf8' },
    sql: 'VARCHAR',
    meaning: (code, letters) => letters[code],
  },
  char: {
    ...arraysOf(Uint8Array),
    form: 'chars',
    isSortKey: false,
    avro: ['string', 'char'],
    parquet: UTF8,
    arrow: { type: 'Utf8' },
    sql: 'VARCHAR',
    meaning: (code) => charText(code),
  },
  text: {
    form: 'texts',
    isSortKey: true,
    width: 0,
    avro: ['string'],
    parquet: UTF8,
    arrow: { type: 'Utf8' },
    sql: 'VARCHAR',
    allocate: (capacity) => new Array<string>(capacity).fill(''),
  },
}

/** What a cell of a column stands for: letters and characters as texts, truths as booleans. */
export function cellOf(
  { kind, letters }: { readonly kind: Kind; readonly letters: readonly string[] },
  column: KindArrays[Kind],
  row: number,
): string | number | bigint | boolean {
  const value = column[row]
  const { meaning } = KINDS[kind]
  return meaning ? meaning(Number(value), letters) : value
}

export const KIND_NAMES = Object.keys(KINDS) as readonly Kind[]

/** The text that a char column's code stands for. */
export function charText(code: number): string {
  return code === 0 ? '' : String.fromCharCode(code)
}

/**
 * The mirror of {@link charText}.
 *
 * @returns −1 if the text is not one character up to U+00FF, or the character that stands for none
 */
export function charCode(text: string): number {
  if (text === '') return 0
  const code = text.charCodeAt(0)
  return text.length === 1 && code > 0 && code < 256 ? code : -1
}

/**
 * An instant of whole microseconds, UTC, as Parquet and SQL have it: of derived columns, which are
 * in files only. (Nanoseconds make Spark refuse the whole file, and DuckDB cut them.)
 */
export const TIMESTAMP = {
  avro: ['long', 'timestamp-micros'],
  parquet: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
  sql: 'TIMESTAMPTZ',
} as const satisfies Pick<KindDescriptor<never>, 'avro' | 'parquet' | 'sql'>
