import avro from 'avsc'

/**
 * How a column is kept in memory and on disk. `letter` is one of a short list of letters, `text`
 * any string; `uint8` … `uint32` and `int8`, `int16` are Avro ints with a narrower range.
 */
export type Kind =
  | 'int64'
  | 'int32'
  | 'uint32'
  | 'int16'
  | 'uint16'
  | 'int8'
  | 'uint8'
  | 'float64'
  | 'boolean'
  | 'letter'
  | 'text'

export interface Field {
  readonly name: string
  readonly kind: Kind
  /** Meaning, unit and sentinel. */
  readonly doc: string
  /** The letters of a `letter` field, in code order. */
  readonly letters: readonly string[]
  /** A float64 that may be NaN, "not defined"; infinities never fit. */
  readonly nan: boolean
  /** Inclusive bounds of a number narrower than int64. */
  readonly minimum: number
  readonly maximum: number
}

/** What a dataset's rows are: an Avro schema, read once. Every field is required. */
export interface Contract {
  /** `layer.product_type.table`, e.g. `silver.future_mbo.wall_surface_1s`. */
  readonly key: string
  readonly doc: string
  readonly fields: readonly Field[]
  /** The schema as one line of JSON: what the contract's hash is taken of. */
  readonly text: string
}

/** Avro keeps unknown logical types as they are; ours only narrow an int's range. */
const NARROW_INTS: readonly string[] = ['int8', 'uint8', 'int16', 'uint16', 'uint32']

/** `nan`, `minimum` and `maximum` are attributes of ours, which Avro lets a field carry. */
interface AvroField {
  name: string
  doc?: string
  type: string | { type: string; logicalType?: string; symbols?: string[] }
  nan?: boolean
  minimum?: number
  maximum?: number
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
  return {
    key,
    doc: schema.doc ?? '',
    fields: schema.fields.map((field) => parseField(key, field)),
    text: JSON.stringify(schema),
  }
}

function parseField(key: string, field: AvroField): Field {
  const { name, doc, type, nan = false, minimum = -Infinity, maximum = Infinity } = field
  if (!doc) throw new Error(`contract ${key}: field ${name} has no doc`)
  const letters = (typeof type === 'object' && type.symbols) || []
  return { name, kind: kindOf(key, name, type), doc, letters, nan, minimum, maximum }
}

function kindOf(key: string, name: string, type: AvroField['type']): Kind {
  const base = typeof type === 'string' ? type : type.type
  const logical = typeof type === 'string' ? undefined : type.logicalType
  if (base === 'int') return NARROW_INTS.includes(logical ?? '') ? (logical as Kind) : 'int32'
  if (base === 'long') return 'int64'
  if (base === 'double') return 'float64'
  if (base === 'boolean') return 'boolean'
  if (base === 'string') return 'text'
  if (base === 'enum') return 'letter'
  throw new Error(`contract ${key}: field ${name} has type ${base}, which no column holds`)
}
