import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { RecordBatch } from '../../src/dbn/decoder.ts'
import { readDbn } from '../../src/dbn/file.ts'
import { DbnFileWriter } from '../../src/dbn/file-writer.ts'
import type { Metadata } from '../../src/dbn/metadata.ts'
import { listPartitions } from '../../src/lake/partition/list.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import { formatPartition, type Lake, openLake } from '../../src/lake/paths.ts'
import type { DateChoice } from '../../src/market/dates.ts'
import { type PipelineEvent, runIngest, runPipeline } from '../../src/pipeline/pipeline.ts'
import type { StageOptions } from '../../src/stages/stage.ts'
import type { SynthOptions } from '../../src/synth/options.ts'
import { synthesize } from '../../src/synth/synthesize.ts'
import type { Table } from '../../src/table/table.ts'
import { partPath } from '../lake/lake-files.ts'

/** Folders of a test file, to be removed when it ends. */
const folders: string[] = []

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spymaster-metamorphic-'))
  folders.push(folder)
  return folder
}

export function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}

/** Synthetic days of ESH6 with options: DBN files of each schema and UTC date. */
export async function makeDays(options: Omit<SynthOptions, 'folder'> = {}): Promise<string> {
  const folder = temporaryFolder()
  const small = { seed: 11, session: '09:30-09:34', events: 4000, strikeReach: 60 }
  await synthesize({ ...small, ...options, folder })
  rmSync(join(folder, 'truth.json'))
  return folder
}

/** A file in memory: its header, and its records batch by batch. */
export interface Content {
  readonly name: string
  readonly metadata: Metadata
  readonly batches: readonly RecordBatch[]
}

/** The DBN files of a folder, in order of name. */
export async function contentsOf(folder: string): Promise<Content[]> {
  const contents: Content[] = []
  for (const name of readdirSync(folder).sort()) {
    let metadata: Metadata | undefined
    const batches: RecordBatch[] = []
    for await (const item of readDbn(join(folder, name), { keepTables: true })) {
      if (item.type === 'metadata') metadata = item.metadata
      else if (item.type === 'records') batches.push(item)
    }
    if (!metadata) throw new Error(`${name} has no header`)
    contents.push({ name, metadata, batches })
  }
  return contents
}

/** Writes files into a folder of their own. */
export async function writeContents(contents: readonly Content[]): Promise<string> {
  const folder = temporaryFolder()
  for (const { name, metadata, batches } of contents) {
    const writer = await DbnFileWriter.create(join(folder, basename(name)), metadata, { level: 1 })
    for (const { layout, table } of batches) await writer.write(layout, table)
    await writer.close()
  }
  return folder
}

/** A folder's files with every record and header changed. */
export async function changed(
  folder: string,
  changeTable: (table: Table, kind: string) => void,
  changeMetadata: (metadata: Metadata) => Metadata = (metadata) => metadata,
  changeName: (name: string) => string = (name) => name,
): Promise<string> {
  const contents = await contentsOf(folder)
  return writeContents(
    contents.map(({ name, metadata, batches }) => {
      for (const { layout, table } of batches) changeTable(table, layout.kind)
      return { name: changeName(name), metadata: changeMetadata(metadata), batches }
    }),
  )
}

export interface Run {
  readonly paths: readonly string[]
  readonly symbol?: string
  readonly options?: StageOptions
}

/** A lake of runs one after the other, each ingesting its paths and running every stage. */
export async function lakeOf(...runs: readonly Run[]): Promise<Lake> {
  const lake = openLake(join(temporaryFolder(), 'lake'))
  const failures: string[] = []
  const report = (event: PipelineEvent) => {
    if (event.type === 'refused') failures.push(event.failure.message)
    if (event.type === 'run' && event.event.type === 'failed')
      failures.push(event.event.failure.message)
  }
  const watcher = { report, signal: new AbortController().signal }
  for (const { paths, symbol, options = {} } of runs) {
    const choice = { symbol, paths, overwrite: false, allowTruncated: false }
    await runIngest(lake, choice, watcher)
    const how = { layer: 'all', overwrite: false, workers: 1 } as const
    await runPipeline(lake, { ...how, symbol, options }, watcher)
  }
  if (failures.length > 0) throw new Error(failures.join('\n'))
  return lake
}

/** A lake of the bronze of some dates of a folder; nothing may be refused. */
export async function bronzeOf(folder: string, dates: DateChoice): Promise<Lake> {
  const lake = openLake(join(temporaryFolder(), 'lake'))
  const report = (event: PipelineEvent) => {
    if (event.type === 'refused') throw event.failure
  }
  const choice = { symbol: 'ES', dates, paths: [folder], overwrite: false, allowTruncated: false }
  await runIngest(lake, choice, { report, signal: new AbortController().signal })
  return lake
}

/** Every table of silver and gold, by its partition. */
export async function tablesOf(lake: Lake): Promise<Map<string, Table>> {
  const tables = new Map<string, Table>()
  for (const partition of await listPartitions(lake)) {
    if (partition.dataset.startsWith('bronze.')) continue
    tables.set(formatPartition(partition), await readTable(lake, partition))
  }
  return tables
}

/** sha256 of the part files of silver and gold, by partition. */
export async function partHashes(lake: Lake): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {}
  for (const partition of await listPartitions(lake)) {
    if (partition.dataset.startsWith('bronze.')) continue
    const part = partPath(lake, partition)
    hashes[formatPartition(partition)] = createHash('sha256')
      .update(readFileSync(part))
      .digest('hex')
  }
  return hashes
}

/** What of a bronze partition does not depend on how its files were cut: rows by instrument. */
export async function bronzeRows(lake: Lake): Promise<Map<string, string[]>> {
  const rows = new Map<string, string[]>()
  for (const partition of await listPartitions(lake)) {
    if (!partition.dataset.startsWith('bronze.')) continue
    const table = await readTable(lake, partition)
    const names = table.contract.fields.map(({ name }) => name).filter((n) => n !== 'file_index')
    const columns = names.map((name) => table.filled(name))
    const ids = table.column('instrument_id', 'uint32')
    for (let row = 0; row < table.length; row++) {
      const key = `${formatPartition(partition)} ${ids[row]}`
      const text = columns.map((column) => String(column[row])).join(' ')
      const known = rows.get(key)
      if (known) known.push(text)
      else rows.set(key, [text])
    }
  }
  return rows
}
