import { sha256OfFile } from '../../files/file-hash.ts'
import { listPartitions } from '../../lake/partition/list.ts'
import type { FileInput, Manifest } from '../../lake/partition/manifest.ts'
import { formatPartition, type Lake, type Partition } from '../../lake/paths.ts'
import { fileFailure } from '../../lake/store/file-failure.ts'
import { storedManifest } from '../stored-manifest.ts'
import type { IngestChoice } from './ingest-choice.ts'
import { ingestOf } from './ingest-stages.ts'
import type { RawFile } from './raw-files.ts'
import { WITHOUT_DEFINITION } from './routing.ts'

/** The raw files that the lake's bronze was built from. */
export class IngestedFiles {
  readonly #manifests: ReadonlyMap<string, Manifest>

  private constructor(manifests: ReadonlyMap<string, Manifest>) {
    this.#manifests = manifests
  }

  /** Reads the manifests of bronze, ignoring damaged partitions. */
  static async of(lake: Lake): Promise<IngestedFiles> {
    const manifests = new Map<string, Manifest>()
    for (const partition of await listPartitions(lake)) {
      if (!ingestOf(partition.dataset)) continue
      const stored = await storedManifest(lake, partition)
      if (stored) manifests.set(formatPartition(partition), stored)
    }
    return new IngestedFiles(manifests)
  }

  /** A file's sha256 if its size matches an ingested file; else undefined. */
  async hashOf({ path, bytes }: RawFile): Promise<string | undefined> {
    const isLikely = this.#inputs().some((input) => input.bytes === bytes)
    return isLikely ? hashOf(path) : undefined
  }

  /**
   * Whether all selected partitions of a file were built from it. False if it had options without a
   * definition, because there may be one by now.
   */
  isKnown(sha256: string | undefined, choice: IngestChoice): boolean {
    const own = this.#inputs().find((input) => input.sha256 === sha256)
    if (own?.holds === undefined) return false
    if ((own.left_out?.[`records ${WITHOUT_DEFINITION}`] ?? 0) > 0) return false
    const wanted = own.holds.filter((text) => choice.has(parsePartition(text)))
    return (
      wanted.length > 0 &&
      wanted.every((text) => filesOf(this.#manifests.get(text)).some((f) => f.sha256 === sha256))
    )
  }

  #inputs(): FileInput[] {
    return [...this.#manifests.values()].flatMap(filesOf)
  }
}

function filesOf(manifest: Manifest | undefined): FileInput[] {
  return (manifest?.inputs ?? []).filter((input) => 'file' in input)
}

function parsePartition(text: string): Partition {
  const [dataset, symbol, dt] = text.split(' ')
  return { dataset, symbol, dt }
}

/**
 * Removes copies of the same file under several names.
 *
 * @returns the distinct files, and the copies each with its original
 */
export async function distinctFiles(
  files: readonly RawFile[],
): Promise<{ distinct: RawFile[]; repeats: { file: RawFile; as: RawFile }[] }> {
  const seen = new Map<string, RawFile>()
  const distinct: RawFile[] = []
  const repeats: { file: RawFile; as: RawFile }[] = []
  for (const file of files) {
    const isAlone = files.every((other) => other === file || other.bytes !== file.bytes)
    const hash = isAlone ? file.path : await hashOf(file.path)
    const as = seen.get(hash)
    if (as) repeats.push({ file, as })
    else {
      distinct.push(file)
      seen.set(hash, file)
    }
  }
  return { distinct, repeats }
}

/** A file's sha256; one that cannot be read is refused by name. */
export function hashOf(path: string): Promise<string> {
  return sha256OfFile(path).catch((error: unknown) => {
    throw fileFailure(error, path)
  })
}
