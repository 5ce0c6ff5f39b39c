import type { PartitionReader } from '../lake/partition/read.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { WindowCursor } from './window-cursor.ts'

/** Number of evenly spaced seconds. */
const EVENLY = 24
/** Windows needed by third differences. */
const BACK = 3

/**
 * The seconds of a gamma surface to recompute (Unix seconds of their ends): the first and the last,
 * some evenly between, and the first with each kind of change of a strike's quality; each with the
 * three before it. Deterministic.
 */
export async function sampleSeconds(
  surface: PartitionReader,
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const chosen = new Set<number>()
  const cursor = await WindowCursor.open(surface, ['strike_price_int', 'quality'])
  const windows = surface.manifest.rows / Math.max(1, cursor.rows)
  const step = Math.max(1, Math.floor(windows / EVENLY))
  const changes = new Set<string>()
  let before = new Map<bigint, number>()
  let last = 0
  for (let window = 0, { end } = cursor; end !== undefined; end = cursor.end, window++) {
    signal.throwIfAborted()
    last = Number(end / NANOSECONDS_PER_SECOND)
    if (window % step === 0) chosen.add(last)
    const { table, from, to } = cursor
    const strikes = table.column('strike_price_int', 'int64')
    const quality = table.column('quality', 'letter')
    const now = new Map<bigint, number>()
    for (let row = from; row < to; row++) {
      now.set(strikes[row], quality[row])
      const change = `${before.get(strikes[row])} ${quality[row]}`
      if (before.get(strikes[row]) === quality[row] || changes.has(change)) continue
      changes.add(change)
      chosen.add(last)
    }
    before = now
    await cursor.next()
  }
  chosen.add(last)
  for (const second of [...chosen]) {
    for (let back = 1; back <= BACK; back++) chosen.add(second - back)
  }
  return chosen
}
