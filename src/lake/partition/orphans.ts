import type { Lake } from '../paths.ts'
import type { Entry } from '../store/store.ts'
import { MANIFESTS, ORPHANS, parseManifestKey, partKey } from './keys.ts'
import { listRuns } from './run-record.ts'
import { readStageManifest } from './stored.ts'

/**
 * How long an orphaned part is kept: a reader of the previous manifest may be about to open it.
 */
export const ORPHAN_AGE_MS = 3_600_000

/** Marks parts, by sha256, as possible orphans. */
export async function markOrphans({ store }: Lake, parts: readonly string[]): Promise<void> {
  for (const part of parts) {
    // An earlier mark is renewed: a manifest may have named the part in between.
    await store.put(`${ORPHANS}${part}`, new Uint8Array(0))
  }
}

/**
 * Removes marked parts that no manifest or run in progress refers to, once they are old enough.
 *
 * @returns the number of parts removed
 */
export async function collectOrphans(lake: Lake, ageMs = ORPHAN_AGE_MS): Promise<number> {
  const { store } = lake
  const due: { part: string; mark: Entry }[] = []
  for await (const mark of store.list(ORPHANS)) {
    const part = mark.key.slice(ORPHANS.length)
    if (mark.writtenMs <= lake.clock.unixMs() - ageMs) due.push({ part, mark })
  }
  if (due.length === 0) return 0
  // Read the etags before the manifests: a run records a part, stores it, then names it. A part
  // named only after this point has been stored anew and has another etag.
  const etags = new Map<string, string>()
  for (const { part } of due) {
    const entry = await store.head(partKey({ sha256: part }))
    if (entry) etags.set(part, entry.etag)
  }
  const named = await namedParts(lake)
  if (!named) return 0
  let removed = 0
  for (const { part, mark } of due) {
    const etag = named.has(part) ? undefined : etags.get(part)
    if (etag !== undefined) {
      if (!(await store.removeIf(partKey({ sha256: part }), etag))) continue
      removed++
    }
    // Conditional: a mark renewed meanwhile stays.
    await store.removeIf(mark.key, mark.etag)
  }
  return removed
}

/** The parts that manifests and runs refer to; undefined if a manifest cannot be read. */
async function namedParts(lake: Lake): Promise<ReadonlySet<string> | undefined> {
  const named = new Set<string>()
  for (const { parts } of await listRuns(lake)) for (const part of parts) named.add(part)
  for await (const { key } of lake.store.list(MANIFESTS)) {
    const day = parseManifestKey(key)
    if (!day) continue
    const stored = await readStageManifest(lake, day).catch(() => 'damaged' as const)
    if (stored === 'damaged') return undefined
    for (const { files } of stored?.manifest.tables ?? []) {
      for (const { sha256 } of files) named.add(sha256)
    }
  }
  return named
}
