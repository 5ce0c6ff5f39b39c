import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listPartitions } from '../lake/list.ts'
import { type Lake, partitionFolder } from '../lake/paths.ts'
import { readManifest } from '../lake/success.ts'
import { parseOutright } from '../market/instruments.ts'
import { MBO } from './bronze/datasets.ts'

/** Which contract a root stood for on a date, and why. */
export interface FrontContract {
  readonly root: string
  readonly dt: string
  readonly symbol: string
  /** Lots traded that day, by contract of the root in the lake. */
  readonly volumes: Readonly<Record<string, number>>
}

/**
 * A root's front contract on a date: the outright future with the largest traded volume in that
 * day's bronze (the first by name of equals). Written to `selection/` in the lake.
 *
 * @returns undefined where no contract of the root has bronze that day
 */
export async function selectFrontContract(
  lake: Lake,
  root: string,
  dt: string,
): Promise<FrontContract | undefined> {
  const volumes: Record<string, number> = {}
  for (const partition of await listPartitions(lake, { dataset: MBO, dt })) {
    if (parseOutright(partition.symbol)?.root !== root) continue
    const stored = await readManifest(partitionFolder(lake, partition), partition)
    if (stored) volumes[partition.symbol] = Number(stored.manifest.quality.traded_volume)
  }
  const [symbol] = Object.keys(volumes).sort((a, b) => volumes[b] - volumes[a] || (a < b ? -1 : 1))
  if (symbol === undefined) return undefined
  const front = { root, dt, symbol, volumes }
  await writeSelection(lake, front)
  return front
}

async function writeSelection(lake: Lake, front: FrontContract): Promise<void> {
  const folder = join(lake.root, 'selection', `root=${front.root}`)
  const path = join(folder, `dt=${front.dt}.json`)
  await mkdir(folder, { recursive: true })
  const unfinished = `${path}.${process.pid}`
  await writeFile(unfinished, `${JSON.stringify(front, null, 2)}\n`)
  await rename(unfinished, path)
}
