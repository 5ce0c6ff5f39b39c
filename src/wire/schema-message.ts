import { CONTRACT, DOC, KIND, LETTERS } from '../arrow/metadata-keys.ts'
import type { Contract, Field } from '../contracts/contract.ts'
import { KIND_NAMES, KINDS, type Kind, kindsOf } from '../contracts/kinds.ts'
import { FormatError } from '../format-error.ts'
import { ByteView } from './byte-view.ts'
import { FlatTable } from './flat-table.ts'

/** Letters are stored as one-byte codes. */
const MAX_LETTERS = 256

/** Bytes before the flatbuffer. */
const PREFIX_BYTES = 8
const SCHEMA_HEADER = 1

/** Fields of the tables Message, Schema, Field and KeyValue (Message.fbs and Schema.fbs). */
const MESSAGE = { headerType: 1, header: 2 } as const
const SCHEMA = { fields: 1, metadata: 2 } as const
const FIELD = { name: 0, typeKind: 2, type: 3, dictionary: 4, metadata: 6 } as const
const PAIR = { key: 0, value: 1 } as const
const INT = { bits: 0, isSigned: 1 } as const
const PRECISION = 0

/** Members of the union Type. */
const TYPE = { int: 2, floatingPoint: 3, utf8: 5, bool: 6 } as const
const DOUBLE = 2

/**
 * Reads a schema as far as a table needs it of its contract: bounds and the Avro text do not travel,
 * docs only where the schema is documented. It is read here, and not by a library, because it may come from anywhere: only what a
 * contract can be is looked at, and nothing more than once.
 *
 * @param message the encapsulated message, its prefix included
 * @throws FormatError if it is not a schema, or has a type that no contract has
 */
export function readSchema(message: Uint8Array): Contract {
  const root = new FlatTable(new ByteView(message), PREFIX_BYTES)
  const headerType = root.u8(MESSAGE.headerType)
  if (headerType !== SCHEMA_HEADER)
    throw new FormatError(`a message of type ${headerType}, no schema`)
  const schema = root.table(MESSAGE.header)
  const fields = schema.tables(SCHEMA.fields).map(fieldOf)
  const names = new Set(fields.map(({ name }) => name))
  if (names.size < fields.length) throw new FormatError('two columns of one name')
  const metadata = metadataOf(schema, SCHEMA.metadata)
  const [key = '', doc = ''] = [CONTRACT, DOC].map((each) => metadata.get(each))
  return { key, doc, text: '', fields, kinds: kindsOf(fields), derived: [] }
}

function fieldOf(field: FlatTable): Field {
  const name = field.text(FIELD.name)
  const metadata = metadataOf(field, FIELD.metadata)
  const letters = metadata.get(LETTERS)?.split(',') ?? []
  if (letters.length > MAX_LETTERS) throw new FormatError(`column ${name} has too many letters`)
  const type = field.has(FIELD.dictionary) ? 'Dictionary' : typeOf(field)
  const kind = kindOf(type, letters.length > 0, metadata.get(KIND))
  if (kind === undefined) {
    const known = [...new Set(KIND_NAMES.map(arrowName))].join(', ')
    throw new FormatError(`column ${name} is of ${type}, which no table holds: they hold ${known}`)
  }
  const unbounded = { nan: true, nullable: kind === 'int64', minimum: -Infinity, maximum: Infinity }
  return { name, kind, doc: metadata.get(DOC) ?? '', letters, ...unbounded }
}

function kindOf(type: string, hasLetters: boolean, stated: string | undefined): Kind | undefined {
  if (type === 'Utf8' && hasLetters) return 'letter'
  if (type === 'Utf8') return stated === 'char' ? 'char' : 'text'
  return KIND_NAMES.find((kind) => arrowName(kind) === type)
}

/** The Arrow type of a kind, as named by Arrow's libraries. */
function arrowName(kind: Kind): string {
  const { arrow } = KINDS[kind]
  return arrow.type === 'Int' ? `${arrow.isSigned ? 'Int' : 'Uint'}${arrow.bits}` : arrow.type
}

/** A type as named by Arrow's libraries; unsupported ones by number. */
function typeOf(field: FlatTable): string {
  const kind = field.u8(FIELD.typeKind)
  if (kind === TYPE.utf8) return 'Utf8'
  if (kind === TYPE.bool) return 'Bool'
  const type = field.table(FIELD.type)
  if (kind === TYPE.int) return `${type.u8(INT.isSigned) ? 'Int' : 'Uint'}${type.i32(INT.bits)}`
  if (kind === TYPE.floatingPoint && type.i16(PRECISION) === DOUBLE) return 'Float64'
  return `type ${kind}`
}

function metadataOf(table: FlatTable, field: number): ReadonlyMap<string, string> {
  const pairs = table.tables(field)
  return new Map(pairs.map((pair) => [pair.text(PAIR.key), pair.text(PAIR.value)]))
}
