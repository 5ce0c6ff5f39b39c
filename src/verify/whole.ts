import { Failure } from '../failure.ts'
import type { Dataset, RowGroupRule } from '../lake/datasets.ts'
import type { RowGroup } from '../lake/parquet/row-group.ts'
import { rangeOf } from '../lake/parquet/statistics.ts'
import { manifestKey, publishedKey, stageDayOf, storedKey } from '../lake/partition/keys.ts'
import { listPublished } from '../lake/partition/list.ts'
import { contentSha256, type Manifest } from '../lake/partition/manifest.ts'
import { type PartitionReader, readPartition } from '../lake/partition/read.ts'
import { readStored } from '../lake/partition/stored.ts'
import { assertPartition, type Lake, type Partition } from '../lake/paths.ts'
import { isSystemError } from '../lake/store/file-failure.ts'
import { hashObject } from '../lake/store/hash.ts'
import { assertFits } from '../table/fit.ts'
import type { Table } from '../table/table.ts'
import { formatWindow } from './cells.ts'
import type { Check, CheckSubject } from './check.ts'
import type { Evidence } from './evidence.ts'
import { checkDerived, checkNulls } from './file-claims.ts'
import { rowsInOrder } from './received-rows.ts'
import { SortOrder } from './sort-order.ts'

const NANOSECONDS_PER_SECOND = 1_000_000_000n

/** Every byte is as written, and every value is allowed by its contract. */
export const whole: Check = {
  name: 'whole',
  proves: 'files are as written, rows fit their contract, are sorted and counted',
  reads: [],
  run,
}

async function run({ lake, partitions, signal }: CheckSubject, evidence: Evidence): Promise<void> {
  const [partition] = partitions
  const dataset = assertPartition(lake, partition)
  await checkPublished(lake, partition, evidence)
  const manifest = await readStored(lake, partition)
  if (!manifest) {
    const where = lake.store.path(manifestKey(stageDayOf(lake, partition)))
    evidence.offend(() => `${where}: there is no manifest, so nothing vouches for the rest`)
    return
  }
  if (contentSha256(manifest, manifest) !== manifest.content_sha256)
    evidence.offend(() => `content sha256 ${manifest.content_sha256} is not that of its content`)
  await checkFiles(lake, partition, manifest, evidence)
  const reader = await readPartition(lake, partition)
  try {
    await checkRows(reader, dataset, signal, evidence)
  } finally {
    await reader.close()
  }
}

/** The folder has no file that the manifest does not list, since other readers read every file. */
async function checkPublished(lake: Lake, partition: Partition, evidence: Evidence): Promise<void> {
  const manifest = await readStored(lake, partition).catch((error: unknown) => {
    if (isSystemError(error)) throw error
    return undefined
  })
  const known = new Set(manifest?.files.map((file) => publishedKey(lake, partition, file)))
  for (const { key } of await listPublished(lake, partition)) {
    if (!known.has(key))
      evidence.offend(() => `${lake.store.path(key)}: the manifest has no such file`)
  }
}

async function checkFiles(
  lake: Lake,
  partition: Partition,
  { files }: Manifest,
  evidence: Evidence,
): Promise<void> {
  const { store } = lake
  for (const file of files) {
    const { bytes, sha256 } = file
    const key = storedKey(lake, partition, file)
    const shown = publishedKey(lake, partition, file)
    const path = store.path(shown)
    evidence.count('files')
    await evidence.attempt(async () => {
      const found = await hashObject(store, key)
      const size = (await store.head(key))?.bytes
      if (found === undefined || size === undefined) {
        evidence.offend(() => `${store.path(key)}: the file is not there`)
        return
      }
      evidence.count('bytes', size)
      if (size !== bytes) evidence.offend(() => `${path}: ${size} bytes, expected ${bytes}`)
      else if (found !== sha256)
        evidence.offend(() => `${path}: sha256 is ${found}, expected ${sha256}`)
      if (!(await store.isPublished(key, shown)))
        evidence.offend(() => `${path}: it is not ${store.path(key)}`)
    })
  }
}

async function checkRows(
  reader: PartitionReader,
  dataset: Dataset,
  signal: AbortSignal,
  evidence: Evidence,
): Promise<void> {
  const { rowGroup: rule, sort } = dataset
  const order = new SortOrder(sort, 'windows' in rule)
  const isReceived = sort.includes('ts_recv')
  let firstRow = 0
  let before: Table | undefined
  for (const [index, rowGroup] of reader.rowGroups.entries()) {
    signal.throwIfAborted()
    const at = `row group ${index}`
    const table = await evidence.attempt(() => reader.read(index))
    if (!table) order.skip()
    else {
      checkValues(table, dataset, firstRow, evidence)
      const row = order.firstFault(table, isReceived ? rowsInOrder(table) : undefined)
      if (row >= 0) {
        const place = `${at}, row ${firstRow + row}`
        evidence.offend(
          () => `${place}: it does not come after the row before it by ${sort.join(', ')}`,
        )
      }
      checkRange(table, rowGroup, dataset, at, evidence)
      checkNulls(table, rowGroup, at, evidence)
      await checkDerived(reader, index, table, evidence)
      const fault = ruleFault(rule, table, before, sort[0])
      if (fault) evidence.offend(() => `${at}: ${fault}`)
    }
    before = table
    firstRow += rowGroup.rows
    evidence.count('row groups')
    evidence.count('rows', rowGroup.rows)
  }
  const { rows } = reader.manifest
  if (firstRow !== rows) evidence.offend(() => `${firstRow} rows, the manifest says ${rows}`)
}

function checkValues(table: Table, { key }: Dataset, firstRow: number, evidence: Evidence): void {
  try {
    assertFits(table, key, firstRow)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    evidence.offend(() => error.message)
  }
}

/** Readers seek by the ranges of the sort keys: a wrong one would hide rows. */
function checkRange(
  table: Table,
  { ranges }: RowGroup,
  { sort, contract }: Dataset,
  at: string,
  evidence: Evidence,
): void {
  for (const field of contract.fields) {
    // Ranges of texts are bounds, not exact values.
    if (!sort.includes(field.name) || field.kind === 'text') continue
    const actual = rangeOf(field, table.filled(field.name))
    const stated = ranges[field.name]
    if (stated?.minimum === actual?.minimum && stated?.maximum === actual?.maximum) continue
    evidence.offend(
      () =>
        `${at}: the range of ${field.name} is said to be ${stated?.minimum} to ${stated?.maximum}, but is ${actual?.minimum} to ${actual?.maximum}`,
    )
  }
}

/** The fault in a row group's end, if any. */
function ruleFault(
  rule: RowGroupRule,
  table: Table,
  before: Table | undefined,
  window: string,
): string | undefined {
  if ('rows' in rule) {
    return table.length > rule.rows
      ? `${table.length} rows, at most ${rule.rows} expected`
      : undefined
  }
  const ends = table.column(window, 'int64')
  const first = ends[0]
  const last = ends[table.length - 1]
  if (before && before.column(window, 'int64')[before.length - 1] === first)
    return `window ${formatWindow(first)} began in the row group before it`
  const windows = (last - first) / NANOSECONDS_PER_SECOND + 1n
  return windows > BigInt(rule.windows)
    ? `it spans ${windows} windows, at most ${rule.windows} expected`
    : undefined
}
