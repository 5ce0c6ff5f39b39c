import type { Lake } from '../paths.ts'
import type { Entry } from '../store/store.ts'
import { MANIFESTS, ORPHANS, parseManifestKey, partKey } from './keys.ts'
import { listRuns } from './run-record.ts'
import { readStageManifest } from './stored.ts'

/**
 * How long a part is kept that no manifest names any more, milliseconds: a reader that has just
 * read the manifest before may be about to open it.
 */
export const ORPHAN_AGE_MS = 3_600_000

/** Notes parts, by sha256, that a manifest may no longer name. */
export async function noteOrphans({ store }: Lake, parts: readonly string[]): Promise<void> {
  for (const part of parts) {
    // Noted before, it may have been named again since: it waits from now on.
    await store.put(`${ORPHANS}${part}`, new Uint8Array(0))
  }
}

/**
 * Removes the noted parts that no manifest names and no run under way is about to name, once they
 * are old enough.
 *
 * @returns how many
 */
export async function collectOrphans(lake: Lake, ageMs = ORPHAN_AGE_MS): Promise<number> {
  const { store } = lake
  const due: { part: string; note: Entry }[] = []
  for await (const note of store.list(ORPHANS)) {
    const part = note.key.slice(ORPHANS.length)
    if (note.writtenMs <= lake.clock.unixMs() - ageMs) due.push({ part, note })
  }
  if (due.length === 0) return 0
  // Looked at before what names them: a run notes a part, then stores it and then names it, so that
  // one that is named only after that look is another object by now.
  const etags = new Map<string, string>()
  for (const { part } of due) {
    const entry = await store.head(partKey({ sha256: part }))
    if (entry) etags.set(part, entry.etag)
  }
  const named = await namedParts(lake)
  if (!named) return 0
  let removed = 0
  for (const { part, note } of due) {
    const etag = named.has(part) ? undefined : etags.get(part)
    if (etag !== undefined) {
      if (!(await store.removeIf(partKey({ sha256: part }), etag))) continue
      removed++
    }
    // One noted again meanwhile stays so.
    await store.removeIf(note.key, note.etag)
  }
  return removed
}

/** The parts that manifests and runs name; undefined where one manifest cannot be read. */
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
