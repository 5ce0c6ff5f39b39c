import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAbsent } from './file-failure.ts'
import { type Lake, MANIFEST, type Partition, partitionFolder } from './paths.ts'

/**
 * What tells, at the price of one look, that a partition is still the one that it was: of its
 * manifest the file's identity, size and time. "none" where there is no such partition.
 */
export async function partitionStamp(lake: Lake, partition: Partition): Promise<string> {
  try {
    const path = join(partitionFolder(lake, partition), MANIFEST)
    const { dev, ino, size, ctimeNs } = await stat(path, { bigint: true })
    return `${dev} ${ino} ${size} ${ctimeNs}`
  } catch (error) {
    if (isAbsent(error)) return 'none'
    throw error
  }
}
