import { join } from 'node:path'
import { SCHEMAS, STYPE_INSTRUMENT_ID, STYPE_RAW_SYMBOL } from '../dbn/codes.ts'
import { DbnFileWriter } from '../dbn/file-writer.ts'
import type { DbnVersion, RecordLayout } from '../dbn/layout.ts'
import type { Metadata } from '../dbn/metadata.ts'
import { addDays, NANOSECONDS_PER_DAY, startOfUtcDate } from '../market/time.ts'
import type { Table } from '../table/table.ts'
import type { TruthFile } from './truth.ts'

const DATASET = 'GLBX.MDP3'
/** Bytes of a symbol in the metadata, by version. */
const SYMBOL_BYTES = { 1: 22, 2: 71, 3: 71 } as const

/** A symbol and its instrument id. */
export interface NamedInstrument {
  readonly symbol: string
  readonly id: number
}

export interface DatedFilesOptions {
  readonly folder: string
  readonly version: DbnVersion
  readonly schema: (typeof SCHEMAS)[number]
  /** Part of the file name before the schema: "", or "options." */
  readonly qualifier: string
  /** Uncompressed bytes per zstd frame. */
  readonly frameBytes: number
}

/** The file name of a date's futures orders. */
export function mboFileName(date: string): string {
  return fileName(date, 'mbo')
}

function fileName(date: string, content: string): string {
  return `glbx-mdp3-${date.replaceAll('-', '')}.${content}.dbn.zst`
}

/**
 * A series of DBN files of one schema, one per UTC date as from Databento; one is open at a time.
 */
export class DatedFiles {
  readonly written: TruthFile[] = []
  readonly #options: DatedFilesOptions
  #open:
    | { readonly date: string; readonly name: string; readonly writer: DbnFileWriter }
    | undefined
  #records = 0

  constructor(options: DatedFilesOptions) {
    this.#options = options
  }

  /** The date of the file that is open. */
  get date(): string | undefined {
    return this.#open?.date
  }

  get writer(): DbnFileWriter {
    if (!this.#open) throw new Error('no file is open')
    return this.#open.writer
  }

  /** Starts a date's file and closes the one before. */
  async begin(date: string, instruments: readonly NamedInstrument[]): Promise<void> {
    await this.close()
    const { folder, version, schema, qualifier, frameBytes } = this.#options
    const name = fileName(date, `${qualifier}${schema}`)
    const metadata = describe(date, instruments, version, schema)
    const writer = await DbnFileWriter.create(join(folder, name), metadata, { frameBytes })
    this.#open = { date, name, writer }
    this.#records = 0
  }

  /** Counts records written through {@link writer}. */
  count(records: number): void {
    this.#records += records
  }

  /** Writes a complete file of one table. */
  async writeWhole(
    date: string,
    instruments: readonly NamedInstrument[],
    layout: RecordLayout,
    table: Table,
  ): Promise<void> {
    await this.begin(date, instruments)
    await this.writer.write(layout, table)
    this.count(table.length)
    await this.close()
  }

  async close(): Promise<void> {
    if (!this.#open) return
    const { name, writer } = this.#open
    this.#open = undefined
    const { bytes, sha256 } = await writer.close()
    this.written.push({ name, schema: this.#options.schema, records: this.#records, bytes, sha256 })
  }

  /** Removes an open file after a failure elsewhere. */
  async abandon(): Promise<void> {
    await this.#open?.writer.abandon()
    this.#open = undefined
  }
}

function describe(
  date: string,
  instruments: readonly NamedInstrument[],
  version: DbnVersion,
  schema: DatedFilesOptions['schema'],
): Metadata {
  const start = startOfUtcDate(date)
  const dateNumber = (text: string) => Number(text.replaceAll('-', ''))
  const interval = { startDate: dateNumber(date), endDate: dateNumber(addDays(date, 1)) }
  return {
    version,
    dataset: DATASET,
    schema: SCHEMAS.indexOf(schema),
    start,
    end: start + NANOSECONDS_PER_DAY,
    limit: 0n,
    recordCount: -1n,
    stypeIn: STYPE_RAW_SYMBOL,
    stypeOut: STYPE_INSTRUMENT_ID,
    tsOut: false,
    symbolBytes: SYMBOL_BYTES[version],
    symbols: instruments.map(({ symbol }) => symbol),
    partial: [],
    notFound: [],
    mappings: instruments.map(({ symbol, id }) => ({
      rawSymbol: symbol,
      intervals: [{ ...interval, symbol: String(id) }],
    })),
  }
}
