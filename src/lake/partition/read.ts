import type { RowGroup as ParquetRowGroup } from 'hyparquet'
import { type Chosen, type Columns, type Contract, narrowed } from '../../contracts/contract.ts'
import { Failure } from '../../failure.ts'
import { type ColumnArrays, type KindArrays, Table } from '../../table/table.ts'
import type { ColumnsOf } from '../datasets.ts'
import { joinAdjacent, locateColumns, locateDerived } from '../parquet/column-location.ts'
import { type ColumnBytes, chunkMeta, damaged, decodeColumns } from '../parquet/decode-columns.ts'
import { decodeFooter, TRAILER_BYTES } from '../parquet/footer.ts'
import { hasText, type PackedTable, unpackTable } from '../parquet/packed-table.ts'
import { type RowGroup, rowGroupOf } from '../parquet/row-group.ts'
import { MIN_THREAD_VALUES, sharedThreads } from '../parquet/row-group-threads.ts'
import { assertPartition, formatPartition, type Lake, type Partition } from '../paths.ts'
import type { ObjectReader } from '../store/store.ts'
import { manifestKey, publishedKey, stageDayOf, storedKey } from './keys.ts'
import { type Manifest, type ManifestFile, sha256 } from './manifest.ts'
import { readStoredVersion } from './stored.ts'

/** Row groups that are read ahead. */
const READ_AHEAD_GROUPS = 1

/** Attempts to open a partition that is replaced meanwhile. */
const MAX_OPEN_TRIES = 10

interface OpenPart {
  readonly path: string
  readonly reader: ObjectReader
}

/** A decoded table, and the buffer to recycle after use if it was decoded in another thread. */
interface DecodedGroup<C extends Columns> {
  readonly table: Table<C>
  readonly packed?: PackedTable
}

interface StoredRowGroup {
  readonly part: OpenPart
  /** Its index in its file, for errors. */
  readonly number: number
  readonly rowGroup: ParquetRowGroup
}

/**
 * Opens a partition: reads and checks its manifest and Parquet footers, but no rows.
 *
 * @throws Failure `input` if it is missing, damaged, or of another contract; `usage` if its name is
 *   invalid; `busy` if it is a run's input and was replaced since
 */
export async function readPartition<D extends string>(
  lake: Lake,
  partition: Partition<D>,
): Promise<PartitionReader<ColumnsOf<D>>> {
  const { contract, contractSha256 } = assertPartition(lake, partition)
  for (let tries = 1; ; tries++) {
    const stored = await readStoredVersion(lake, partition)
    if (!stored) throw missingPartition(partition)
    const { manifest, etag } = stored
    const pinned = lake.pinned?.get(formatPartition(partition))
    if (pinned !== undefined && manifest.content_sha256 !== pinned) throw replaced(partition)
    if (manifest.contract_sha256 !== contractSha256) throw otherContract(manifest, contractSha256)
    try {
      return await openReader(lake, manifest, contract)
    } catch (error) {
      // A missing part may have been removed because the partition was replaced.
      const key = manifestKey(stageDayOf(lake, partition))
      const isReplaced = (await lake.store.head(key))?.etag !== etag
      if (!isReplaced || tries === MAX_OPEN_TRIES) throw error
    }
  }
}

/**
 * Opens the parts that a manifest names.
 *
 * @throws Failure `input` if they are missing, damaged, or of another contract
 */
export function readParts(lake: Lake, manifest: Manifest): Promise<PartitionReader> {
  const { contract, contractSha256 } = assertPartition(lake, manifest)
  if (manifest.contract_sha256 !== contractSha256) throw otherContract(manifest, contractSha256)
  return openReader(lake, manifest, contract)
}

function otherContract(manifest: Manifest, expected: string): Failure {
  return new Failure({
    code: 'input',
    what: 'the partition was written under another contract',
    where: formatPartition(manifest),
    expected: `sha256 ${expected}`,
    found: manifest.contract_sha256,
    fix: 'run the pipeline for it again',
  })
}

function missingPartition(partition: Partition): Failure {
  return new Failure({
    code: 'input',
    what: 'there is no such partition',
    where: formatPartition(partition),
    fix: 'run the pipeline for it first',
  })
}

