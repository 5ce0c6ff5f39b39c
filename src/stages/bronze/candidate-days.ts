import { listPartitions } from '../../lake/partition/list.ts'
import { readStored } from '../../lake/partition/stored.ts'
import type { Lake, Partition } from '../../lake/paths.ts'
import { storedManifest } from '../stored-manifest.ts'
import { type FileClaim, mayHold } from './file-claim.ts'
import type { IngestOptions } from './ingest-options.ts'
import { ingestOf } from './ingest-stages.ts'

/**
 * The selected partitions of the lake that files may add records to. None with `overwrite`; an
 * unreadable partition is left out, because it is replaced too.
 */
export async function candidateDays(
  lake: Lake,
  claims: readonly FileClaim[],
  { choice, overwrite }: IngestOptions,
): Promise<Partition[]> {
  if (overwrite) return []
  const found: Partition[] = []
  for (const partition of await listPartitions(lake)) {
    if (!ingestOf(partition.dataset) || !choice.has(partition)) continue
    if (!claims.some((claim) => mayHold(claim, partition))) continue
    if (await storedManifest(lake, partition)) found.push(partition)
  }
  return found
}

/** Whether a partition exists but cannot be read. */
export async function isUnreadable(lake: Lake, partition: Partition): Promise<boolean> {
  const [found] = await listPartitions(lake, partition)
  if (!found) return false
  return readStored(lake, partition).then(
    () => false,
    () => true,
  )
}
