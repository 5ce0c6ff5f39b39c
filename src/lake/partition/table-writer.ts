import type { RowGroup } from 'hyparquet'
import type { Table } from '../../table/table.ts'
import type { Dataset } from '../datasets.ts'
import { placeRowGroup } from '../parquet/chunk.ts'
import type { EncodedRowGroup } from '../parquet/encode.ts'
import { encodeFooter, MAGIC } from '../parquet/footer.ts'
import { type RowGroupThreads, sharedThreads } from '../parquet/row-group-threads.ts'
import type { Store, Upload } from '../store/store.ts'
import { type ManifestFile, sha256 } from './manifest.ts'

/** Row groups of a table that may be encoded and written while the next is made. */
const MAX_UNDERWAY = 4

/** Where a table's one file is shown below `dt=…/`. */
const PART_NAME = 'part-00000.parquet'

/** Writes one table of a run, row group by row group. */
export class TableWriter {
  readonly dataset: Dataset
  readonly #upload: Upload
  readonly #threads: RowGroupThreads
  readonly #rowGroups: RowGroup[] = []
  /** Row groups that are not yet in the file, in its order. */
  readonly #underway: Promise<void>[] = []
  #rows = 0
  #isOpen = true

  private constructor(dataset: Dataset, upload: Upload, threads: RowGroupThreads) {
    this.dataset = dataset
    this.#upload = upload
    this.#threads = threads
  }

  /** @param threads encode the row groups; how many there are does not change a byte */
  static async open(
    store: Store,
    dataset: Dataset,
    threads: RowGroupThreads = sharedThreads(),
  ): Promise<TableWriter> {
    const upload = await store.upload()
    try {
      // A Parquet file begins with its magic: the first bytes that a full disk does not take.
      await upload.write(new Uint8Array(Uint32Array.of(MAGIC).buffer))
      return new TableWriter(dataset, upload, threads)
    } catch (error) {
      await upload.abort()
      throw error
    }
  }

  /** Rows written so far. */
  get rows(): number {
    return this.#rows
  }

  /**
   * Writes a table as one row group; the caller cuts where windows end. The table is not kept: it
   * may change once this resolves. A table without rows writes nothing. A large one is encoded in
   * another thread, and what fails there is thrown by the next call, {@link finish} at the latest.
   *
   * @throws Failure `input` if a value does not fit the contract, or the store does not take it
   */
  async writeRowGroup(table: Table): Promise<void> {
    if (!this.#isOpen) throw new Error('the table was finished or aborted already')
    const { contract, key: dataset, sort } = this.dataset
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

  /** Completes the file, which nobody sees before it is stored. */
  async finish(): Promise<ManifestFile> {
    await Promise.all(this.#underway)
    this.#isOpen = false
    const footer = encodeFooter(this.dataset.contract, this.#rowGroups)
    await this.#upload.write(footer)
    return {
      name: PART_NAME,
      sha256: await this.#upload.finish(),
      bytes: this.#upload.bytes,
      rows: this.#rows,
      footer_sha256: sha256(footer),
    }
  }

  /** Puts the finished file into the store. */
  store(key: string): Promise<void> {
    return this.#upload.store(key)
  }

  /** Drops what was written, unless it is stored. */
  async abort(): Promise<void> {
    this.#isOpen = false
    await Promise.allSettled(this.#underway)
    await this.#upload.abort()
  }

  /** Writes a row group once it is encoded and those before it are in the file. */
  async #append(
    before: Promise<void> | undefined,
    encoding: Promise<EncodedRowGroup>,
  ): Promise<void> {
    const [, { bytes, rowGroup }] = await Promise.all([before, encoding])
    this.#rowGroups.push(placeRowGroup(rowGroup, this.#upload.bytes))
    await this.#upload.write(bytes)
  }
}
