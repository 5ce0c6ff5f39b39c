import avro from 'avsc'
import {
  type Chosen,
  type Columns,
  KIND_NAMES,
  KINDS,
  type Kind,
  kindsOf,
  TIMESTAMP,
} from './kinds.ts'

export type { Chosen, Columns, Kind } from './kinds.ts'

export interface Field {
  readonly name: string
  readonly kind: Kind
  /** Meaning, unit and sentinel. */
  readonly doc: string
  /** The letters of a `letter` field, in code order. */
  readonly letters: readonly string[]
  /** A float64 that may be NaN, "not defined"; infinities never fit. */
  readonly nan: boolean
  /**
   * An int64 that may have no value: the largest int64 (UNDEF_PRICE) in memory and on the wire,
   * NULL in Parquet and SQL. Any other int64 has a value in every row.
   */
  readonly nullable: boolean
  /** Inclusive bounds of a number narrower than int64. */
  readonly minimum: number
  readonly maximum: number
  /**
   * When the value is known, if that may be later than its row: `calibration`, with the row if the
   * calibration is of earlier sessions; `next_record`, at the next record of the feed; or the name
   * of a time column of the row.
   */
  readonly knownAt?: string
}

/**
 * A column that is in files only, made from another as they are written: the instant of an int64
 * column of nanoseconds, in microseconds, as the timestamp that other readers know.
 */
export interface DerivedField {
  readonly name: string
  readonly doc: string
  /** The column it is made from. */
  readonly from: string
}

/**
 * What a dataset's rows are: an Avro schema, read once. Of a contract that ships with the package
 * the compiler knows the columns `C`, see registry.ts.
 */
export interface Contract<C extends Columns = Columns> {
  /** `layer.product_type.table`, e.g. `silver.future_mbo.wall_surface_1s`. */
  readonly key: string
  readonly doc: string
  /** The columns of a table in memory and on the wire. */
  readonly fields: readonly Field[]
  /** Their kinds, by name. */
  readonly kinds: C
  /** The columns that files have after these. */
  readonly derived: readonly DerivedField[]
  /**
   * The schema as one line of JSON: what the contract's hash is taken of. Without `known_at`, which
   * changes no value: tables made before it was added stay valid.
   */
  readonly text: string
}

/** What `known_at` may be besides a field's name. */
const KNOWN_AT: readonly string[] = ['calibration', 'next_record']

interface AvroLogical {
  type: string
  logicalType?: string
  symbols?: string[]
}

type AvroType = string | AvroLogical | AvroType[]

/**
 * `nan`, `minimum`, `maximum`, `known_at` and `from` are attributes of ours, which Avro lets a field carry; so
 * are the logical types that narrow an int, or say that a string is a character.
 */
interface AvroField {
  name: string
  doc?: string
  type: AvroType
  nan?: boolean
  minimum?: number
  maximum?: number
  known_at?: string
  from?: string
}

interface AvroRecord {
  name: string
  namespace: string
  doc?: string
  fields: AvroField[]
}

/**
 * Reads an Avro record schema as a contract.
 *
 * @throws Error if the schema is not Avro, or a field has no doc or a type no column can hold
 */
export function parseContract(text: string): Contract {
  const schema = JSON.parse(text) as AvroRecord
  const key = `${schema.namespace}.${schema.name}`
  // Refuses what is not Avro.
  avro.Type.forSchema(schema as avro.Schema)
  const fields: Field[] = []
  const derived: DerivedField[] = []
  for (const field of schema.fields) {
    if (field.from !== undefined) derived.push(parseDerived(key, field, fields))
    else if (derived.length === 0) fields.push(parseField(key, field, schema.fields))
    else throw new Error(`contract ${key}: field ${field.name} comes after a derived one`)
  }
  const kinds = kindsOf(fields)
  const stored = JSON.stringify(schema, (name, value: unknown) =>
    name === 'known_at' ? undefined : value,
  )
  return { key, doc: schema.doc ?? '', fields, kinds, derived, text: stored }
}

/**
 * A contract with some of its columns, in its own order; all of them, if no names are given.
 *
 * @throws Error if it has no column of that name
 */
export function narrowed<C extends Columns, N extends keyof C & string>(
  contract: Contract<C>,
  names: readonly N[] | undefined,
): Contract<Chosen<C, N>> {
  // Without names N is every column.
  if (names === undefined) return contract as Contract<C & Chosen<C, N>>
  const unknown = names.find((name) => !Object.hasOwn(contract.kinds, name))
  if (unknown !== undefined) throw new Error(`${contract.key} has no column ${unknown}`)
  const wanted: ReadonlySet<string> = new Set(names)
  const fields = contract.fields.filter(({ name }) => wanted.has(name))
  return { ...contract, fields, kinds: kindsOf(fields) as Chosen<C, N> }
}

function parseField(key: string, field: AvroField, all: readonly AvroField[]): Field {
  const { name, type, nan = false, minimum = -Infinity, maximum = Infinity } = field
  const doc = docOf(key, field)
  const nullable = Array.isArray(type)
  const value = nullable ? presentType(type) : type
  const kind = kindOf(value)
  if (!kind || (nullable && kind !== 'int64'))
    throw new Error(
      `contract ${key}: field ${name} has type ${JSON.stringify(type)}, which no column holds`,
    )
  const letters = (typeof value === 'object' && !Array.isArray(value) && value.symbols) || []
  const { known_at: knownAt } = field
  if (knownAt === undefined) return { name, kind, doc, letters, nan, nullable, minimum, maximum }
  if (!KNOWN_AT.includes(knownAt) && !all.some((each) => each.name === knownAt))
    throw new Error(
      `contract ${key}: field ${name} is known at ${knownAt}, which is neither a field nor one of ${KNOWN_AT.join(', ')}`,
    )
  return { name, kind, doc, letters, nan, nullable, minimum, maximum, knownAt }
}

/** The other type of a union with null, which Avro has first where that is the default. */
function presentType(union: AvroType[]): AvroType {
  const [none, value = union] = union
  return none === 'null' && union.length === 2 ? value : union
}

function kindOf(type: AvroType): Kind | undefined {
  if (Array.isArray(type)) return undefined
  const { type: base, logicalType } = typeof type === 'string' ? { type } : (type as AvroLogical)
  const isOf = (kind: Kind, logical: string | undefined) =>
    KINDS[kind].avro[0] === base && KINDS[kind].avro[1] === logical
  // Avro keeps unknown logical types as they are: one that says nothing here is the plain type.
  return (
    KIND_NAMES.find((kind) => isOf(kind, logicalType)) ??
    KIND_NAMES.find((kind) => isOf(kind, undefined))
  )
}

function parseDerived(key: string, field: AvroField, fields: readonly Field[]): DerivedField {
  const { name, type, from = '' } = field
  const doc = docOf(key, field)
  const [base, logical] = TIMESTAMP.avro
  const isTimestamp =
    typeof type === 'object' &&
    !Array.isArray(type) &&
    type.type === base &&
    type.logicalType === logical
  if (!isTimestamp)
    throw new Error(
      `contract ${key}: field ${name} is derived, but has type ${JSON.stringify(type)}, not ${logical}`,
    )
  const source = fields.find((each) => each.name === from)
  if (source?.kind !== 'int64' || source.nullable)
    throw new Error(`contract ${key}: field ${name} is from ${from}, which is no int64 before it`)
  return { name, doc, from }
}

function docOf(key: string, { name, doc }: AvroField): string {
  if (!doc) throw new Error(`contract ${key}: field ${name} has no doc`)
  return doc
}
