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

/** Which raw files the lake's bronze was made of. */
export class KnownFiles {
  readonly #manifests: ReadonlyMap<string, Manifest>

  private constructor(manifests: ReadonlyMap<string, Manifest>) {
    this.#manifests = manifests
  }

  /** Reads the manifests of bronze; a damaged partition is not there. */
  static async of(lake: Lake): Promise<KnownFiles> {
    const manifests = new Map<string, Manifest>()
    for (const partition of await listPartitions(lake)) {
      if (!ingestOf(partition.dataset)) continue
      const stored = await storedManifest(lake, partition)
      if (stored) manifests.set(formatPartition(partition), stored)
    }
    return new KnownFiles(manifests)
  }

  /** A file's sha256 where its size is that of one the lake knows; else undefined. */
  async hashOf({ path, bytes }: RawFile): Promise<string | undefined> {
    const isLikely = this.#inputs().some((input) => input.bytes === bytes)
    return isLikely ? hashOf(path) : undefined
  }

  /**
   * Is all that is wanted of a file in the lake: every partition that it holds, made of it? Options
   * that were left out for want of a definition may have one by now: then it is to be read again.
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
 * Files of which some may be the same under several names, which count once.
 *
 * @returns each once, the first of its kind, and the others with the one that they are the same as
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
function hashOf(path: string): Promise<string> {
  return sha256OfFile(path).catch((error: unknown) => {
    throw fileFailure(error, path)
  })
}
