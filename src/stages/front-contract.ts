import { DATASETS } from '../contracts/registry.ts'
import { SELECTION } from '../lake/partition/keys.ts'
import { listPartitions } from '../lake/partition/list.ts'
import { readStored } from '../lake/partition/stored.ts'
import type { Lake } from '../lake/paths.ts'
import { parseOutright } from '../market/instruments.ts'

/** The front contract of a root on a date, and its volume evidence. */
export interface FrontContract {
  readonly root: string
  readonly dt: string
  readonly symbol: string
  /** Lots traded that day by contract. */
  readonly volumes: Readonly<Record<string, number>>
}

/**
 * A root's front contract on a date: the outright future with the largest traded volume in the
 * day's bronze; of equal ones the first by name.
 *
 * @param utcDates the dates of the bronze, if not the date itself
 * @returns undefined if no contract of the root has bronze that day
 */
export async function frontContract(
  lake: Lake,
  root: string,
  dt: string,
  utcDates: readonly string[] = [dt],
): Promise<FrontContract | undefined> {
  const volumes: Record<string, number> = {}
  for (const date of utcDates) {
    for (const partition of await listPartitions(lake, { dataset: DATASETS.mbo, dt: date })) {
      const { symbol } = partition
      if (parseOutright(symbol)?.root !== root) continue
      const manifest = await readStored(lake, partition)
      if (!manifest) continue
      volumes[symbol] = (volumes[symbol] ?? 0) + Number(manifest.quality.traded_volume)
    }
  }
  const [symbol] = Object.keys(volumes).sort((a, b) => volumes[b] - volumes[a] || (a < b ? -1 : 1))
  return symbol === undefined ? undefined : { root, dt, symbol, volumes }
}

/** Finds the {@link frontContract} and writes it to `selection/` in the lake. */
export async function selectFrontContract(
  lake: Lake,
  root: string,
  dt: string,
  utcDates: readonly string[] = [dt],
): Promise<FrontContract | undefined> {
  const front = await frontContract(lake, root, dt, utcDates)
  if (!front) return undefined
  const key = `${SELECTION}root=${root}/dt=${dt}.json`
  const bytes = Buffer.from(`${JSON.stringify(front, null, 2)}\n`)
  const before = await lake.store.read(key)
  if (!before || Buffer.compare(before.bytes, bytes) !== 0) await lake.store.put(key, bytes)
  return front
}
