import { basename } from 'node:path'
import { listPartitions } from '../../lake/list.ts'
import type { Manifest } from '../../lake/manifest.ts'
import { type Lake, type Partition, partitionFolder } from '../../lake/paths.ts'
import { sha256OfFile } from '../../lake/rehash.ts'
import { readManifest } from '../../lake/success.ts'
import type { RawFile } from './raw-files.ts'

/** Manifest entry that lists every partition a run of ingest wrote: see {@link formatTogether}. */
export const TOGETHER = 'ingested_together'

export function formatTogether(partitions: readonly Partition[]): string {
  return partitions.map(({ dataset, symbol, dt }) => `${dataset} ${symbol} ${dt}`).join('; ')
}

function parseTogether(text: string): Partition[] {
  return text.split('; ').map((part) => {
    const [dataset, symbol, dt] = part.split(' ')
    return { dataset, symbol, dt }
  })
}

/**
 * Are these files, all of them, in bronze already: the same bytes, read under the same selection,
 * and every partition that came of it still there? Files are hashed only where name and size say
 * that they may be.
 */
export async function areKnown(
  lake: Lake,
  files: readonly RawFile[],
  selection: string,
): Promise<boolean> {
  const manifests = await bronzeManifests(lake)
  for (const file of files) {
    if (!(await isKnown(file, selection, manifests))) return false
  }
  return true
}

async function isKnown(
  { path, bytes }: RawFile,
  selection: string,
  manifests: readonly Manifest[],
): Promise<boolean> {
  const name = basename(path)
  const candidates = manifests.filter(
    ({ inputs, stage }) =>
      stage.parameters.selection === selection &&
      inputs.some((input) => 'file' in input && input.file === name && input.bytes === bytes),
  )
  if (candidates.length === 0) return false
  const sha256 = await sha256OfFile(path)
  return candidates.some(
    ({ inputs, quality }) =>
      inputs.some((input) => 'file' in input && input.sha256 === sha256) &&
      parseTogether(String(quality[TOGETHER])).every((partition) =>
        manifests.some(
          ({ dataset, symbol, dt }) =>
            dataset === partition.dataset && symbol === partition.symbol && dt === partition.dt,
        ),
      ),
  )
}

/** Manifests of the bronze that can be read; a damaged one is not there. */
async function bronzeManifests(lake: Lake): Promise<Manifest[]> {
  const manifests: Manifest[] = []
  for (const partition of await listPartitions(lake)) {
    if (!partition.dataset.startsWith('bronze.')) continue
    const stored = await readManifest(partitionFolder(lake, partition), partition).catch(
      () => undefined,
    )
    if (stored) manifests.push(stored.manifest)
  }
  return manifests
}
