import { Failure } from '../../failure.ts'
import { MANIFESTS } from '../partition/keys.ts'
import type { Lake } from '../paths.ts'

/** 0.1: the manifest of a partition, beside its parts. */
export const OLD_MANIFEST = '_MANIFEST.json'
/** 0.1: the manifest's sha256; the partition was complete only with it. */
export const OLD_SUCCESS = '_SUCCESS'
/** 0.1: facts of the run. */
export const OLD_RUN = '_RUN.json'
/** Exists while a 0.1 lake is being converted. */
export const UPGRADING = '.upgrading'
/** Marks a lake as converted, even if no manifest could be converted. */
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

/** Whether a lake is of 0.1, or incompletely converted. */
export async function isOldLayout(lake: Lake): Promise<boolean> {
  const [upgrading, hasManifests] = await Promise.all([
    lake.store.head(UPGRADING),
    isAnyListed(lake.store.list(MANIFESTS)),
  ])
  if (upgrading) return true
  return !hasManifests && (await isAnyListed(oldManifests(lake)))
}

async function isAnyListed(listing: AsyncIterable<unknown>): Promise<boolean> {
  for await (const _ of listing) return true
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
