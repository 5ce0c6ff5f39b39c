import type { KeyValue, SchemaElement } from 'hyparquet'
import { ParquetWriter } from 'hyparquet-writer'
import { fileWriter } from 'hyparquet-writer/src/node.js'

/** Bytes of a fixed-point number. */
const FIXED_BYTES = 16

/** Parquet's types of {@link ForeignColumn}. */
const TYPES = {
  uint8: { type: 'INT32', converted_type: 'UINT_8' },
  uint64: { type: 'INT64', converted_type: 'UINT_64' },
  /** 16 bytes. */
  fixed: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: FIXED_BYTES },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
} as const satisfies Record<string, Partial<SchemaElement>>

export interface ForeignColumn {
  readonly name: string
  readonly kind: keyof typeof TYPES
}

export type ForeignCell = number | bigint | string | Uint8Array

/** A Parquet file of another program's layout, which no contract describes. */
export class ForeignFile {
  readonly #columns: readonly ForeignColumn[]
  readonly #parquet: ParquetWriter

  /** @param metadata what the footer says besides */
  constructor(path: string, columns: readonly ForeignColumn[], metadata: readonly KeyValue[]) {
    const elements = columns.map(({ name, kind }): SchemaElement => {
      return { name, repetition_type: 'REQUIRED', ...TYPES[kind] }
    })
    this.#columns = columns
    this.#parquet = new ParquetWriter({
      writer: fileWriter(path),
      schema: [{ name: 'root', num_children: elements.length }, ...elements],
      kvMetadata: [...metadata],
      createdBy: 'spymaster',
    })
  }

  /** Writes a row group; cells by column, in the columns' order. */
  async append(cells: readonly ForeignCell[][]): Promise<void> {
    const columnData = this.#columns.map(({ name }, at) => ({ name, data: cells[at] }))
    await this.#parquet.write({ columnData, rowGroupSize: cells[0].length })
  }

  async close(): Promise<void> {
    await this.#parquet.finish()
  }
}
