import { type Contract, parseContract } from '../contracts/contract.ts'
import { KINDS, type Kind } from '../contracts/kinds.ts'
import { DEFINITION } from './layout/definition.ts'
import { type FieldRow, HEADER_ROWS, type RecordRows } from './layout/field.ts'
import { MBO } from './layout/mbo.ts'
import { STATISTICS } from './layout/statistics.ts'
import { SYMBOL_MAPPING } from './layout/symbol-mapping.ts'

/** The versions of DBN; all three are in use. */
export type DbnVersion = 1 | 2 | 3

export const NEWEST_VERSION: DbnVersion = 3

/** The records that come out as columns; of all others the bytes can be had. */
const RECORDS = {
  mbo: MBO,
  definition: DEFINITION,
  statistics: STATISTICS,
  symbol_mapping: SYMBOL_MAPPING,
} as const satisfies Record<string, RecordRows>

export type RecordKind = keyof typeof RECORDS

export const RECORD_KINDS = Object.keys(RECORDS) as readonly RecordKind[]

/** Bytes of the header every record begins with. */
export const RECORD_HEADER_BYTES = 16

/** What a field's bytes mean; see the table in layout/field.ts. */
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
  /** From the record's first byte. */
  readonly offset: number
  readonly bytes: number
  readonly doc: string
}

/** Where every byte of one record kind is, in one version. */
export interface Layout {
  readonly kind: RecordKind
  readonly version: DbnVersion
  readonly rtype: number
  /** Bytes of a record, with `ts_out` if it has one. */
  readonly size: number
  /** Does each record end with the time it was sent, as a column `ts_out`? */
  readonly tsOut: boolean
  readonly fields: readonly LayoutField[]
  /** Bytes that mean nothing; written as zeros. */
  readonly reserved: readonly { readonly offset: number; readonly bytes: number }[]
  /** The decoded rows: the same fields, in file order. Key: `dbn.v3.mbo`. */
  readonly contract: Contract
}

/** The column of each type; those of bytes that may be UNDEF_PRICE are nullable. */
const COLUMNS: Record<FieldType, { kind: Kind; nullable?: true }> = {
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

const layouts = new Map<string, Layout>()

/** The layout of a record kind in a version, with or without the live gateway's `ts_out`. */
export function layoutOf(kind: RecordKind, version: DbnVersion, tsOut = false): Layout {
  const key = `v${version}.${kind}${tsOut ? '_ts_out' : ''}`
  let layout = layouts.get(key)
  if (!layout) {
    layout = buildLayout(key, kind, version, tsOut)
    layouts.set(key, layout)
  }
  return layout
}

/** The kind of record an rtype names, if it is one that is decoded. */
export function kindOfRtype(rtype: number): RecordKind | undefined {
  return RECORD_KINDS.find((kind) => RECORDS[kind].rtype === rtype)
}

/**
 * The version a record of this size must be of, for fragments that have lost their metadata: the
 * newest version whose record fits. Versions that lay a kind out alike cannot be told apart.
 */
export function guessVersion(kind: RecordKind, bytes: number): DbnVersion {
  const [, v2, v3] = RECORDS[kind].sizes
  if (bytes >= v3) return 3
  return bytes >= v2 ? 2 : 1
}

function buildLayout(key: string, kind: RecordKind, version: DbnVersion, tsOut: boolean): Layout {
  const { rtype, sizes, doc, rows, reserved } = RECORDS[kind]
  const recordBytes = sizes[version - 1] as number
  const tsOutRow = {
    name: 'ts_out',
    at: `time@${recordBytes}`,
    doc: 'When the gateway sent the record, ns since the epoch, UTC.',
  }
  const fields = [...HEADER_ROWS, ...rows, ...(tsOut ? [tsOutRow] : [])]
    .flatMap((row) => fieldOf(row, version))
    .sort((one, other) => one.offset - other.offset)
  return {
    kind,
    version,
    rtype,
    size: recordBytes + (tsOut ? 8 : 0),
    tsOut,
    fields,
    reserved: (reserved[version - 1] as readonly string[]).map((place) => {
      const [bytes, offset] = place.split('@')
      return { offset: Number(offset), bytes: Number(bytes) }
    }),
    contract: contractOf(key, doc, fields),
  }
}

function fieldOf({ name, at, doc }: FieldRow, version: DbnVersion): LayoutField[] {
  const place = typeof at === 'string' ? at : (at[version - 1] as string)
  if (place === '') return []
  const [written, offset] = place.split('@') as [string, string]
  const width = /^c(\d+)$/.exec(written)?.[1]
  const type = width ? 'text' : (written as FieldType)
  const { kind } = COLUMNS[type]
  const bytes = width ? Number(width) : KINDS[kind].width
  return [{ name, type, kind, offset: Number(offset), bytes, doc }]
}

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
  const { kind, nullable } = COLUMNS[fieldType]
  const [type, logicalType] = KINDS[kind].avro
  const avro = logicalType === undefined ? type : { type, logicalType }
  return nullable ? ['null', avro] : avro
}
