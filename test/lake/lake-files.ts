import { existsSync, linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { datasetsOfStage } from '../../src/lake/datasets.ts'
import {
  manifestKey,
  parseManifestKey,
  partKey,
  publishedKey,
  stageDayOf,
} from '../../src/lake/partition/keys.ts'
import {
  contentSha256,
  decodeManifest,
  encodeManifest,
  type Manifest,
  type StageManifest,
  tableOf,
} from '../../src/lake/partition/manifest.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'

/** Where the manifest lies that a partition is named by. */
export function manifestPath(lake: Lake, partition: Partition): string {
  return lake.store.path(manifestKey(stageDayOf(lake, partition)))
}

/** What a partition's manifest says of it. */
export function manifestIn(lake: Lake, partition: Partition): Manifest {
  const manifest = tableOf(stageManifestIn(lake, partition), partition.dataset)
  if (!manifest) throw new Error(`the manifest does not name ${partition.dataset}`)
  return manifest
}

function stageManifestIn(lake: Lake, partition: Partition): StageManifest {
  const path = manifestPath(lake, partition)
  return decodeManifest(readFileSync(path, 'utf8'), path)
}

/** Where a partition's one file lies, for this program. */
export function partPath(lake: Lake, partition: Partition): string {
  return lake.store.path(partKey(manifestIn(lake, partition).files[0]))
}

/** Where it is shown to others: in a folder lake the same file. */
export function shownPath(lake: Lake, partition: Partition): string {
  const [file] = manifestIn(lake, partition).files
  return lake.store.path(publishedKey(lake, partition, file))
}

/** The folder that shows a partition. */
export function shownFolder(lake: Lake, partition: Partition): string {
  return dirname(lake.store.path(publishedKey(lake, partition, UNNAMED)))
}

const UNNAMED = { name: 'x', sha256: '', bytes: 0, rows: 0, footer_sha256: '' }

/** Removes what a stage made of a partition's day, all tables of it. */
export function removeStageDay(lake: Lake, partition: Partition): void {
  const { tables } = stageManifestIn(lake, partition)
  for (const { dataset } of tables)
    rmSync(shownFolder(lake, { ...partition, dataset }), { recursive: true, force: true })
  rmSync(manifestPath(lake, partition))
}

/** Changes what a manifest says of a partition, and makes its hashes right again. */
export function editManifest(
  lake: Lake,
  partition: Partition,
  change: (manifest: Manifest) => Manifest,
): Manifest {
  const day = stageManifestIn(lake, partition)
  const { dataset, rows, contract_sha256, files, ...changed } = change(manifestIn(lake, partition))
  const tables = day.tables.map((table) => {
    const own = table.dataset === dataset ? { dataset, rows, contract_sha256, files } : table
    return { ...own, content_sha256: contentSha256(changed, own) }
  })
  const edited = { ...changed, tables }
  writeFileSync(manifestPath(lake, partition), encodeManifest(edited))
  return manifestIn(lake, partition)
}

/** Makes what is shown the same files as the parts again, which copying a folder makes two of. */
export function linkShown(lake: Lake): void {
  const folder = join(lake.root, '.manifests')
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const day = parseManifestKey(`.manifests/${name.replaceAll(sep, '/')}`)
    if (!day) continue
    for (const dataset of datasetsOfStage(lake.datasets, day.stage)) {
      const partition = { ...day, dataset }
      rmSync(shownPath(lake, partition), { force: true })
      linkSync(partPath(lake, partition), shownPath(lake, partition))
    }
  }
}
