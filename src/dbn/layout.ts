import { type Contract, parseContract } from '../contracts/contract.ts'
import { KINDS, type Kind } from '../contracts/kinds.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { UNDEF_TIME } from '../market/time.ts'
import { rtypeName } from './codes.ts'
import { ohlcv } from './layout/bars.ts'
import { DEFINITION } from './layout/definition.ts'
import { type FieldRow, HEADER_ROWS, type RecordRows } from './layout/field.ts'
import { IMBALANCE } from './layout/imbalance.ts'
import { MBO } from './layout/mbo.ts'
import { ERROR, SYSTEM } from './layout/notices.ts'
import { bbo, cbbo, cmbp1, MBP_1, MBP_10 } from './layout/quotes.ts'
import { STATISTICS } from './layout/statistics.ts'
import { STATUS } from './layout/status.ts'
import { SYMBOL_MAPPING } from './layout/symbol-mapping.ts'
import { TRADE } from './layout/trades.ts'

/** The versions of DBN, all in use. */
export type DbnVersion = 1 | 2 | 3

export const NEWEST_VERSION: DbnVersion = 3

/** The tables of all record kinds; each rtype is one kind. */
const RECORDS = {
  mbo: MBO,
  definition: DEFINITION,
  statistics: STATISTICS,
  symbol_mapping: SYMBOL_MAPPING,
  trade: TRADE,
  mbp_1: MBP_1,
  mbp_10: MBP_10,
  bbo_1s: bbo(0xc3, 'second'),
  bbo_1m: bbo(0xc4, 'minute'),
  cmbp_1: cmbp1(0xb1, 'The best quote of several venues after a change of it, or a trade.'),
  tcbbo: cmbp1(0xc2, 'A trade and the best quote of several venues before it.'),
  cbbo_1s: cbbo(0xc0, 'second'),
  cbbo_1m: cbbo(0xc1, 'minute'),
  ohlcv: ohlcv(0x11, 'an interval that the record does not name'),
  ohlcv_1s: ohlcv(0x20, 'a second'),
  ohlcv_1m: ohlcv(0x21, 'a minute'),
  ohlcv_1h: ohlcv(0x22, 'an hour'),
  ohlcv_1d: ohlcv(0x23, 'a UTC day'),
  ohlcv_eod: ohlcv(0x24, "a trading session, by the exchange's end of day"),
  status: STATUS,
  imbalance: IMBALANCE,
  error: ERROR,
  system: SYSTEM,
} as const satisfies Record<string, RecordRows>

export type RecordKind = keyof typeof RECORDS

/** Every record kind with a known layout. */
export const RECORD_KINDS = Object.keys(RECORDS) as readonly RecordKind[]

/** The kinds that the lake's tables are made of, decoded by default. */
export const LAKE_KINDS: readonly RecordKind[] = [
  'mbo',
  'definition',
  'statistics',
  'symbol_mapping',
]

/** Bytes of the header of every record. */
export const RECORD_HEADER_BYTES = 16

/** How a field's bytes are read; see the table in layout/field.ts. */
export type FieldType =
  | 'price'
  | 'time'
  | 'u64'
  | 'i64'
  | 'u32'
  | 'i32'
  | 'u16'
  | 'i16'
  | 'u8'
  | 'i8'
  | 'char'
  | 'text'

export interface LayoutField {
  readonly name: string
  readonly type: FieldType
  /** The kind of its column. */
  readonly kind: Kind
  /** Bytes from the start of the record. */
  readonly offset: number
  readonly bytes: number
  readonly doc: string
  /** The column value that means "undefined"; undefined if the field has none. */
  readonly undefinedValue: number | bigint | undefined
}

/** The byte layout of one record kind in one version. */
export interface RecordLayout {
  readonly kind: RecordKind
  readonly version: DbnVersion
  readonly rtype: number
  /** Bytes of a record, including `ts_out` if present. */
  readonly size: number
  /** Whether each record ends with the gateway's sending time, a column `ts_out`. */
  readonly tsOut: boolean
  readonly fields: readonly LayoutField[]
  /** Reserved bytes, written as zeros. */
  readonly reserved: readonly { readonly offset: number; readonly bytes: number }[]
  /** The decoded rows: the same fields, in file order. Key: `dbn.v3.mbo`. */
  readonly contract: Contract
}

/** The column kind of each type. Types whose values may equal UNDEF_PRICE are nullable. */
const COLUMN_KINDS: Record<FieldType, { kind: Kind; nullable?: true }> = {
  price: { kind: 'int64', nullable: true },
  time: { kind: 'int64' },
  u64: { kind: 'uint64' },
  i64: { kind: 'int64', nullable: true },
  u32: { kind: 'uint32' },
  i32: { kind: 'int32' },
  u16: { kind: 'uint16' },
  i16: { kind: 'int16' },
  u8: { kind: 'uint8' },
  i8: { kind: 'int8' },
  char: { kind: 'char' },
  text: { kind: 'text' },
}

