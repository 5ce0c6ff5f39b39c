import { Failure } from '../../failure.ts'
import { type FileInput, type Manifest, sha256 } from '../partition/manifest.ts'
import { formatPartition, isPartition, type Lake, type Partition } from '../paths.ts'
import { OLD_MANIFEST, OLD_SUCCESS, oldManifests } from './layout.ts'

/** A partition that was read, as a 0.1 manifest records it. */
export interface OldPartitionInput extends Partition {
  readonly manifest_sha256: string
}

/** A partition's manifest as 0.1 wrote it: without what its content hashes to. */
export type OldManifest = Omit<Manifest, 'content_sha256' | 'inputs'> & {
  readonly inputs: readonly (FileInput | OldPartitionInput)[]
}

/** A partition of a 0.1 lake. */
export interface OldPartition {
  /** What the keys of its files begin with. */
  readonly prefix: string
  readonly manifest: OldManifest
  /** Of its manifest: what outputs record of it. */
  readonly sha256: string
}

/** Partitions of a 0.1 lake by name, and those whose manifests are not what was written. */
export interface OldPartitions {
  readonly sound: ReadonlyMap<string, OldPartition>
  /** Where they lie. */
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

/** @returns undefined where _SUCCESS does not vouch for the manifest, or it is another place's */
async function readOldPartition(lake: Lake, prefix: string): Promise<OldPartition | undefined> {
  const { store } = lake
  const [text, success] = await Promise.all(
    [OLD_MANIFEST, OLD_SUCCESS].map(async (name) => {
      const object = await store.read(`${prefix}${name}`)
      return object && Buffer.from(object.bytes).toString()
    }),
  )
  if (text === undefined || success !== `${sha256(text)}\n`) return undefined
  // _SUCCESS vouches that it is what 0.1 wrote, which checked its shape.
  const manifest = JSON.parse(text) as OldManifest
  if (!isPartition(lake, manifest)) return undefined
  const path = lake.datasets.get(manifest.dataset)?.path ?? ''
  const place = path.replace('{symbol}', manifest.symbol).replace('{dt}', manifest.dt)
  return `${place}/` === prefix ? { prefix, manifest, sha256: sha256(text) } : undefined
}

/** A 0.1 lake in which a run was killed in the middle of a swap. */
export function unfinishedSwap(where: string): Failure {
  return new Failure({
    code: 'input',
    what: 'a run of spymaster 0.1 was killed while it replaced a partition',
    where,
    fix: 'complete it with: spymaster lake ls, of spymaster 0.1',
  })
}
