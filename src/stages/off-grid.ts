import type { Quality } from '../lake/partition/manifest.ts'
import { points } from '../market/price.ts'
import { rootOf } from '../market/roots.ts'
import { formatShare, type RecordShare, recordShares, tooManyRecords } from './record-share.ts'
import type { Job } from './stage.ts'
import { TICK_SOURCE } from './tick-size.ts'

/** A note is made above this share of a day's records. */
const NOTED_SHARE = 0.001
/** Above this share the tick size is not the market's. */
const MAX_SHARE = 0.05

/** Prices between two ticks belong to the tick below. What a manifest's quality says of them. */
export function offGridNotes(quality: Quality): string[] {
  return recordShares(quality, 'off_grid')
    .filter(({ share }) => share > NOTED_SHARE)
    .map((found) => `${described(found)}, and count at the tick below`)
}

/**
 * @throws Failure `input` where so many prices of the future lie off the grid that the tick size
 * must be wrong
 */
export function assertOnGrid(
  quality: Quality,
  { symbol, dt, parameters, notes }: Pick<Job, 'symbol' | 'dt' | 'parameters' | 'notes'>,
): void {
  const [future] = recordShares(quality, 'off_grid')
  if (future.share <= MAX_SHARE) return
  const source = notes.find((note) => note.startsWith(TICK_SOURCE))
  const what = `${described(future)} of ${points(Number(parameters.tick_size))}${source ? ` (${source})` : ''}`
  throw tooManyRecords(
    { symbol, dt },
    what,
    MAX_SHARE,
    `set the contract's tick with --roots ${rootOf(symbol)}.tick=…`,
  )
}

/** "12 records (0.4 %) have a price between two ticks". */
function described(found: RecordShare): string {
  return `${formatShare(found)} have a price between two ticks`
}
