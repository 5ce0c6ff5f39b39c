import type { FileMetaData, RowGroup, SchemaElement } from 'hyparquet'
import { parquetMetadata } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import type { Contract, Field, Kind } from '../contracts/contract.ts'

/** "PAR1", little-endian: a Parquet file begins and ends with it. */
export const MAGIC = 0x31524150
/** Bytes of {@link MAGIC}. */
export const MAGIC_BYTES = 4
/** What follows a footer: its length and the magic. */
export const TRAILER_BYTES = 8

type Physical = Pick<SchemaElement, 'type' | 'converted_type'>

/** How a column of each kind is kept: Parquet has no integer narrower than 32 bits. */
const PHYSICAL: Readonly<Record<Kind, Physical>> = {
  int64: { type: 'INT64' },
  int32: { type: 'INT32' },
  uint32: { type: 'INT32', converted_type: 'UINT_32' },
  int16: { type: 'INT32', converted_type: 'INT_16' },
  uint16: { type: 'INT32', converted_type: 'UINT_16' },
  int8: { type: 'INT32', converted_type: 'INT_8' },
  uint8: { type: 'INT32', converted_type: 'UINT_8' },
  float64: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  letter: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
}

/** A contract as a Parquet schema: one required column a field, in order. */
export function schemaOf({ fields }: Contract): SchemaElement[] {
  return [{ name: 'row', num_children: fields.length }, ...fields.map(elementOf)]
}

export function elementOf({ name, kind }: Field): SchemaElement {
  return { name, repetition_type: 'REQUIRED', ...PHYSICAL[kind] }
}

/** The end of a file: the footer, its length, the magic. */
export function encodeFooter(contract: Contract, rowGroups: readonly RowGroup[]): Uint8Array {
  const writer = new ByteWriter()
  const rows = rowGroups.reduce((sum, group) => sum + group.num_rows, 0n)
  const metadata = {
    version: 2,
    created_by: 'spymaster',
    schema: schemaOf(contract),
    num_rows: rows,
    row_groups: [...rowGroups],
    metadata_length: 0, // the writer's to compute
  }
  writeMetadata(writer, metadata)
  writer.appendUint32(MAGIC)
  return writer.getBytes()
}

/**
 * Reads what {@link encodeFooter} wrote.
 *
 * @throws Error if it is damaged, or of another schema than the contract's
 */
export function decodeFooter(contract: Contract, bytes: Uint8Array): FileMetaData {
  const metadata = parquetMetadata(bytes, { geoparquet: false })
  const expected = schemaOf(contract).map(formatElement)
  const found = metadata.schema.map(formatElement)
  for (let column = 0; column < Math.max(expected.length, found.length); column++) {
    if (expected[column] !== found[column])
      throw new Error(
        `column ${column} of the schema is ${found[column] ?? 'missing'}, not ${expected[column] ?? 'wanted'}`,
      )
  }
  return metadata
}

function formatElement(element: SchemaElement): string {
  const { name, type, converted_type, repetition_type, num_children } = element
  return [name, type, converted_type, repetition_type, num_children].filter(Boolean).join(' ')
}
