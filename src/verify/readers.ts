import { type PartitionReader, readPartition } from '../lake/partition/read.ts'
import type { CheckSubject } from './check.ts'

/**
 * Opens a subject's partitions, in order, and closes them after use.
 *
 * @throws Failure `input` naming the first that is missing or damaged
 */
export async function withReaders(
  { lake, partitions }: CheckSubject,
  use: (...readers: PartitionReader[]) => Promise<void>,
): Promise<void> {
  const readers: PartitionReader[] = []
  try {
    for (const partition of partitions) readers.push(await readPartition(lake, partition))
    await use(...readers)
  } finally {
    for (const reader of readers) await reader.close()
  }
}