function replaced(partition: Partition): Failure {
  return new Failure({
    code: 'busy',
    what: 'another run replaced it while it was read',
    where: formatPartition(partition),
    fix: 'run it again',
  })
}

async function openReader<C extends Columns>(
  lake: Lake,
  manifest: Manifest,
  contract: Contract<C>,
): Promise<PartitionReader<C>> {
  const parts: OpenPart[] = []
  try {
    const groups: StoredRowGroup[] = []
    for (const file of manifest.files) {
      const part = await openPart(lake, manifest, file)
      parts.push(part)
      groups.push(...(await readFooter(part, file, contract)))
    }
    return new PartitionReader(manifest, contract, parts, groups)
  } catch (error) {
    await closeAll(parts)
    throw error
  }
}

/** Reads the row groups of one partition, numbered across its files. */
export class PartitionReader<C extends Columns = Columns> {
  readonly manifest: Manifest
  readonly contract: Contract<C>
  readonly rowGroups: readonly RowGroup[]
  readonly #parts: readonly OpenPart[]
  readonly #stored: readonly StoredRowGroup[]

  /** Made by {@link readPartition}. */
  constructor(
    manifest: Manifest,
    contract: Contract<C>,
    parts: readonly OpenPart[],
    stored: readonly StoredRowGroup[],
  ) {
    this.manifest = manifest
    this.contract = contract
    this.#parts = parts
    this.#stored = stored
    this.rowGroups = stored.map(({ rowGroup }) => rowGroupOf(rowGroup, contract))
  }

  /**
   * Reads a row group: only the bytes of the selected columns, each page checked against its CRC.
   *
   * @param index into {@link rowGroups}
   * @param names columns to read; the table's contract has just these, in the contract's order
   * @throws Failure `input` naming file and row group if it is damaged
   */
  async read<N extends keyof C & string = keyof C & string>(
    index: number,
    names?: readonly N[],
  ): Promise<Table<Chosen<C, N>>> {
    const { contract, rows, where, chunks } = await this.#load(index, names)
    return decodeTable(contract, rows, where, chunks)
  }

  /**
   * Reads all row groups in order, decoding the next one in another thread.
   *
   * @param names as in {@link read}
   * @returns tables that are valid until the next one is requested
   * @throws Failure `input` as {@link read}
   */
  async *tables<N extends keyof C & string = keyof C & string>(
    names?: readonly N[],
  ): AsyncGenerator<Table<Chosen<C, N>>> {
    const count = this.rowGroups.length
    const ahead: Promise<DecodedGroup<Chosen<C, N>>>[] = []
    try {
      for (let begun = 0, group = 0; group < count; group++) {
        for (; begun < Math.min(group + 1 + READ_AHEAD_GROUPS, count); begun++) {
          const aside = this.#decodeInThread(begun, names)
          aside.catch(() => {}) // thrown where it is awaited, if it ever is
          ahead.push(aside)
        }
        const { table, packed } = (await ahead.shift()) as DecodedGroup<Chosen<C, N>>
        yield table
        if (packed) sharedThreads().recycle(packed)
      }
    } finally {
      await Promise.allSettled(ahead)
    }
  }

