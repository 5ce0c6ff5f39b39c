import { Failure } from '../failure.ts'
import { listPartitions, type PartitionFilter } from './list.ts'
import { type Lake, type Partition, partitionFolder } from './paths.ts'
import { sizeFaults } from './state.ts'
import { readStored } from './stored.ts'

/** A partition as its manifest describes it, or what is wrong with it. */
export interface PartitionContents extends Partition {
  readonly rows?: number
  readonly bytes?: number
  /** Names of its Parquet files. */
  readonly files: readonly string[]
  readonly fault?: string
}

/** What lies in the lake. Manifests are read and files measured, data is not read. */
export async function surveyPartitions(
  lake: Lake,
  filter: PartitionFilter = {},
): Promise<PartitionContents[]> {
  const partitions = await listPartitions(lake, filter)
  return Promise.all(partitions.map((partition) => describe(lake, partition)))
}

async function describe(lake: Lake, partition: Partition): Promise<PartitionContents> {
  try {
    const stored = await readStored(lake, partition)
    if (!stored) return { ...partition, files: [], fault: 'was never finished' }
    const { rows, files } = stored.manifest
    const [fault] = await sizeFaults(partitionFolder(lake, partition), stored.manifest)
    return {
      ...partition,
      rows,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      files: files.map(({ name }) => name),
      ...(fault !== undefined && { fault }),
    }
  } catch (error) {
    if (error instanceof Failure) return { ...partition, files: [], fault: error.message }
    throw error
  }
}
