import { Failure } from '../../failure.ts'
import type { Table } from '../../table/table.ts'
import { datasetsOfStage } from '../datasets.ts'
import type { RowGroupThreads } from '../parquet/row-group-threads.ts'
import { assertPartition, type Lake, type Partition } from '../paths.ts'
import { isSystemError } from '../store/file-failure.ts'
import type { Expected } from '../store/store.ts'
import { manifestKey, partKeysOf, runFactsKey, stageDayOf } from './keys.ts'
import {
  contentSha256,
  encodeManifest,
  type Manifest,
  type ManifestFile,
  type ManifestTable,
  type StageManifest,
  tableOf,
} from './manifest.ts'
import { awaitRemovals, markOrphans } from './orphans.ts'
import { publishDay } from './publish.ts'
import { type RunRecord, recordRun, saveRunParts } from './run-record.ts'
import { formatStageDay, type StageDay } from './stage-day.ts'
import { readStageManifest } from './stored.ts'
import { TableWriter } from './table-writer.ts'

/** The step that a commit has just completed. */
export type CommitStep =
  | 'parts finished'
  | 'parts noted'
  | 'part stored'
  | 'manifest written'
  | 'part published'
  | 'orphans noted'

/** Called after each step of a commit; tests interrupt it there. */
export type OnCommitStep = (step: CommitStep) => void | Promise<void>

/** The parts of a manifest that the caller provides. */
export type Commit = Pick<StageManifest, 'stage' | 'inputs' | 'quality'> & {
  readonly notes?: readonly string[]
  /** The version of the program, for the facts of the run. */
  readonly producer?: string
}

/**
 * Begins to write a stage's day. Its tables are invisible until all are committed together.
 *
 * @throws Failure `usage` if the day is invalid, `input` if the lake cannot be written
 */
export async function beginRun(lake: Lake, day: StageDay): Promise<StageRun> {
  const datasets = datasetsOfStage(lake.datasets, day.stage)
  if (datasets.length === 0) throw new Error(`no dataset is of stage ${day.stage}`)
  assertPartition(lake, { dataset: datasets[0], symbol: day.symbol, dt: day.dt })
  // First what can fail without leaving anything.
  const before = await lake.store.head(manifestKey(day))
  const record = await recordRun(lake, day)
  return new StageRun(lake, day, datasets, record, before ? { etag: before.etag } : 'absent')
}

/** Writes all tables of a stage's day; then either commits or aborts them. */
export class StageRun {
  readonly #lake: Lake
  readonly #day: StageDay
  readonly #datasets: readonly string[]
  readonly #record: RunRecord
  /** The manifest found at the start: the commit fails if it has been replaced since. */
  readonly #expected: Expected
  readonly #tables: TableWriter[] = []
  #isOpen = true

  /** Made by {@link beginRun}. */
  constructor(
    lake: Lake,
    day: StageDay,
    datasets: readonly string[],
    record: RunRecord,
    expected: Expected,
  ) {
    this.#lake = lake
    this.#day = day
    this.#datasets = datasets
    this.#record = record
    this.#expected = expected
  }

  /** Begins a table; see {@link TableWriter.open}. */
  async table(dataset: string, threads?: RowGroupThreads): Promise<TableWriter> {
    const { symbol, dt } = this.#day
    const known = assertPartition(this.#lake, { dataset, symbol, dt })
    const writer = await TableWriter.open(this.#lake.store, known, threads)
    this.#tables.push(writer)
    return writer
  }

  /**
   * Commits all tables by one conditional write of the day's manifest. If that fails, the previous
   * content stays and this run's is removed.
   *
   * @param onStep called after each step
   * @returns the manifest of each table, by dataset
   * @throws Failure `busy` if another run has committed different content since this one began
   */
  async commit(
    commit: Commit,
    onStep: OnCommitStep = () => {},
  ): Promise<ReadonlyMap<string, Manifest>> {
    if (!this.#isOpen) throw new Error('the run was committed or aborted already')
    const manifest = await this.#write(commit, onStep).catch(async (error: unknown) => {
      await this.abort()
      throw error
    })
    this.#isOpen = false
    await publishDay(this.#lake, this.#day, () => onStep('part published'))
    await this.#writeFacts(commit)
    await this.#markOrphans()
    await onStep('orphans noted')
    await this.#lake.store.remove(this.#record.key)
    return new Map(
      this.#datasets.flatMap((dataset) => {
        const table = tableOf(manifest, dataset)
        return table ? [[dataset, table]] : []
      }),
    )
  }

