import {
  Field as ArrowField,
  Bool,
  type DataType,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  Schema,
  Type,
  Uint8,
  Uint16,
  Uint32,
  Utf8,
} from 'apache-arrow'
import type { Contract, Field, Kind } from '../contracts/contract.ts'
import { Failure } from '../failure.ts'

/** The Arrow type that carries a column of each kind. Letters travel as the texts they stand for. */
const TYPES: Readonly<Record<Kind, DataType>> = {
  int64: new Int64(),
  int32: new Int32(),
  uint32: new Uint32(),
  int16: new Int16(),
  uint16: new Uint16(),
  int8: new Int8(),
  uint8: new Uint8(),
  float64: new Float64(),
  boolean: new Bool(),
  letter: new Utf8(),
  text: new Utf8(),
}

/** Schema metadata: the contract's key. */
const CONTRACT = 'contract'
/** Field metadata: the letters a column may hold, in code order. Avro's letters have no commas. */
const LETTERS = 'letters'

const schemas = new WeakMap<Contract, Schema>()

/** A contract as an Arrow schema: the same columns in the same order, none of them nullable. */
export function schemaOf(contract: Contract): Schema {
  const known = schemas.get(contract)
  if (known) return known
  const fields = contract.fields.map(({ name, kind, letters }) => {
    const metadata = kind === 'letter' ? new Map([[LETTERS, letters.join(',')]]) : undefined
    return new ArrowField(name, TYPES[kind], false, metadata)
  })
  const schema = new Schema(fields, new Map([[CONTRACT, contract.key]]))
  schemas.set(contract, schema)
  return schema
}

/**
 * The mirror of {@link schemaOf}: what a table needs of its contract. Docs, bounds and the Avro
 * text do not travel.
 *
 * @throws Failure `input` on a type that no contract has
 */
export function contractOf({ fields, metadata }: Schema): Contract {
  return {
    key: metadata.get(CONTRACT) ?? '',
    doc: '',
    text: '',
    fields: fields.map(fieldOf),
  }
}

function fieldOf({ name, type, metadata }: ArrowField): Field {
  const letters = metadata.get(LETTERS)?.split(',') ?? []
  const kind = type.typeId === Type.Utf8 && letters.length > 0 ? 'letter' : kindOf(name, type)
  return { name, kind, doc: '', letters, nan: true, minimum: -Infinity, maximum: Infinity }
}

function kindOf(name: string, type: DataType): Kind {
  const found = Object.entries(TYPES).find(
    ([kind, known]) => kind !== 'letter' && `${known}` === `${type}`,
  )
  if (found) return found[0] as Kind
  throw new Failure({
    code: 'input',
    what: 'the stream has a column of a type that no table holds',
    where: `column ${name}`,
    expected: [...new Set(Object.values(TYPES).map(String))].join(', '),
    found: `${type}`,
  })
}
