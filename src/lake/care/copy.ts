import { Failure } from '../../failure.ts'
import { manifestKey, partKeysOf, runFactsKey, storedKey } from '../partition/keys.ts'
import { encodeManifest, type ManifestFile, type StageManifest } from '../partition/manifest.ts'
import { awaitRemovals } from '../partition/orphans.ts'
import { publishDay } from '../partition/publish.ts'
import { recordRun, saveRunParts } from '../partition/run-record.ts'
import { formatStageDay, type StageDay } from '../partition/stage-day.ts'
import { readStageManifest } from '../partition/stored.ts'
import type { Lake } from '../paths.ts'

/** Size of one read. */
const CHUNK_BYTES = 4 << 20

/** What came of a day's copy. */
export type Copied = 'copied' | 'there'

/**
 * Copies all tables of a stage's day into another lake. Every part is hashed on the way; the day
 * becomes visible there once all of them are stored.
 *
 * @throws Failure `input` if a part is damaged, `busy` if the other lake has the day with other
 *   content and `overwrite` is not set
 */
export async function copyDay(
  from: Lake,
  to: Lake,
  day: StageDay,
  overwrite: boolean,
): Promise<Copied> {
  const source = await readStageManifest(from, day)
  if (!source) throw differs(day, from.root, 'it was removed meanwhile')
  const { manifest } = source
  const text = encodeManifest(manifest)
  const present = await readStageManifest(to, day)
  if (present && encodeManifest(present.manifest) === text) return 'there'
  if (present && !overwrite) throw differs(day, to.root, 'it has the day with other content')
  const record = await recordRun(to, day)
  const own = partKeysOf(to, manifest)
  record.parts.push(...own, ...partKeysOf(to, present?.manifest))
  await saveRunParts(to, record)
  await awaitRemovals(to, own)
  await copyParts(from, to, manifest)
  const expected = present ? { etag: present.etag } : 'absent'
  if (!(await to.store.putIf(manifestKey(day), Buffer.from(text), expected)))
    throw differs(day, to.root, 'another run has written it meanwhile')
  await publishDay(to, day)
  const facts = await from.store.read(runFactsKey(day))
  if (facts) await to.store.put(runFactsKey(day), facts.bytes)
  await to.store.remove(record.key)
  return 'copied'
}

async function copyParts(from: Lake, to: Lake, { symbol, dt, tables }: StageManifest) {
  for (const { dataset, files } of tables) {
    const partition = { dataset, symbol, dt }
    for (const file of files) {
      const key = storedKey(from, partition, file)
      await copyPart(from, key, to, storedKey(to, partition, file), file)
    }
  }
}

async function copyPart(
  from: Lake,
  key: string,
  to: Lake,
  as: string,
  { sha256 }: ManifestFile,
): Promise<void> {
  const reader = await from.store.open(key)
  const upload = await to.store.upload()
  try {
    for (let at = 0; reader && at < reader.bytes; at += CHUNK_BYTES) {
      await upload.write(await reader.read(at, Math.min(at + CHUNK_BYTES, reader.bytes)))
    }
    const found = reader ? await upload.finish() : 'no such file'
    if (found !== sha256)
      throw new Failure({
        code: 'input',
        what: 'the file is not the one that was written',
        where: from.store.path(key),
        expected: `sha256 ${sha256}`,
        found,
        fix: 'write its partition again with --overwrite',
      })
    await upload.store(as)
  } finally {
    await upload.abort()
    await reader?.close()
  }
}

function differs(day: StageDay, root: string, what: string): Failure {
  const where = `${formatStageDay(day)} in ${root}`
  return new Failure({ code: 'busy', what, where, fix: 'pass --overwrite to replace it' })
}
