import { Failure } from '../../failure.ts'
import { formatPartition, type Lake, type Partition } from '../paths.ts'
import { isSystemError } from '../store/file-failure.ts'
import { publishedKey, stageDayOf, storedKey } from './keys.ts'
import { listPartitions, listPublished, type PartitionFilter } from './list.ts'
import { tableOf } from './manifest.ts'
import { listOpenDays } from './open-day.ts'
import { sizeFaults } from './state.ts'
import { readStageManifest } from './stored.ts'

/** Manifests that are read at once: a process may open some thousand files, on some systems 256. */
const MAX_OPEN_MANIFESTS = 64

/** A partition as its manifest describes it, or what is wrong with it. */
export interface PartitionContents extends Partition {
  readonly rows?: number
  readonly bytes?: number
  /** Paths of its published Parquet files, which contain symbol and date. */
  readonly files: readonly string[]
  readonly fault?: string
  /** The fault is that an earlier version made its day, without this table: it is stale, not damaged. */
  readonly isUnmade?: boolean
  /** A live session is making it: its files have no names of their own yet. */
  readonly isOpen?: boolean
}

/**
 * All partitions of the lake. Reads manifests and file sizes, not data.
 *
 * @throws Failure for an error of the system, such as EIO or EMFILE
 */
export async function describePartitions(
  lake: Lake,
  filter: PartitionFilter = {},
): Promise<PartitionContents[]> {
  const partitions = await listPartitions(lake, filter)
  const open = (await openPartitions(lake)).filter((each) => matches(each, filter))
  const openNames = new Set(open.map(formatPartition))
  const manifestNames = new Set(partitions.map(formatPartition))
  const published = (await listPublished(lake, filter)).map(({ partition }) => partition)
  const unmanaged = published.filter((partition) => !manifestNames.has(formatPartition(partition)))
  const finished = partitions.filter((partition) => !openNames.has(formatPartition(partition)))
  const described: PartitionContents[] = []
  for (let from = 0; from < finished.length; from += MAX_OPEN_MANIFESTS) {
    const some = finished.slice(from, from + MAX_OPEN_MANIFESTS)
    described.push(...(await Promise.all(some.map((each) => describePartition(lake, each)))))
  }
  const order = [...lake.datasets.keys()]
  const place = ({ dataset }: Partition) => order.indexOf(dataset)
  return [
    ...[...described, ...open].sort((a, b) => place(a) - place(b)),
    ...unmanaged.map((partition) => ({ ...partition, files: [], fault: 'no manifest names it' })),
  ]
}

/** The tables of the days that live sessions are making. */
async function openPartitions(lake: Lake): Promise<PartitionContents[]> {
  const days = await listOpenDays(lake)
  return days.flatMap(({ symbol, dt, tables }) =>
    tables.map(({ dataset, rows, files }) => ({
      dataset,
      symbol,
      dt,
      rows,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      files: files.map((file) => lake.store.path(storedKey(lake, { dataset, symbol, dt }, file))),
      isOpen: true,
    })),
  )
}

function matches(partition: Partition, { dataset, symbol, dt }: PartitionFilter): boolean {
  return (
    (dataset === undefined || dataset === partition.dataset) &&
    (symbol === undefined || symbol === partition.symbol) &&
    (dt === undefined || dt === partition.dt)
  )
}

async function describePartition(lake: Lake, partition: Partition): Promise<PartitionContents> {
  try {
    const stored = await readStageManifest(lake, stageDayOf(lake, partition))
    if (!stored) return { ...partition, files: [], fault: 'no manifest names it' }
    const manifest = tableOf(stored.manifest, partition.dataset)
    if (!manifest) {
      const fault = 'an earlier version made the day, without this table'
      return { ...partition, files: [], fault, isUnmade: true }
    }
    const { rows, files } = manifest
    const [fault] = await sizeFaults(lake, manifest)
    return {
      ...partition,
      rows,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      files: files.map((file) => lake.store.path(publishedKey(lake, partition, file))),
      ...(fault !== undefined && { fault }),
    }
  } catch (error) {
    // What could not be read for an error of the system is not known to be damaged.
    if (!(error instanceof Failure) || isSystemError(error)) throw error
    return { ...partition, files: [], fault: error.message }
  }
}
