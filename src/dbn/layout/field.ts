/**
 * One row of a layout table: a field's name, its position in each DBN version, and its meaning. A
 * position is written `type@offset`, offset in bytes from the start of the record.
 *
 * | type | bytes | what |
 * |---|---|---|
 * | `price` | 8 | int64 in 1e-9 units; 2^63−1 (`UNDEF_PRICE`) = none |
 * | `time` | 8 | uint64 nanoseconds since the Unix epoch, UTC; 2^64−1, read as −1, = none |
 * | `u64` `i64` `u32` `i32` `u16` `i16` `u8` `i8` | 8…1 | an integer |
 * | `char` | 1 | one ASCII letter, kept as its code |
 * | `c22` | 22 | text, padded with NUL |
 */
export interface FieldRow {
  readonly name: string
  /**
   * The position in every version, or in versions 1, 2 and 3; '' where a version lacks the field.
   */
  readonly at: string | readonly [v1: string, v2: string, v3: string]
  /** Meaning, unit and sentinel. */
  readonly doc: string
  /** The largest value of the type means "undefined"; for prices and times it always does. */
  readonly hasUndefined?: true
}

/** A record kind's layout in all versions. */
export interface RecordRows {
  readonly rtype: number
  /** Bytes of a record in versions 1, 2 and 3, without `ts_out`. */
  readonly sizes: readonly [v1: number, v2: number, v3: number]
  readonly doc: string
  readonly rows: readonly FieldRow[]
  /** Reserved bytes in versions 1, 2 and 3, as `bytes@offset`; written as zeros. */
  readonly reserved: readonly [v1: readonly string[], v2: readonly string[], v3: readonly string[]]
}

/**
 * The header fields of every record. Byte 0, the record's length in 32-bit words, is not a column.
 */
export const HEADER_ROWS: readonly FieldRow[] = [
  { name: 'rtype', at: 'u8@1', doc: 'DBN record type.' },
  {
    name: 'publisher_id',
    at: 'u16@2',
    doc: 'Databento publisher (dataset and venue); GLBX.MDP3 is 1.',
  },
  {
    name: 'instrument_id',
    at: 'u32@4',
    doc: 'Numeric instrument id, unique only within a UTC day.',
  },
  {
    name: 'ts_event',
    at: 'time@8',
    doc: "The exchange's time of the event, ns since the epoch, UTC; uint64 bits kept as int64, -1 = undefined.",
  },
]

/** The capture clock, by which files are sorted and split into days. */
export const TS_RECV_DOC =
  "Databento's capture time, ns since the epoch, UTC; uint64 bits kept as int64, -1 = undefined."
