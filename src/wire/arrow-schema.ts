import { Field as ArrowField, Bool, type DataType, Float64, Int, Schema, Utf8 } from 'apache-arrow'
import type { Contract, Field } from '../contracts/contract.ts'
import { type ArrowType, KINDS } from '../contracts/kinds.ts'
import { CONTRACT, KIND, LETTERS } from './schema-message.ts'

const schemas = new WeakMap<Contract, Schema>()

/**
 * A contract as an Arrow schema: the same columns in the same order, none of them nullable. Letters
 * and characters travel as the texts they stand for.
 */
export function schemaOf(contract: Contract): Schema {
  const known = schemas.get(contract)
  if (known) return known
  const fields = contract.fields.map((field) => {
    const type = typeOf(KINDS[field.kind].arrow)
    return new ArrowField(field.name, type, false, metadataOf(field))
  })
  const schema = new Schema(fields, new Map([[CONTRACT, contract.key]]))
  schemas.set(contract, schema)
  return schema
}

function typeOf(arrow: ArrowType): DataType {
  if (arrow.type === 'Int') return new Int(arrow.isSigned, arrow.bits)
  if (arrow.type === 'Float64') return new Float64()
  return arrow.type === 'Bool' ? new Bool() : new Utf8()
}

/** What a column's type does not say of its kind. */
function metadataOf({ kind, letters }: Field): Map<string, string> | undefined {
  if (kind === 'letter') return new Map([[LETTERS, letters.join(',')]])
  return kind === 'char' ? new Map([[KIND, kind]]) : undefined
}
