import type { Contract, Field, Kind } from '../contracts/contract.ts'
import { Failure } from '../failure.ts'
import { FlatTable } from './flat-table.ts'

/** Schema metadata: the contract's key. */
export const CONTRACT = 'contract'
/** Field metadata: the letters a column may hold, in code order. Avro's letters have no commas. */
export const LETTERS = 'letters'

/** Letters are kept as codes of a byte. */
const MOST_LETTERS = 256

/** Bytes before the flatbuffer. */
const PREFIX = 8
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

const INTEGERS: Readonly<Record<string, Kind>> = {
  Int64: 'int64',
  Int32: 'int32',
  Uint32: 'uint32',
  Int16: 'int16',
  Uint16: 'uint16',
  Int8: 'int8',
  Uint8: 'uint8',
}

/**
 * Reads a schema as far as a table needs it of its contract: docs, bounds and the Avro text do not
 * travel. It is read here, and not by a library, because it may come from anywhere: only what a
 * contract can be is looked at, and nothing more than once.
 *
 * @param message the encapsulated message, its prefix included
 * @throws Failure `input` on a type that no contract has; Error or RangeError where it is no schema
 */
export function readSchema(message: Uint8Array): Contract {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const root = new FlatTable(view, PREFIX)
  const headerType = root.u8(MESSAGE.headerType)
  if (headerType !== SCHEMA_HEADER) throw new Error(`a message of type ${headerType}, no schema`)
  const schema = root.table(MESSAGE.header)
  const fields = schema.tables(SCHEMA.fields).map(fieldOf)
  const names = new Set(fields.map(({ name }) => name))
  if (names.size < fields.length) throw new Error('two columns of one name')
  return { key: metadataOf(schema, SCHEMA.metadata, CONTRACT) ?? '', doc: '', text: '', fields }
}

function fieldOf(field: FlatTable): Field {
  const name = field.text(FIELD.name)
  const letters = metadataOf(field, FIELD.metadata, LETTERS)?.split(',') ?? []
  if (letters.length > MOST_LETTERS) throw new Error(`column ${name} has too many letters`)
  const type = field.has(FIELD.dictionary) ? 'Dictionary' : typeOf(field)
  const kind = kindOf(type, letters.length > 0)
  if (kind === undefined) {
    throw new Failure({
      code: 'input',
      what: 'the stream has a column of a type that no table holds',
      where: `column ${name}`,
      expected: [...Object.keys(INTEGERS), 'Float64', 'Bool', 'Utf8'].join(', '),
      found: type,
    })
  }
  return { name, kind, doc: '', letters, nan: true, minimum: -Infinity, maximum: Infinity }
}

function kindOf(type: string, hasLetters: boolean): Kind | undefined {
  if (type === 'Utf8') return hasLetters ? 'letter' : 'text'
  if (type === 'Float64') return 'float64'
  return type === 'Bool' ? 'boolean' : INTEGERS[type]
}

/** A type as Arrow's own libraries write it; those that no table holds by their number. */
function typeOf(field: FlatTable): string {
  const kind = field.u8(FIELD.typeKind)
  if (kind === TYPE.utf8) return 'Utf8'
  if (kind === TYPE.bool) return 'Bool'
  const type = field.table(FIELD.type)
  if (kind === TYPE.int) return `${type.u8(INT.isSigned) ? 'Int' : 'Uint'}${type.i32(INT.bits)}`
  if (kind === TYPE.floatingPoint && type.i16(PRECISION) === DOUBLE) return 'Float64'
  return `type ${kind}`
}

function metadataOf(table: FlatTable, field: number, key: string): string | undefined {
  const pair = table.tables(field).find((each) => each.text(PAIR.key) === key)
  return pair?.text(PAIR.value)
}