  async #decodeInThread<N extends keyof C & string>(
    index: number,
    names: readonly N[] | undefined,
  ): Promise<DecodedGroup<Chosen<C, N>>> {
    const { contract, rows, where, chunks } = await this.#load(index, names)
    if (rows * chunks.length < MIN_THREAD_VALUES || hasText(contract))
      return { table: decodeTable(contract, rows, where, chunks) }
    const packed = await sharedThreads().decode(contract, rows, chunks, where)
    return { table: unpackTable(contract, packed), packed }
  }

  /** Reads the bytes of a row group's columns. */
  async #load<N extends keyof C & string>(index: number, names: readonly N[] | undefined) {
    const contract = narrowed(this.contract, names)
    const { part, number, rowGroup } = this.#rowGroupAt(index)
    const runs = joinAdjacent(locateColumns(rowGroup, this.contract, contract.fields))
    const read = await Promise.all(
      runs.map(async (run): Promise<ColumnBytes[]> => {
        const bytes = await readBytes(part, run.start, run.end)
        return run.chunks.map(({ field, meta, start, end }) => {
          const chunk = bytes.subarray(start - run.start, end - run.start)
          return { field, meta: chunkMeta(meta), bytes: chunk }
        })
      }),
    )
    const chunks = read.flat()
    const where = `${part.path}, row group ${number}`
    return { contract, rows: Number(rowGroup.num_rows), where, chunks }
  }

  /**
   * Reads a derived column of a row group. Files have these for other readers; tables omit them.
   *
   * @param name one of the contract's derived columns
   * @returns microseconds since the Unix epoch
   * @throws Failure `input` if it is damaged, naming file and row group
   */
  async readDerived(index: number, name: string): Promise<KindArrays['int64']> {
    const { part, number, rowGroup } = this.#rowGroupAt(index)
    const chunk = locateDerived(rowGroup, this.contract, name)
    const bytes = await readBytes(part, chunk.start, chunk.end)
    const column = { ...chunk, meta: chunkMeta(chunk.meta), bytes }
    const where = `${part.path}, row group ${number}`
    return decodeColumns([column], where)[name] as KindArrays['int64']
  }

  #rowGroupAt(index: number): StoredRowGroup {
    const stored = this.#stored[index]
    if (!stored) throw new Error(`row group ${index} of ${this.#stored.length}`)
    return stored
  }

  async close(): Promise<void> {
    await closeAll(this.#parts)
  }
}

/** @param chunks one for each of the contract's columns */
function decodeTable<C extends Columns>(
  contract: Contract<C>,
  rows: number,
  where: string,
  chunks: readonly ColumnBytes[],
): Table<C> {
  return Table.from(contract, decodeColumns(chunks, where) as ColumnArrays<C>, rows)
}

/** The first row group that may hold a sort key at or above a value; −1 if none does. */
export function firstRowGroupFrom(
  rowGroups: readonly RowGroup[],
  key: string,
  value: bigint,
): number {
  return rowGroups.findIndex(({ ranges }) => {
    const maximum = ranges[key]?.maximum
    return typeof maximum === 'bigint' && maximum >= value
  })
}

/** Errors name the published path of a part, which contains symbol and date. */
async function openPart(lake: Lake, manifest: Manifest, file: ManifestFile): Promise<OpenPart> {
  const { store } = lake
  const key = storedKey(lake, manifest, file)
  const reader = await store.open(key)
  if (reader) return { path: store.path(publishedKey(lake, manifest, file)), reader }
  throw new Failure({
    code: 'input',
    what: 'the file is not there',
    where: `${formatPartition(manifest)}, ${store.path(key)}`,
    fix: 'write its partition again with --overwrite',
  })
}

async function closeAll(parts: readonly OpenPart[]): Promise<void> {
  for (const { reader } of parts) await reader.close()
}

/** Reads a file's footer and checks it against the hash in the manifest. */
async function readFooter(
  part: OpenPart,
  file: ManifestFile,
  contract: Contract,
): Promise<StoredRowGroup[]> {
  const size = part.reader.bytes
  if (size !== file.bytes) throw changedFile(part.path, `${file.bytes} bytes`, `${size}`)
  const trailer = await readBytes(part, Math.max(0, size - TRAILER_BYTES), size)
  const length = Buffer.from(trailer.buffer).readUInt32LE(0) + TRAILER_BYTES
  if (length > size) throw changedFile(part.path, 'a footer', `one of ${length} bytes`)
  const footer = await readBytes(part, size - length, size)
  const found = sha256(footer)
  if (found !== file.footer_sha256)
    throw changedFile(part.path, `a footer of sha256 ${file.footer_sha256}`, found)
  try {
    const { row_groups } = decodeFooter(contract, footer)
    return row_groups.map((rowGroup, number) => ({ part, number, rowGroup }))
  } catch (error) {
    throw damaged(part.path, error)
  }
}

async function readBytes(
  { path, reader }: OpenPart,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await reader.read(start, end)
  if (bytes.length < end - start) throw changedFile(path, `${end} bytes`, `${start + bytes.length}`)
  return bytes
}

function changedFile(path: string, expected: string, found: string): Failure {
  return new Failure({
    code: 'input',
    what: 'the file is not the one that was written',
    where: path,
    expected,
    found,
    fix: 'write its partition again with --overwrite',
  })
}
