import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RowGroup } from 'hyparquet'
import type { Table } from '../table/table.ts'
import { placeRowGroup } from './chunk.ts'
import type { Dataset } from './datasets.ts'
import type { EncodedRowGroup } from './encode.ts'
import { fileFailure } from './file-failure.ts'
import { encodeManifest, type Manifest, type ManifestFile, sha256 } from './manifest.ts'
import { encodeOwned, type Owner, ownerHere } from './owner.ts'
import { encodeFooter, MAGIC } from './parquet.ts'
import { PartFile, syncFolder, writeDurably } from './part-file.ts'
import {
  assertPartition,
  type Lake,
  MANIFEST,
  type Partition,
  partitionFolder,
  RUN,
  STAGING,
  SUCCESS,
} from './paths.ts'
import { type RowGroupThreads, sharedThreads } from './row-group-threads.ts'
import { encodeSuccess, type StoredManifest } from './success.ts'
import { type OnSwapStep, swapIn } from './swap.ts'

/** Row groups of a partition that may be encoded and written while the next is made. */
const MAX_UNDERWAY = 4

/** What a manifest says beyond what the writer knows itself. */
export type Commit = Pick<Manifest, 'stage' | 'inputs' | 'quality'> & {
  readonly notes?: readonly string[]
  /** The version of the program, for _RUN.json. */
  readonly producer?: string
}

/**
 * Begins a partition: a folder of its own under the lake's staging, invisible to readers until it
 * is committed.
 *
 * @param threads encode the row groups; how many there are does not change a byte
 * @throws Failure `usage` if there can be no such partition, `input` if the lake cannot be written
 */
export async function openPartition(
  lake: Lake,
  partition: Partition,
  threads: RowGroupThreads = sharedThreads(),
): Promise<PartitionWriter> {
  const dataset = assertPartition(lake, partition)
  const owner = ownerHere()
  const folder = join(lake.root, STAGING, encodeOwned(partition, owner))
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw fileFailure(error, folder)
  }
  try {
    const part = await beginPart(join(folder, 'part-00000.parquet'))
    return new PartitionWriter(lake, partition, dataset, owner, folder, part, threads)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** A Parquet file begins with its magic: the first bytes that a full disk does not take. */
async function beginPart(path: string): Promise<PartFile> {
  const part = await PartFile.create(path)
  try {
    await part.write(new Uint8Array(Uint32Array.of(MAGIC).buffer))
    return part
  } catch (error) {
    await part.abandon()
    throw error
  }
}

/** Writes one partition, row group by row group; then either commits or aborts it. */
export class PartitionWriter {
  readonly #lake: Lake
  readonly #partition: Partition
  readonly #dataset: Dataset
  readonly #owner: Owner
  readonly #folder: string
  readonly #part: PartFile
  readonly #threads: RowGroupThreads
  readonly #rowGroups: RowGroup[] = []
  /** Row groups that are not yet in the file, in its order. */
  readonly #underway: Promise<void>[] = []
  #rows = 0
  #isOpen = true

  /** Made by {@link openPartition}. */
  constructor(
    lake: Lake,
    partition: Partition,
    dataset: Dataset,
    owner: Owner,
    folder: string,
    part: PartFile,
    threads: RowGroupThreads,
  ) {
    this.#lake = lake
    this.#partition = partition
    this.#dataset = dataset
    this.#owner = owner
    this.#folder = folder
    this.#part = part
    this.#threads = threads
  }

  /** Rows written so far. */
  get rows(): number {
    return this.#rows
  }

  /**
   * Writes a table as one row group; the caller cuts where windows end. The table is not kept: it
   * may change once this resolves. A table without rows writes nothing. A large one is encoded in
   * another thread, and what fails there is thrown by the next call, {@link commit} at the latest.
   *
   * @throws Failure `input` if a value does not fit the contract, or the disk does not take it
   */
  async writeRowGroup(table: Table): Promise<void> {
    this.#assertOpen()
    const { contract, key: dataset, sort } = this.#dataset
    if (table.contract.text !== contract.text)
      throw new Error(`a table of ${table.contract.key} is none of ${dataset}`)
    if (table.length === 0) return
    const firstRow = this.#rows
    this.#rows += table.length
    if (this.#underway.length === MAX_UNDERWAY) await this.#underway.shift()
    const { encoded } = await this.#threads.encode({ table, sort, dataset, firstRow })
    const written = this.#append(this.#underway.at(-1), encoded)
    written.catch(() => {}) // thrown where it is awaited
    this.#underway.push(written)
  }

  /**
   * Finishes the partition and puts it in the place of the one that was there. If that fails, the
   * old one stays and this one is removed.
   *
   * @param onStep called after each step of the swap
   */
  async commit(commit: Commit, onStep?: OnSwapStep): Promise<StoredManifest> {
    this.#assertOpen()
    try {
      const stored = await this.#finish(commit)
      await swapIn(this.#lake, this.#folder, partitionFolder(this.#lake, this.#partition), onStep)
      this.#isOpen = false
      return stored
    } catch (error) {
      await this.abort()
      throw error
    }
  }

  /** Removes what was written. Does nothing after a commit or another abort. */
  async abort(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    await Promise.allSettled(this.#underway)
    await this.#part.abandon()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Writes a row group once it is encoded and those before it are in the file. */
  async #append(
    before: Promise<void> | undefined,
    encoding: Promise<EncodedRowGroup>,
  ): Promise<void> {
    const [, { bytes, rowGroup }] = await Promise.all([before, encoding])
    this.#rowGroups.push(placeRowGroup(rowGroup, this.#part.bytes))
    await this.#part.write(bytes)
  }

  async #finish({ stage, inputs, quality, notes = [], producer }: Commit): Promise<StoredManifest> {
    await Promise.all(this.#underway)
    const manifest: Manifest = {
      ...this.#partition,
      rows: this.#rows,
      files: [await this.#finishPart()],
      contract_sha256: this.#dataset.contractSha256,
      stage,
      inputs,
      quality,
      notes,
    }
    const text = encodeManifest(manifest)
    const stored = { manifest, sha256: sha256(text) }
    await writeDurably(join(this.#folder, MANIFEST), text)
    await writeDurably(join(this.#folder, RUN), this.#run(producer))
    await writeDurably(join(this.#folder, SUCCESS), encodeSuccess(stored.sha256))
    await syncFolder(this.#folder)
    return stored
  }

  async #finishPart(): Promise<ManifestFile> {
    const footer = encodeFooter(this.#dataset.contract, this.#rowGroups)
    await this.#part.write(footer)
    return {
      name: this.#part.name,
      sha256: await this.#part.finish(),
      bytes: this.#part.bytes,
      rows: this.#rows,
      footer_sha256: sha256(footer),
    }
  }

  /** What is true of this run and not of the data: no hash covers it. */
  #run(producer = 'spymaster'): string {
    const { host, pid, since } = this.#owner
    const times = {
      started: new Date(since).toISOString(),
      finished: new Date().toISOString(),
    }
    return `${JSON.stringify({ producer, node: process.version, host, pid, ...times }, null, 2)}\n`
  }

  #assertOpen(): void {
    if (!this.#isOpen) throw new Error('the partition was committed or aborted already')
  }
}
