import { DATASETS } from '../contracts/registry.ts'
import type { Lake } from '../lake/paths.ts'
import { parseSession } from '../market/session.ts'
import type { Read, Target } from './stage.ts'
import { storedManifest } from './stored-manifest.ts'

/**
 * The UTC days of a future's records that a session touches. Some of them may be missing, but not
 * all: where none is in the lake, the trading date's own is required.
 */
export async function sessionRecords(
  lake: Lake,
  { symbol, dt }: Target,
  session: string,
): Promise<Read<typeof DATASETS.mbo>[]> {
  const { dates } = parseSession(session, dt)
  const days = dates.map((date) => ({ dataset: DATASETS.mbo, symbol, dt: date }))
  const found = await Promise.all(days.map((day) => storedManifest(lake, day)))
  const isAny = found.some((manifest) => manifest !== undefined)
  return days.map((day) => ({ ...day, optional: day.dt !== dt || isAny }))
}
