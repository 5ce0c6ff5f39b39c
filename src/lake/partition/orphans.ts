import { sleep } from '../../clock.ts'
import type { Lake } from '../paths.ts'
import type { Entry } from '../store/store.ts'
import {
  MANIFESTS,
  markedPart,
  markKey,
  OPEN_DAY_STAGE,
  ORPHANS,
  parseManifestKey,
  partKeysOf,
} from './keys.ts'
import { partitionOfPart } from './list.ts'
import { listRuns } from './run-record.ts'
import type { StageDay } from './stage-day.ts'
import { readStageManifest } from './stored.ts'

/**
 * How long an orphaned part is kept: a reader of the previous manifest may be about to open it.
 */
export const ORPHAN_AGE_MS = 3_600_000
/** How long a collector may take to remove the parts that it has claimed. */
const CLAIM_MS = 30_000
/** How long a writer waits for a claim to end: its collector may have been killed. */
const CLAIM_WAIT_MS = 2 * CLAIM_MS
/** Interval of looking whether a claim has ended. */
const CLAIM_POLL_MS = 100
/** How many parts are claimed at a time. */
const BATCH_PARTS = 64
/** Content of a claimed mark, before a random token. */
const CLAIM = 'removing '

/** Marks parts, by key, as possible orphans. */
export async function markOrphans(lake: Lake, parts: readonly string[]): Promise<void> {
  await awaitRemovals(lake, parts)
  for (const part of parts) {
    // An earlier mark is renewed: a manifest may have named the part in between.
    await lake.store.put(markKey(part), newMark(lake))
  }
}

/** The content of a mark. Renewed, it has another etag. */
function newMark({ store, processes }: Lake): Uint8Array {
  return Buffer.from(store.hasVersionEtags ? '' : `marked ${processes.token()}\n`)
}

/**
 * Waits until no collector is removing any of the parts. A part that is stored again has the etag
 * that it had, unless etags are of versions: its collector cannot tell that it is another. So a run
 * records its parts and then waits; a collector claims parts and then reads the records of runs. One
 * of them sees the other.
 */
export async function awaitRemovals(lake: Lake, parts: readonly string[]): Promise<void> {
  const { clock, store } = lake
  if (store.hasVersionEtags) return
  const deadline = clock.now() + CLAIM_WAIT_MS
  for (const part of parts) {
    while ((await isClaimed(lake, part)) && clock.now() < deadline) {
      await sleep(clock, CLAIM_POLL_MS)
    }
  }
}

async function isClaimed({ store }: Lake, part: string): Promise<boolean> {
  const mark = await store.read(markKey(part))
  return mark !== undefined && Buffer.from(mark.bytes).toString().startsWith(CLAIM)
}

/**
 * Removes marked parts that no manifest or run in progress refers to, once they are old enough.
 *
 * @param only keys of parts; all if left out
 * @returns the number of parts removed
 */
export async function collectOrphans(
  lake: Lake,
  ageMs = ORPHAN_AGE_MS,
  only?: ReadonlySet<string>,
): Promise<number> {
  const due: Entry[] = []
  for await (const mark of lake.store.list(ORPHANS)) {
    const isDue = ageMs === 0 || mark.writtenMs <= lake.clock.unixMs() - ageMs
    if (isDue && (only?.has(markedPart(mark.key)) ?? true)) due.push(mark)
  }
  let removed = 0
  for (let at = 0; at < due.length; at += BATCH_PARTS) {
    removed += await collectBatch(lake, due.slice(at, at + BATCH_PARTS))
  }
  return removed
}

async function collectBatch(lake: Lake, due: readonly Entry[]): Promise<number> {
  const { store, clock } = lake
  const deadline = clock.now() + CLAIM_MS
  const claims = new Map<string, string>()
  // The etags before the manifests: a part that is named only later has been stored anew.
  const etags = new Map<string, string>()
  for (const mark of due) {
    const claim = await claimMark(lake, mark)
    if (claim === undefined) continue
    const part = markedPart(mark.key)
    claims.set(part, claim)
    const entry = await store.head(part)
    if (entry) etags.set(part, entry.etag)
  }
  const named = claims.size > 0 ? await namedParts(lake, [...claims.keys()]) : undefined
  let removed = 0
  for (const [part, claim] of claims) {
    if (clock.now() > deadline) break // the rest is left to a later collection
    const etag = etags.get(part)
    if (!named) {
      await releaseClaim(lake, part, claim)
      continue
    }
    if (!named.has(part) && etag !== undefined) {
      if (await store.removeIf(part, etag)) removed++
      else {
        await releaseClaim(lake, part, claim)
        continue
      }
    }
    await store.removeIf(markKey(part), claim)
  }
  return removed
}

/**
 * Claims a part for removal, see {@link awaitRemovals}.
 *
 * @returns the etag of the claim; undefined where another has claimed or renewed the mark
 */
async function claimMark(lake: Lake, mark: Entry): Promise<string | undefined> {
  const { store, clock, processes } = lake
  if (store.hasVersionEtags) return mark.etag
  const found = await store.read(mark.key)
  if (found?.etag !== mark.etag) return undefined
  const isClaim = Buffer.from(found.bytes).toString().startsWith(CLAIM)
  if (isClaim && mark.writtenMs > clock.unixMs() - CLAIM_WAIT_MS) return undefined
  const bytes = Buffer.from(`${CLAIM}${processes.token()}\n`)
  if (!(await store.putIf(mark.key, bytes, { etag: mark.etag }))) return undefined
  const own = await store.read(mark.key)
  return own && Buffer.compare(own.bytes, bytes) === 0 ? own.etag : undefined
}

/** Turns a claim back into a mark. */
async function releaseClaim(lake: Lake, part: string, etag: string): Promise<void> {
  if (lake.store.hasVersionEtags) return
  await lake.store.putIf(markKey(part), newMark(lake), { etag })
}

/**
 * Which of the parts manifests and runs refer to, among others; undefined if a manifest cannot be
 * read.
 */
async function namedParts(
  lake: Lake,
  parts: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  const named = new Set<string>()
  for (const { parts } of await listRuns(lake)) for (const part of parts) named.add(part)
  for (const day of await possibleDays(lake, parts)) {
    const stored = await readStageManifest(lake, day).catch(() => 'damaged' as const)
    if (stored === 'damaged') return undefined
    for (const key of partKeysOf(lake, stored?.manifest)) named.add(key)
  }
  return named
}

/** The days whose manifests may name some of the parts. */
async function possibleDays(lake: Lake, parts: readonly string[]): Promise<StageDay[]> {
  const days = new Map<string, StageDay>()
  if (lake.store.hasLinks) {
    // Parts of equal content are one, whatever their partitions.
    for await (const { key } of lake.store.list(MANIFESTS)) {
      const day = parseManifestKey(key)
      if (day) days.set(key, day)
    }
    return [...days.values()]
  }
  for (const part of parts) {
    const partition = partitionOfPart(lake, part)
    const stage = partition && lake.datasets.get(partition.dataset)?.stage
    if (!stage) continue
    const { symbol, dt } = partition
    for (const possible of [stage, OPEN_DAY_STAGE]) {
      days.set(`${possible} ${symbol} ${dt}`, { stage: possible, symbol, dt })
    }
  }
  return [...days.values()]
}
