import { basename, join, resolve } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { Failure } from '../failure.ts'
import {
  describePartitions,
  type PartitionContents,
} from '../lake/partition/describe-partitions.ts'
import { publishedKey } from '../lake/partition/keys.ts'
import { readStored } from '../lake/partition/stored.ts'
import { VerifiedParts } from '../lake/partition/verified-parts.ts'
import { formatPartition, type Lake } from '../lake/paths.ts'
import { isSystemError } from '../lake/store/file-failure.ts'
import { LocalCopies } from '../lake/store/local-copies.ts'
import { isS3Url } from '../lake/store/s3/location.ts'
import { FileVersions } from './file-versions.ts'
import { type ViewFiles, viewQuery } from './view.ts'

/** The views of a lake: one over the intact partitions of every dataset, under each of its names. */
export class LakeViews {
  readonly #connection: DuckDBConnection
  readonly #lake: Lake
  /** View names by dataset key. */
  readonly #names: ReadonlyMap<string, readonly string[]>
  /** All partitions of the lake, by dataset key; those with a fault are in no view. */
  readonly #partitions: Map<string, readonly PartitionContents[]>
  /** Datasets whose files were all hashed. */
  readonly #verified = new Set<string>()
  /** Of a lake on S3: the files of the tables that were queried. */
  readonly #copies: LocalCopies | undefined

  private constructor(
    connection: DuckDBConnection,
    lake: Lake,
    names: ReadonlyMap<string, readonly string[]>,
    partitions: readonly PartitionContents[],
  ) {
    this.#connection = connection
    this.#lake = lake
    this.#names = names
    const { cache } = lake.access ?? {}
    this.#copies = isS3Url(lake.root)
      ? new LocalCopies(cache === undefined ? undefined : join(cache, 'files'))
      : undefined
    this.#partitions = new Map(Map.groupBy(partitions, ({ dataset }) => dataset))
  }

  /** @param names view names by dataset key */
  static async create(
    connection: DuckDBConnection,
    lake: Lake,
    names: ReadonlyMap<string, readonly string[]>,
  ): Promise<LakeViews> {
    const partitions = await describePartitions(lake)
    const made = partitions.filter(({ isUnmade }) => !isUnmade)
    const views = new LakeViews(connection, lake, names, made)
    for (const layer of new Set([...lake.datasets.keys()].map((key) => key.split('.')[0]))) {
      await connection.run(`attach ':memory:' as ${layer}`)
    }
    for (const key of lake.datasets.keys()) await views.#createOf(key)
    return views
  }

