import type { Quality } from '../lake/partition/manifest.ts'
import { formatShare, type RecordShare, recordShares, tooManyRecords } from './record-share.ts'
import type { Target } from './stage.ts'

/** A note is made above this share of a day's records. */
const NOTED_SHARE = 0.001
/** Above this share the seconds are no longer those of the market. */
const MAX_SHARE = 0.05

/**
 * Records that came after their second was closed are applied in the second that is open: there may
 * be a few. What a manifest's quality says of them, where it is more.
 */
export function lateNotes(quality: Quality): string[] {
  return recordShares(quality, 'late_records')
    .filter(({ share }) => share > NOTED_SHARE)
    .map((late) => `${described(late)}, and count in a later one`)
}

/**
 * @throws Failure `input` where so many records are late that a day's seconds mean nothing
 */
export function assertFewLate(quality: Quality, day: Target): void {
  const late = recordShares(quality, 'late_records').find(({ share }) => share > MAX_SHARE)
  if (!late) return
  throw tooManyRecords(
    day,
    `${described(late)}: the clock of the feed is broken, or its records are out of order`,
    MAX_SHARE,
    'get the file again, or pass --allow-late to make the day all the same',
  )
}

/** "12 records (0.4 %) came after their second". */
function described(late: RecordShare): string {
  return `${formatShare(late)} came after their second`
}
