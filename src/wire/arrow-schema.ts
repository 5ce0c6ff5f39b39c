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
  Uint8,
  Uint16,
  Uint32,
  Utf8,
} from 'apache-arrow'
import type { Contract, Kind } from '../contracts/contract.ts'
import { CONTRACT, LETTERS } from './schema-message.ts'

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
