import type { Table } from '../../table/table.ts'
import { assertPartition, type Lake } from '../paths.ts'
import { manifestKey, storedKey } from './keys.ts'
import {
  contentSha256,
  encodeManifest,
  type ManifestFile,
  type StageManifest,
  type StageRecord,
} from './manifest.ts'
import { type DayOf, openDayOf, ownerFacts } from './open-day.ts'
import { awaitRemovals, markOrphans } from './orphans.ts'
import { joinParts } from './part-joiner.ts'
import { type RunRecord, recordRun, saveRunParts } from './run-record.ts'
import { TableWriter } from './table-writer.ts'

/** Parts of a table that are joined into one: an hour of minutes. */
const JOINED_PARTS = 60

/** Facts of an open day. */
export interface OpenDayRecord extends DayOf {
  readonly parameters: StageRecord['parameters']
  readonly quality: StageManifest['quality']
  readonly notes: readonly string[]
}

interface TableParts {
  /** Of an hour each. */
  joined: ManifestFile[]
  /** Of the hour under way. */
  recent: ManifestFile[]
}

/**
 * Writes a day that is under way: the rows of whole minutes become parts, which the day's manifest
 * names as soon as they are stored. Memory does not grow with the day.
 */
export class OpenDayWriter {
  readonly #lake: Lake
  readonly #day: OpenDayRecord
  readonly #run: RunRecord
  readonly #tables = new Map<string, TableParts>()

  private constructor(lake: Lake, day: OpenDayRecord, run: RunRecord) {
    this.#lake = lake
    this.#day = day
    this.#run = run
  }

  /** @param datasets the keys of its tables */
  static async begin(
    lake: Lake,
    day: OpenDayRecord,
    datasets: readonly string[],
  ): Promise<OpenDayWriter> {
    const writer = new OpenDayWriter(lake, day, await recordRun(lake, openDayOf(day)))
    for (const dataset of datasets) writer.#tables.set(dataset, { joined: [], recent: [] })
    return writer
  }

  /**
   * Writes the rows of whole minutes, which follow those written before.
   *
   * @param tables by dataset; a dataset without rows may be left out
   */
  async write(tables: ReadonlyMap<string, readonly Table[]>): Promise<void> {
    const writers = await Promise.all(
      Array.from(tables, ([dataset, rows]) => this.#fill(dataset, rows)),
    )
    try {
      const filled = writers.filter(({ rows }) => rows > 0)
      const parts = await Promise.all(filled.map((writer) => writer.finish()))
      const keys = parts.map((part, index) => this.#keyOf(filled[index].dataset.key, part))
      await this.#note(keys)
      await Promise.all(filled.map((writer, index) => writer.store(keys[index])))
      for (const [index, { dataset }] of filled.entries()) {
        this.#partsOf(dataset.key).recent.push(parts[index])
      }
    } finally {
      // No effect on what is stored.
      for (const writer of writers) await writer.abort()
    }
    const replaced = await this.#joinHours()
    await this.#putManifest()
    await markOrphans(this.#lake, replaced)
    this.#run.parts.length = 0
  }

  /** Ends the writing. The day stays open in the lake until its tables are made. */
  async close(): Promise<void> {
    await this.#lake.store.remove(this.#run.key)
  }

  async #fill(dataset: string, tables: readonly Table[]): Promise<TableWriter> {
    this.#partsOf(dataset)
    const known = assertPartition(this.#lake, { ...this.#day, dataset })
    const writer = await TableWriter.open(this.#lake.store, known)
    try {
      for (const table of tables) await writer.writeRowGroup(table)
      return writer
    } catch (error) {
      await writer.abort()
      throw error
    }
  }

  /** Joins the parts of whole hours; returns the keys of those that no manifest will name any more. */
  async #joinHours(): Promise<string[]> {
    const replaced: string[] = []
    for (const [dataset, parts] of this.#tables) {
      if (parts.recent.length < JOINED_PARTS) continue
      const partition = { ...this.#day, dataset }
      const { contract } = assertPartition(this.#lake, partition)
      const note = (key: string) => this.#note([key])
      parts.joined.push(await joinParts(this.#lake, partition, contract, parts.recent, note))
      replaced.push(...parts.recent.map((part) => this.#keyOf(dataset, part)))
      parts.recent = []
    }
    return replaced
  }

  #keyOf(dataset: string, part: Pick<ManifestFile, 'sha256'>): string {
    return storedKey(this.#lake, { ...this.#day, dataset }, part)
  }

  #partsOf(dataset: string): TableParts {
    const parts = this.#tables.get(dataset)
    if (!parts) throw new Error(`${dataset} is none of the open day's tables`)
    return parts
  }

  /** Before parts are stored: should this process end before the manifest names them. */
  async #note(parts: readonly string[]): Promise<void> {
    this.#run.parts.push(...parts)
    await saveRunParts(this.#lake, this.#run)
    await awaitRemovals(this.#lake, parts)
  }

  async #putManifest(): Promise<void> {
    const { symbol, dt, parameters, quality, notes } = this.#day
    const day = openDayOf(this.#day)
    const stage = { name: day.stage, revision: 1, parameters: { ...parameters, state: 'open' } }
    const facts = { symbol, dt, stage, inputs: [], notes }
    const owned = { ...facts, quality: { ...quality, ...ownerFacts(this.#run.owner) } }
    const tables = Array.from(this.#tables, ([dataset, { joined, recent }]) => {
      const { contractSha256: contract_sha256 } = assertPartition(this.#lake, {
        symbol,
        dt,
        dataset,
      })
      const files = [...joined, ...recent]
      const rows = files.reduce((sum, file) => sum + file.rows, 0)
      const table = { dataset, rows, contract_sha256, files }
      return { ...table, content_sha256: contentSha256(owned, table) }
    })
    const bytes = Buffer.from(encodeManifest({ ...owned, tables }))
    await this.#lake.store.put(manifestKey(day), bytes)
  }
}