const KIND_OF_RTYPE: ReadonlyMap<number, RecordKind> = new Map(
  RECORD_KINDS.map((kind) => [RECORDS[kind].rtype, kind]),
)

const layouts = new Map<string, RecordLayout>()

/** The layout of a record kind in a version, with or without the live gateway's `ts_out`. */
export function recordLayout(kind: RecordKind, version: DbnVersion, tsOut = false): RecordLayout {
  const key = `v${version}.${kind}${tsOut ? '_ts_out' : ''}`
  let layout = layouts.get(key)
  if (!layout) {
    layout = buildLayout(key, kind, version, tsOut)
    layouts.set(key, layout)
  }
  return layout
}

/** The record kind of an rtype; undefined if unknown. */
export function kindOfRtype(rtype: number): RecordKind | undefined {
  return KIND_OF_RTYPE.get(rtype)
}

/** A kind's display name: "mbp-1", "symbol mapping". */
export function kindName(kind: RecordKind): string {
  return rtypeName(RECORDS[kind].rtype)
}

/**
 * The DBN version of a fragment without metadata, by record size: the newest version that fits.
 * Versions in which a kind has the same size share its layout.
 */
export function guessVersion(kind: RecordKind, bytes: number): DbnVersion {
  const [, v2, v3] = RECORDS[kind].sizes
  if (bytes >= v3) return 3
  return bytes >= v2 ? 2 : 1
}

function buildLayout(
  key: string,
  kind: RecordKind,
  version: DbnVersion,
  tsOut: boolean,
): RecordLayout {
  const { rtype, sizes, doc, rows, reserved } = RECORDS[kind]
  const recordBytes = sizes[version - 1]
  const tsOutRow = {
    name: 'ts_out',
    at: `time@${recordBytes}`,
    doc: 'When the gateway sent the record, ns since the epoch, UTC.',
  }
  const fields = [...HEADER_ROWS, ...rows, ...(tsOut ? [tsOutRow] : [])]
    .flatMap((row) => layoutField(row, version))
    .sort((one, other) => one.offset - other.offset)
  return {
    kind,
    version,
    rtype,
    size: recordBytes + (tsOut ? 8 : 0),
    tsOut,
    fields,
    reserved: reserved[version - 1].map((place) => {
      const [bytes, offset] = place.split('@')
      return { offset: Number(offset), bytes: Number(bytes) }
    }),
    contract: contractOf(key, doc, fields),
  }
}

function layoutField(
  { name, at, doc, hasUndefined }: FieldRow,
  version: DbnVersion,
): LayoutField[] {
  const position = typeof at === 'string' ? at : at[version - 1]
  if (position === '') return []
  const [written, offset] = position.split('@') as [string, string]
  const width = /^c(\d+)$/.exec(written)?.[1]
  const type = width ? 'text' : (written as FieldType)
  const { kind } = COLUMN_KINDS[type]
  const bytes = width ? Number(width) : KINDS[kind].width
  const undefinedValue = undefinedValueOf(type, hasUndefined ?? false)
  return [{ name, type, kind, offset: Number(offset), bytes, doc, undefinedValue }]
}

function undefinedValueOf(type: FieldType, hasUndefined: boolean): number | bigint | undefined {
  if (type === 'price') return UNDEF_PRICE
  if (type === 'time') return UNDEF_TIME
  if (!hasUndefined || type === 'char' || type === 'text') return undefined
  return MAX_VALUES[type]
}

/** The largest value of each integer type, as stored in its column. */
const MAX_VALUES = {
  u64: 2n ** 64n - 1n,
  i64: 2n ** 63n - 1n,
  u32: 2 ** 32 - 1,
  i32: 2 ** 31 - 1,
  u16: 2 ** 16 - 1,
  i16: 2 ** 15 - 1,
  u8: 255,
  i8: 127,
} as const

function contractOf(key: string, doc: string, fields: readonly LayoutField[]): Contract {
  const [version, name] = key.split('.')
  return parseContract(
    JSON.stringify({
      type: 'record',
      name,
      namespace: `dbn.${version}`,
      doc,
      fields: fields.map((field) => ({
        name: field.name,
        type: avroOf(field.type),
        doc: field.doc,
      })),
    }),
  )
}

function avroOf(fieldType: FieldType): unknown {
  const { kind, nullable } = COLUMN_KINDS[fieldType]
  const [type, logicalType] = KINDS[kind].avro
  const avro = logicalType === undefined ? type : { type, logicalType }
  return nullable ? ['null', avro] : avro
}
