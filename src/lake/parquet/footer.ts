import type { FileMetaData, KeyValue, RowGroup, SchemaElement } from 'hyparquet'
import { parquetMetadata } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import type { Contract, DerivedField, Field } from '../../contracts/contract.ts'
import { KINDS, TIMESTAMP } from '../../contracts/kinds.ts'
import { asFormatError, FormatError } from '../../format-error.ts'

/** "PAR1", little-endian: a Parquet file begins and ends with it. */
export const MAGIC = 0x31524150
/** Bytes of {@link MAGIC}. */
export const MAGIC_BYTES = 4
/** The trailer after a footer: its length and the magic. */
export const TRAILER_BYTES = 8

/** Metadata key of the contract, an Avro schema. Column docs have keys "doc.NAME". */
const CONTRACT = 'spymaster.contract'

/**
 * A contract as a Parquet schema: one column per field, in order, then the derived ones. Only
 * nullable columns are OPTIONAL.
 */
export function schemaOf({ fields, derived }: Contract): SchemaElement[] {
  const columns = [...fields.map(elementOf), ...derived.map(derivedElementOf)]
  return [{ name: 'row', num_children: columns.length }, ...columns]
}

function elementOf({ name, kind, nullable }: Field): SchemaElement {
  return { name, repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED', ...KINDS[kind].parquet }
}

function derivedElementOf({ name }: DerivedField): SchemaElement {
  return { name, repetition_type: 'REQUIRED', ...TIMESTAMP.parquet }
}

/** Self-description of a file for readers without the contract: meaning, unit, sentinel. */
function keyValuesOf({ fields, derived, text }: Contract): KeyValue[] {
  const docs = [...fields, ...derived].map(({ name, doc }) => ({ key: `doc.${name}`, value: doc }))
  return [{ key: CONTRACT, value: text }, ...docs]
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
    key_value_metadata: keyValuesOf(contract),
    metadata_length: 0, // computed by the writer
  }
  writeMetadata(writer, metadata)
  writer.appendUint32(MAGIC)
  return writer.getBytes()
}

/**
 * Decodes a footer written by {@link encodeFooter}.
 *
 * @throws FormatError if it is damaged, or of another schema or contract
 */
export function decodeFooter(contract: Contract, bytes: Uint8Array): FileMetaData {
  // Keep bigint microseconds: a Date would lose precision.
  const parsers = { timestampFromMicroseconds: (micros: bigint) => micros }
  const metadata = asFormatError(() => parquetMetadata(bytes, { geoparquet: false, parsers }))
  const expected = schemaOf(contract).map(formatElement)
  const found = metadata.schema.map(formatElement)
  for (let column = 0; column < Math.max(expected.length, found.length); column++) {
    if (expected[column] !== found[column])
      throw new FormatError(
        `column ${column} of the schema is ${found[column] ?? 'missing'}, not ${expected[column] ?? 'wanted'}`,
      )
  }
  const stated = metadata.key_value_metadata?.find(({ key }) => key === CONTRACT)?.value
  if (stated !== contract.text)
    throw new FormatError(`${CONTRACT} is not the contract of ${contract.key}`)
  for (const [index, rowGroup] of metadata.row_groups.entries())
    assertRowGroup(rowGroup, index, expected.length - 1)
  return metadata
}

/** Checks the fields that the reader relies on: number of columns and values, offsets, sizes. */
function assertRowGroup({ num_rows, columns }: RowGroup, index: number, expected: number): void {
  if (!isCount(num_rows) || columns.length !== expected)
    throw new FormatError(`row group ${index} has ${num_rows} rows in ${columns.length} columns`)
  for (const { meta_data: meta } of columns) {
    if (meta !== undefined && meta.num_values !== num_rows) {
      const column = meta.path_in_schema.join('.')
      throw new FormatError(
        `row group ${index}: column ${column} has ${meta.num_values} values, expected ${num_rows}`,
      )
    }
    const isWhole =
      meta !== undefined &&
      isCount(meta.total_compressed_size) &&
      isCount(meta.total_uncompressed_size) &&
      isCount(meta.dictionary_page_offset ?? meta.data_page_offset)
    if (!isWhole) throw new FormatError(`row group ${index} has a column without its place`)
  }
}

/** Whether a value is a footer's count: a bigint that fits a number. */
function isCount(value: unknown): boolean {
  return typeof value === 'bigint' && value >= 0n && value <= Number.MAX_SAFE_INTEGER
}

function formatElement(element: SchemaElement): string {
  const { name, type, converted_type, repetition_type, num_children } = element
  return [name, type, converted_type, repetition_type, num_children].filter(Boolean).join(' ')
}
