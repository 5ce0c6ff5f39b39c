import { Failure } from '../../failure.ts'
import { type FileInput, type Manifest, sha256 } from '../partition/manifest.ts'
import { formatPartition, isPartition, type Lake, type Partition } from '../paths.ts'
import { OLD_MANIFEST, OLD_SUCCESS, oldManifests } from './layout.ts'

/** An input partition in a 0.1 manifest. */
export interface OldPartitionInput extends Partition {
  readonly manifest_sha256: string
}

/** A partition's manifest of 0.1: without a content hash. */
export type OldManifest = Omit<Manifest, 'content_sha256' | 'inputs'> & {
  readonly inputs: readonly (FileInput | OldPartitionInput)[]
}

/** A partition of a 0.1 lake. */
export interface OldPartition {
  /** Prefix of the keys of its files. */
  readonly prefix: string
  readonly manifest: OldManifest
  /** Of its manifest; recorded by partitions made from it. */
  readonly sha256: string
}

/** Partitions of a 0.1 lake: valid ones by name, and those with damaged manifests. */
export interface OldPartitions {
  readonly sound: ReadonlyMap<string, OldPartition>
  /** Paths of their manifests. */
  readonly damaged: readonly string[]
}

/** Reads all manifests of a 0.1 lake. */
export async function readOldPartitions(lake: Lake): Promise<OldPartitions> {
  const sound = new Map<string, OldPartition>()
  const damaged: string[] = []
  for await (const key of oldManifests(lake)) {
    const prefix = key.slice(0, -OLD_MANIFEST.length)
    const found = await readOldPartition(lake, prefix)
    if (found) sound.set(formatPartition(found.manifest), found)
    else damaged.push(lake.store.path(key))
  }
  return { sound, damaged }
}

/** @returns undefined if _SUCCESS does not match the manifest, or it is in the wrong folder */
async function readOldPartition(lake: Lake, prefix: string): Promise<OldPartition | undefined> {
  const { store } = lake
  const [text, success] = await Promise.all(
    [OLD_MANIFEST, OLD_SUCCESS].map(async (name) => {
      const object = await store.read(`${prefix}${name}`)
      return object && Buffer.from(object.bytes).toString()
    }),
  )
  if (text === undefined || success !== `${sha256(text)}\n`) return undefined
  // Matches _SUCCESS, so 0.1 wrote it and its shape is known.
  const manifest = JSON.parse(text) as OldManifest
  if (!isPartition(lake, manifest)) return undefined
  const path = lake.datasets.get(manifest.dataset)?.path ?? ''
  const place = path.replace('{symbol}', manifest.symbol).replace('{dt}', manifest.dt)
  return `${place}/` === prefix ? { prefix, manifest, sha256: sha256(text) } : undefined
}

/** The error for a 0.1 lake in which a run was killed while replacing a partition. */
export function unfinishedSwap(where: string): Failure {
  return new Failure({
    code: 'input',
    what: 'a run of spymaster 0.1 was killed while it replaced a partition',
    where,
    fix: 'complete it with: spymaster lake ls, of spymaster 0.1',
  })
}
