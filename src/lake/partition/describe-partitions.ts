import { Failure } from '../../failure.ts'
import { formatPartition, type Lake, type Partition } from '../paths.ts'
import { publishedKey } from './keys.ts'
import { listPartitions, listPublished, type PartitionFilter } from './list.ts'
import { sizeFaults } from './state.ts'
import { readStored } from './stored.ts'

/** A partition as its manifest describes it, or what is wrong with it. */
export interface PartitionContents extends Partition {
  readonly rows?: number
  readonly bytes?: number
  /** Paths of its published Parquet files, which contain symbol and date. */
  readonly files: readonly string[]
  readonly fault?: string
}

/** All partitions of the lake. Reads manifests and file sizes, not data. */
export async function describePartitions(
  lake: Lake,
  filter: PartitionFilter = {},
): Promise<PartitionContents[]> {
  const partitions = await listPartitions(lake, filter)
  const manifestNames = new Set(partitions.map(formatPartition))
  const published = (await listPublished(lake, filter)).map(({ partition }) => partition)
  const unmanaged = published.filter((partition) => !manifestNames.has(formatPartition(partition)))
  return [
    ...(await Promise.all(partitions.map((partition) => describePartition(lake, partition)))),
    ...unmanaged.map((partition) => ({ ...partition, files: [], fault: 'no manifest names it' })),
  ]
}

async function describePartition(lake: Lake, partition: Partition): Promise<PartitionContents> {
  try {
    const manifest = await readStored(lake, partition)
    if (!manifest) return { ...partition, files: [], fault: 'no manifest names it' }
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
    if (error instanceof Failure) return { ...partition, files: [], fault: error.message }
    throw error
  }
}
