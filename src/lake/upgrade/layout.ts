import { Failure } from '../../failure.ts'
import { MANIFESTS } from '../partition/keys.ts'
import type { Lake } from '../paths.ts'

/** Beside the parts of a 0.1 lake's partition: what it was made of. */
export const OLD_MANIFEST = '_MANIFEST.json'
/** Beside it: the manifest's sha256, without which there was no partition. */
export const OLD_SUCCESS = '_SUCCESS'
/** Beside it: what was true of the run only. */
export const OLD_RUN = '_RUN.json'
/** Is there while a 0.1 lake is being converted. */
export const UPGRADING = '.upgrading'
/** Says that a lake was converted, though none of its manifests may have been. */
export const UPGRADED = `${MANIFESTS}upgraded.json`

/**
 * Refuses a lake whose manifests lie beside its parts.
 *
 * @throws Failure `input` naming the command that converts it
 */
export async function assertLayout(lake: Lake): Promise<void> {
  if (!(await isOldLayout(lake))) return
  throw new Failure({
    code: 'input',
    what: 'the lake is of spymaster 0.1',
    where: lake.root,
    fix: `convert it with: spymaster lake upgrade --lake ${lake.root}`,
  })
}

/** Is a lake one of 0.1, or not converted to its end? */
export async function isOldLayout(lake: Lake): Promise<boolean> {
  if (await lake.store.head(UPGRADING)) return true
  for await (const _ of lake.store.list(MANIFESTS)) return false
  for await (const _ of oldManifests(lake)) return true
  return false
}

/** The keys of a 0.1 lake's manifests. */
export async function* oldManifests(lake: Lake): AsyncGenerator<string> {
  const above = new Set([...lake.datasets.values()].map(({ path }) => path.split('{symbol}')[0]))
  for (const prefix of above) {
    for await (const { key } of lake.store.list(prefix)) {
      if (key.endsWith(`/${OLD_MANIFEST}`)) yield key
    }
  }
}
