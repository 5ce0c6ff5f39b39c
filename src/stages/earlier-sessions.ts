import { listPartitions } from '../lake/list.ts'
import type { Lake } from '../lake/paths.ts'
import { MBO } from './bronze/datasets.ts'
import { hasSession, recordedSession } from './session-days.ts'
import { SNAPSHOT } from './silver/futures-book.ts'
import type { StageOptions, Target } from './stage.ts'

/**
 * Dates before one that the lake has a session of, or the orders to make it from; the latest last.
 * A date whose orders all lie outside its session has none.
 *
 * @param most how many of the latest
 */
export async function earlierSessions(
  lake: Lake,
  target: Target,
  options: StageOptions,
  most: number,
): Promise<string[]> {
  const { symbol } = target
  const dates = new Set<string>()
  for (const dataset of [MBO, SNAPSHOT]) {
    for (const { dt } of await listPartitions(lake, { dataset, symbol })) {
      if (dt < target.dt) dates.add(dt)
    }
  }
  const session = options.session ?? (await recordedSession(lake, target)) ?? 'file'
  const found: string[] = []
  for (const dt of [...dates].sort().reverse()) {
    if (found.length === most) break
    if (await hasSession(lake, { symbol, dt }, session)) found.unshift(dt)
  }
  return found
}