  /** Removes what was written. No effect after a commit or an earlier abort. */
  async abort(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    for (const table of this.#tables) await table.abort()
    try {
      // A manifest write that reported an error may still have taken effect.
      if (this.#record.parts.length > 0) await publishDay(this.#lake, this.#day)
      await this.#markOrphans()
      await this.#lake.store.remove(this.#record.key)
    } catch {
      // Disk full or gone: the run record stays, and the next command cleans up.
    }
  }

  /** All steps up to the manifest write that makes the tables visible. */
  async #write(commit: Commit, onStep: OnCommitStep): Promise<StageManifest> {
    const manifest = await this.#finishManifest(commit)
    await onStep('parts finished')
    const { store } = this.#lake
    const before = await readStageManifest(this.#lake, this.#day).catch((error: unknown) => {
      // A damaged manifest names nothing; an unreadable one names parts that would be lost.
      if (isSystemError(error)) throw error
      return undefined
    })
    const own = partKeysOf(this.#lake, manifest)
    this.#record.parts.push(...own, ...partKeysOf(this.#lake, before?.manifest))
    await saveRunParts(this.#lake, this.#record)
    await onStep('parts noted')
    await awaitRemovals(this.#lake, own)
    for (const [index, table] of this.#tables.entries()) {
      await table.store(own[index])
      await onStep('part stored')
    }
    const bytes = Buffer.from(encodeManifest(manifest))
    const isFirst = await store.putIf(manifestKey(this.#day), bytes, this.#expected)
    if (!isFirst) await this.#assertSameContent(manifest)
    await onStep('manifest written')
    return manifest
  }

  async #finishManifest({ stage, inputs, quality, notes = [] }: Commit): Promise<StageManifest> {
    const { symbol, dt } = this.#day
    const tables: ManifestTable[] = []
    for (const table of this.#tables) {
      const { key: dataset, contractSha256: contract_sha256 } = table.dataset
      const files: ManifestFile[] = [await table.finish()]
      const made = { dataset, rows: table.rows, contract_sha256, files }
      const content_sha256 = contentSha256({ symbol, dt, stage, quality, inputs }, made)
      tables.push({ ...made, content_sha256 })
    }
    const missing = this.#datasets.filter((key) => !tables.some(({ dataset }) => dataset === key))
    if (missing.length > 0) throw new Error(`${this.#day.stage} has not written ${missing}`)
    return { symbol, dt, stage, tables, inputs, quality, notes }
  }

  /** Another run committed first: accepted if the content is the same. */
  async #assertSameContent(manifest: StageManifest): Promise<void> {
    // The other run's manifest is reported as written, so it must be durable.
    await this.#lake.store.sync(manifestKey(this.#day))
    const stored = await readStageManifest(this.#lake, this.#day)
    const contents = (of: StageManifest | undefined) =>
      of?.tables
        .map(({ content_sha256 }) => content_sha256)
        .sort()
        .join()
    if (contents(stored?.manifest) === contents(manifest)) return
    throw new Failure({
      code: 'busy',
      what: 'another run has written it meanwhile, with other content',
      where: formatStageDay(this.#day),
      fix: 'run it again',
    })
  }

  /** Marks this run's parts that the current manifest does not name. */
  async #markOrphans(): Promise<void> {
    const stored = await readStageManifest(this.#lake, this.#day)
    const named = partKeysOf(this.#lake, stored?.manifest)
    await markOrphans(
      this.#lake,
      this.#record.parts.filter((part) => !named.includes(part)),
    )
  }

  /** Facts about the run rather than the data; not covered by any hash. */
  async #writeFacts({ producer = 'spymaster' }: Commit): Promise<void> {
    const { host, pid, since } = this.#record.owner
    const times = {
      started: new Date(since).toISOString(),
      finished: new Date(this.#lake.clock.unixMs()).toISOString(),
    }
    const facts = { producer, node: process.version, host, pid, ...times }
    const text = `${JSON.stringify(facts, null, 2)}\n`
    await this.#lake.store.put(runFactsKey(this.#day), Buffer.from(text))
  }
}

/**
 * Begins to write a partition that is its stage's only table.
 *
 * @throws as {@link beginRun}
 */
export async function openPartition(
  lake: Lake,
  partition: Partition,
  threads?: RowGroupThreads,
): Promise<PartitionWriter> {
  const run = await beginRun(lake, stageDayOf(lake, partition))
  try {
    return new PartitionWriter(partition.dataset, run, await run.table(partition.dataset, threads))
  } catch (error) {
    await run.abort()
    throw error
  }
}

/** Writes one partition; then either {@link commit} or {@link abort} it. */
export class PartitionWriter {
  readonly #dataset: string
  readonly #run: StageRun
  readonly #table: TableWriter

  /** Made by {@link openPartition}. */
  constructor(dataset: string, run: StageRun, table: TableWriter) {
    this.#dataset = dataset
    this.#run = run
    this.#table = table
  }

  /** Rows written so far. */
  get rows(): number {
    return this.#table.rows
  }

  /** As {@link TableWriter.writeRowGroup}. */
  writeRowGroup(table: Table): Promise<void> {
    return this.#table.writeRowGroup(table)
  }

  /** As {@link StageRun.commit}. */
  async commit(commit: Commit, onStep?: OnCommitStep): Promise<Manifest> {
    const written = (await this.#run.commit(commit, onStep)).get(this.#dataset)
    if (!written) throw new Error(`${this.#dataset} was not written`)
    return written
  }

  /** As {@link StageRun.abort}. */
  abort(): Promise<void> {
    return this.#run.abort()
  }
}
