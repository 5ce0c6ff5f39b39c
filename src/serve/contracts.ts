import type { Contract, Field } from '../contracts/contract.ts'
import { KINDS } from '../contracts/kinds.ts'
import type { SurfaceName } from '../seconds/second.ts'
import { sentinelOf, unitOf } from '../table/unit.ts'

/** What a column of a surface is, as it travels. */
export interface ColumnDescription {
  readonly name: string
  /** As Arrow names it: Int64, Uint8, Float64, Bool, Utf8. */
  readonly type: string
  readonly doc: string
  /** What its numbers count; null of ratios, scores, counts, truths and texts. */
  readonly unit: string | null
  /** The value that stands for none; null where every row has one. */
  readonly sentinel: string | null
  /** The texts that the column may hold; null where it may hold any. */
  readonly letters: readonly string[] | null
}

export interface SurfaceDescription {
  readonly surface: SurfaceName
  readonly contract: string
  readonly doc: string
  readonly columns: readonly ColumnDescription[]
}

/** The contracts of the surfaces, for who writes a client. */
export function describeContracts(contracts: ReadonlyMap<SurfaceName, Contract>): {
  readonly contracts: readonly SurfaceDescription[]
} {
  const described = Array.from(contracts, ([surface, { key, doc, fields }]) => {
    return { surface, contract: key, doc, columns: fields.map(describeColumn) }
  })
  return { contracts: described }
}

function describeColumn(field: Field): ColumnDescription {
  const { name, kind, doc, letters } = field
  const { arrow } = KINDS[kind]
  return {
    name,
    type: arrow.type === 'Int' ? `${arrow.isSigned ? 'Int' : 'Uint'}${arrow.bits}` : arrow.type,
    doc,
    unit: unitOf(field) ?? null,
    sentinel: sentinelOf(field) ?? null,
    letters: letters.length > 0 ? letters : null,
  }
}
