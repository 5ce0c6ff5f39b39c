import { listPartitions } from '../../lake/list.ts'
import type { Manifest } from '../../lake/manifest.ts'
import { formatPartition, type Lake, type Partition } from '../../lake/paths.ts'
import { sha256OfFile } from '../../lake/rehash.ts'
import { storedManifest } from '../stored-manifest.ts'
import type { RawFile } from './raw-files.ts'

/**
 * Manifest entry that lists every partition the files read together hold, also those that were not
 * wanted: see {@link formatHoldings}.
 */
export const HOLDINGS = 'files_hold'

export function formatHoldings(partitions: readonly Partition[]): string {
  return partitions.map(formatPartition).sort().join('; ')
}

function parseHoldings(text: string): Partition[] {
  return text.split('; ').map((part) => {
    const [dataset, symbol, dt] = part.split(' ')
    return { dataset, symbol, dt }
  })
}

/**
 * Are these files in bronze already: the same bytes, and every wanted partition that they hold made
 * of them? Whatever they are called: files are hashed only where their size says that they may be.
 */
export async function areKnown(
  lake: Lake,
  files: readonly RawFile[],
  wants: (partition: Partition) => boolean,
): Promise<boolean> {
  const manifests = await bronzeManifests(lake)
  const hashes = new Set<string>()
  for (const { path, bytes } of files) {
    const isLikely = [...manifests.values()].some(({ inputs }) =>
      inputs.some((input) => 'file' in input && input.bytes === bytes),
    )
    if (!isLikely) return false
    hashes.add(await sha256OfFile(path))
  }
  const isOfThese = (manifest: Manifest | undefined, some = hashes) =>
    manifest?.inputs.some((input) => 'file' in input && some.has(input.sha256)) ?? false
  return [...hashes].every((hash) => {
    const own = [...manifests.values()].find((manifest) => isOfThese(manifest, new Set([hash])))
    const wanted = own ? parseHoldings(String(own.quality[HOLDINGS])).filter(wants) : []
    return (
      wanted.length > 0 &&
      wanted.every((partition) => isOfThese(manifests.get(formatPartition(partition))))
    )
  })
}

/**
 * Files of which some may be the same under several names, which are never read together.
 *
 * @returns each once, the first of its kind, and the others
 */
export async function distinctFiles(
  files: readonly RawFile[],
): Promise<{ distinct: RawFile[]; repeats: RawFile[] }> {
  const seen = new Set<string>()
  const distinct: RawFile[] = []
  const repeats: RawFile[] = []
  for (const file of files) {
    const isAlone = files.every((other) => other === file || other.bytes !== file.bytes)
    const hash = isAlone ? file.path : await sha256OfFile(file.path)
    ;(seen.has(hash) ? repeats : distinct).push(file)
    seen.add(hash)
  }
  return { distinct, repeats }
}

/** Manifests of the bronze that can be read, by partition; a damaged one is not there. */
async function bronzeManifests(lake: Lake): Promise<Map<string, Manifest>> {
  const manifests = new Map<string, Manifest>()
  for (const partition of await listPartitions(lake)) {
    if (!partition.dataset.startsWith('bronze.')) continue
    const stored = await storedManifest(lake, partition)
    if (stored) manifests.set(formatPartition(partition), stored.manifest)
  }
  return manifests
}
