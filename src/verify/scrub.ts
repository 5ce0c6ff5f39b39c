import { type Clock, sleep } from '../clock.ts'
import { publishedKey, storedKey } from '../lake/partition/keys.ts'
import type { ManifestFile } from '../lake/partition/manifest.ts'
import { readStored } from '../lake/partition/stored.ts'
import { VerifiedParts } from '../lake/partition/verified-parts.ts'
import { hashObject } from '../lake/store/hash.ts'
import type { Check, CheckSubject } from './check.ts'
import type { Evidence } from './evidence.ts'

/** Slow enough to run beside a server: a quarter of what a disk of today reads. */
const BYTES_PER_SECOND = 50e6
/** After so long a file that is not as written is hashed again: a run may just be replacing it. */
const AGAIN_MS = 5000

/**
 * Every byte of every file is as written. Nothing is decoded and little is read at a time; what is
 * found rotten is forgotten by those who remember it as intact.
 */
export function scrub(clock: Clock): Check {
  return {
    name: 'scrub',
    proves: 'every file has the bytes that were written',
    reads: [],
    run: (subject, evidence) => run(subject, evidence, clock),
  }
}

/** A file that was not as written. */
interface Suspect {
  readonly file: ManifestFile
  readonly key: string
}

async function run(
  { lake, partitions: [partition], signal }: CheckSubject,
  evidence: Evidence,
  clock: Clock,
): Promise<void> {
  const { store } = lake
  const manifest = await readStored(lake, partition)
  if (!manifest) {
    evidence.offend(() => 'no manifest names its files')
    return
  }
  const pause = async (bytes: number) => {
    evidence.count('bytes', bytes)
    await sleep(clock, (bytes / BYTES_PER_SECOND) * 1000, signal)
  }
  const suspects: Suspect[] = []
  for (const file of manifest.files) {
    const [part, shown] = [storedKey(lake, partition, file), publishedKey(lake, partition, file)]
    const [one, other] = await Promise.all([store.head(part), store.head(shown)])
    // A shown file mostly is the part itself, under a second name.
    for (const key of one?.etag === other?.etag ? [shown] : [part, shown]) {
      evidence.count('files')
      const found = await hashObject(store, key, pause)
      if (found !== file.sha256) suspects.push({ file, key })
    }
  }
  if (suspects.length === 0) return
  await sleep(clock, AGAIN_MS, signal)
  const now = await readStored(lake, partition)
  if (now?.content_sha256 !== manifest.content_sha256) return
  const rotten: string[] = []
  for (const { file, key } of suspects) {
    const found = await hashObject(store, key, pause)
    if (found === file.sha256) continue
    rotten.push(key)
    const path = store.path(key)
    if (found === undefined) evidence.offend(() => `${path}: the file is not there`)
    else evidence.offend(() => `${path}: sha256 is ${found}, expected ${file.sha256}`)
  }
  if (rotten.length > 0) await VerifiedParts.forget(lake, rotten)
}
