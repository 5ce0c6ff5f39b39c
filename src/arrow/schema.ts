import {
  Field as ArrowField,
  Bool,
  type DataType,
  Float64,
  Int,
  RecordBatchStreamWriter,
  Schema,
  Utf8,
} from 'apache-arrow'
import type { Contract, Field } from '../contracts/contract.ts'
import { type ArrowType, KINDS } from '../contracts/kinds.ts'
import { sentinelOf, unitOf } from '../table/unit.ts'
import { CONTRACT, DOC, KIND, LETTERS, SENTINEL, UNIT } from './metadata-keys.ts'

/** Detail of a schema: what decoding needs, or documentation too. */
export type Detail = 'bare' | 'documented'

/** What ends a stream: the continuation mark and a length of 0. */
export const STREAM_END = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)

const messages = {
  bare: new WeakMap<Contract, Uint8Array>(),
  documented: new WeakMap<Contract, Uint8Array>(),
}

/**
 * A contract as an Arrow schema: the same columns in the same order, none of them nullable. Letters
 * and characters travel as the texts they stand for.
 */
export function schemaOf({ key, doc, fields }: Contract, detail: Detail): Schema {
  const columns = fields.map((field) => {
    const metadata = { ...kindOf(field), ...(detail === 'documented' && meaningOf(field)) }
    return new ArrowField(field.name, typeOf(KINDS[field.kind].arrow), false, mapOf(metadata))
  })
  const metadata = { [CONTRACT]: key, ...(detail === 'documented' && { [DOC]: doc }) }
  return new Schema(columns, mapOf(metadata))
}

/** A schema as an IPC message: what a stream begins with. Made once a contract. */
export function schemaMessage(contract: Contract, detail: Detail): Uint8Array {
  const known = messages[detail].get(contract)
  if (known) return known
  const writer = new RecordBatchStreamWriter()
  writer.reset(undefined, schemaOf(contract, detail))
  const bytes = writer.finish().toUint8Array(true).slice(0, -STREAM_END.length)
  messages[detail].set(contract, bytes)
  return bytes
}

export function typeOf(arrow: ArrowType): DataType {
  if (arrow.type === 'Int') return new Int(arrow.isSigned, arrow.bits)
  if (arrow.type === 'Float64') return new Float64()
  return arrow.type === 'Bool' ? new Bool() : new Utf8()
}

/** Metadata for kinds that the Arrow type does not determine. */
function kindOf({ kind, letters }: Field): Record<string, string | undefined> {
  const { form } = KINDS[kind]
  if (form === 'letters') return { [LETTERS]: letters.join(',') }
  return { [KIND]: form === 'chars' ? kind : undefined }
}

export function meaningOf(field: Field): Record<string, string | undefined> {
  return { [DOC]: field.doc, [UNIT]: unitOf(field), [SENTINEL]: sentinelOf(field) }
}

/** Metadata without undefined values. */
export function mapOf(values: Readonly<Record<string, string | undefined>>): Map<string, string> {
  const pairs = Object.entries(values)
  return new Map(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined))
}