  /** Damaged or unfinished partitions. */
  get leftOut(): PartitionContents[] {
    return [...this.#partitions.values()].flat().filter(({ fault }) => fault !== undefined)
  }

  /** All files that the views read. */
  get files(): string[] {
    return [...this.#partitions.values()].flatMap((partitions) => this.#filesOf(partitions))
  }

  /** Whether files are read that must first be copied from elsewhere. */
  get areCopied(): boolean {
    return this.#copies !== undefined
  }

  /** Removes copies that nobody asked to keep. */
  async close(): Promise<void> {
    await this.#copies?.close()
  }

  /**
   * Verifies the files behind the views of some names, and leaves out partitions of which one is not
   * as written: the database itself checks no hash. The files of a lake on S3 are copied first.
   *
   * @param tables names of views, also qualified further ("memory.main.mbo"); others are skipped
   */
  async verify(tables: Iterable<string>, signal?: AbortSignal): Promise<void> {
    const keys = this.#datasetsOf(tables).filter((key) => !this.#verified.has(key))
    if (keys.length === 0) return
    const parts = await VerifiedParts.load(this.#lake)
    try {
      for (const key of keys) await this.#verifyDataset(key, parts, signal)
    } finally {
      await parts.save(await this.#shownKeys())
    }
  }

  /**
   * The files behind the views of some names, as they are now. Those of a lake on S3 are read as
   * copies, which nobody replaces.
   *
   * @param tables as in {@link verify}
   */
  async versionsOf(tables: Iterable<string>): Promise<FileVersions> {
    const { store } = this.#lake
    const start = store.path('').length
    const partitions = this.#copies
      ? []
      : this.#datasetsOf(tables).flatMap((key) => this.#partitions.get(key) ?? [])
    const keys = partitions
      .filter(({ fault }) => fault === undefined)
      .flatMap(({ files }) => files.map((path) => path.slice(start)))
    return FileVersions.of(store, keys)
  }

  /** The keys of the datasets that some names are of. */
  #datasetsOf(tables: Iterable<string>): string[] {
    const wanted = [...tables]
    const isWanted = (view: string) =>
      wanted.some((name) => name === view || name.endsWith(`.${view}`))
    return [...this.#names].flatMap(([key, names]) => (names.some(isWanted) ? [key] : []))
  }

  async #verifyDataset(key: string, parts: VerifiedParts, signal?: AbortSignal): Promise<void> {
    const checked: PartitionContents[] = []
    for (const partition of this.#partitions.get(key) ?? []) {
      const fault = partition.fault ?? (await this.#faultOf(partition, parts, signal))
      checked.push(fault === undefined ? partition : { ...partition, fault })
    }
    this.#verified.add(key)
    const before = this.leftOut.length
    this.#partitions.set(key, checked)
    if (this.#copies || this.leftOut.length > before) await this.#replace(key)
  }

  /** Hashes a partition's files, those of a lake on S3 while they are copied. Returns the fault. */
  async #faultOf(
    partition: PartitionContents,
    parts: VerifiedParts,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    if (this.#copies) return await this.#copy(this.#copies, partition, signal)
    // The parts of an open day are named by their hash, and written by a process that still runs.
    return partition.isOpen ? undefined : await parts.faultOf(partition, signal)
  }

  /** Copies a partition's files. Returns what is wrong with one of them. */
  async #copy(
    copies: LocalCopies,
    partition: PartitionContents,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    for (const { key, sha256 } of await this.#hashesOf(partition)) {
      signal?.throwIfAborted()
      try {
        const found = await copies.copy(this.#lake.store, key, sha256)
        if (found === undefined) return `${key} of ${formatPartition(partition)} is not there`
      } catch (error) {
        if (!(error instanceof Failure) || isSystemError(error)) throw error
        return error.message
      }
    }
    return undefined
  }

  async #createOf(key: string): Promise<void> {
    try {
      await this.#replace(key)
    } catch (error) {
      // One file with a damaged footer must not hide the others.
      const before = this.leftOut.length
      await this.#verifyDataset(key, await VerifiedParts.load(this.#lake))
      if (this.leftOut.length === before) throw error
    }
  }

  /** Creates or replaces the views of a dataset. */
  async #replace(key: string): Promise<void> {
    const dataset = this.#lake.datasets.get(key)
    if (!dataset) throw new Error(`there is no dataset ${key}`)
    const isThere = !this.#copies || this.#verified.has(key)
    const partitions = isThere ? this.#partitions.get(key) : undefined
    const query = viewQuery(dataset, this.#viewFilesOf(partitions))
    for (const name of this.#names.get(key) ?? []) {
      const schema = name.split('.').slice(0, -1).join('.')
      if (schema) await this.#connection.run(`create schema if not exists ${schema}`)
      await this.#connection.run(`create or replace view ${name} as ${query}`)
    }
  }

  #viewFilesOf(partitions: readonly PartitionContents[] = []): ViewFiles {
    const isOpen = (partition: PartitionContents) => partition.isOpen === true
    return {
      published: this.#filesOf(partitions.filter((partition) => !isOpen(partition))),
      open: partitions
        .filter(isOpen)
        .map((partition) => ({ ...partition, files: this.#filesOf([partition]) })),
    }
  }

  /** The keys of a partition's files, and the hash that each must have. */
  async #hashesOf(partition: PartitionContents): Promise<{ key: string; sha256: string }[]> {
    if (partition.isOpen) {
      const start = this.#lake.store.path('').length
      return partition.files.map((path) => ({
        key: path.slice(start),
        sha256: basename(path, '.parquet').replace('part-', ''),
      }))
    }
    const manifest = await readStored(this.#lake, partition)
    return (manifest?.files ?? []).map((file) => ({
      key: publishedKey(this.#lake, partition, file),
      sha256: file.sha256,
    }))
  }

  /** The files of intact partitions, as the database reads them. */
  #filesOf(partitions: readonly PartitionContents[] = []): string[] {
    const copies = this.#copies
    const start = this.#lake.store.path('').length
    return partitions
      .filter(({ fault }) => fault === undefined)
      .flatMap(({ files }) =>
        files.map((file) => resolve(copies ? copies.path(file.slice(start)) : file)),
      )
  }

  /** The keys under which the lake shows files. */
  async #shownKeys(): Promise<Set<string>> {
    const keys = new Set<string>()
    for (const partition of [...this.#partitions.values()].flat()) {
      const manifest = await readStored(this.#lake, partition).catch(() => undefined)
      for (const file of manifest?.files ?? []) keys.add(publishedKey(this.#lake, partition, file))
    }
    return keys
  }
}
