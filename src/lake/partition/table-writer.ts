import type { RowGroup } from 'hyparquet'
import type { Table } from '../../table/table.ts'
import type { Dataset } from '../datasets.ts'
import { shiftRowGroup } from '../parquet/column-chunk.ts'
import type { EncodedRowGroup } from '../parquet/encode.ts'
import { encodeFooter, MAGIC } from '../parquet/footer.ts'
import { type RowGroupThreads, sharedThreads } from '../parquet/row-group-threads.ts'
import type { Store, Upload } from '../store/store.ts'
import { type ManifestFile, sha256 } from './manifest.ts'

/** Row groups that may be encoded and written while the caller fills the next one. */
const MAX_PENDING_GROUPS = 4

/** Published name of a table's only file, below `dt=…/`. */
const PART_NAME = 'part-00000.parquet'

/** Writes one table of a run, row group by row group. */
export class TableWriter {
  readonly dataset: Dataset
  readonly #upload: Upload
  readonly #threads: RowGroupThreads
  readonly #rowGroups: RowGroup[] = []
  /** Row groups not yet written, in file order. */
  readonly #pending: Promise<void>[] = []
  #rows = 0
  #isOpen = true

  private constructor(dataset: Dataset, upload: Upload, threads: RowGroupThreads) {
    this.dataset = dataset
    this.#upload = upload
    this.#threads = threads
  }

  /** @param threads encode the row groups; their number does not change the bytes */
  static async open(
    store: Store,
    dataset: Dataset,
    threads: RowGroupThreads = sharedThreads(),
  ): Promise<TableWriter> {
    const upload = await store.upload()
    try {
      // The magic that begins a Parquet file; fails early on a full disk.
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
   * Writes a table as one row group; the caller splits at window boundaries and may reuse the table
   * once this resolves. An empty table writes nothing. A large one is encoded in another thread; an
   * error there is thrown by a later call, {@link finish} at the latest.
   *
   * @throws Failure `input` if a value violates the contract, or the store cannot be written
   */
  async writeRowGroup(table: Table): Promise<void> {
    if (!this.#isOpen) throw new Error('the table was finished or aborted already')
    const { contract, key: dataset, sort } = this.dataset
    if (table.contract.text !== contract.text)
      throw new Error(`a table of ${table.contract.key} is none of ${dataset}`)
    if (table.length === 0) return
    const firstRow = this.#rows
    this.#rows += table.length
    if (this.#pending.length === MAX_PENDING_GROUPS) await this.#pending.shift()
    const { encoded } = await this.#threads.encode({ table, sort, dataset, firstRow })
    const written = this.#append(this.#pending.at(-1), encoded)
    written.catch(() => {}) // reported where it is awaited
    this.#pending.push(written)
  }

  /** Completes the file; it is invisible until it is stored. */
  async finish(): Promise<ManifestFile> {
    await Promise.all(this.#pending)
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

  /** Discards the file unless it is stored. */
  async abort(): Promise<void> {
    this.#isOpen = false
    await Promise.allSettled(this.#pending)
    await this.#upload.abort()
  }

  /** Writes a row group once it is encoded and its predecessors are written. */
  async #append(
    before: Promise<void> | undefined,
    encoding: Promise<EncodedRowGroup>,
  ): Promise<void> {
    const [, { bytes, rowGroup }] = await Promise.all([before, encoding])
    this.#rowGroups.push(shiftRowGroup(rowGroup, this.#upload.bytes))
    await this.#upload.write(bytes)
  }
}
