import type { Quality } from '../lake/partition/manifest.ts'
import { formatShare, type RecordShare, recordShares, tooManyRecords } from './record-share.ts'
import type { Target } from './stage.ts'

/** A note is made above this share of a day's records. */
const NOTED_SHARE = 0.001
/** Above this share the seconds are no longer those of the market. */
const MAX_SHARE = 0.05

/**
 * The records of an event are received within milliseconds. Where one goes on for longer, the
 * records that end events (F_LAST) are missing, and all that follows counts in the second of the
 * first. What a manifest's quality says of them.
 */
export function overlongNotes(quality: Quality): string[] {
  return recordShares(quality, 'overlong_event_records')
    .filter(({ share }) => share > NOTED_SHARE)
    .map((found) => `${described(found)}, and count in its second`)
}

/**
 * @throws Failure `input` where so many records count in the second of an event long past that a
 * day's seconds mean nothing
 */
export function assertFewOverlong(quality: Quality, day: Target): void {
  const shares = recordShares(quality, 'overlong_event_records')
  const found = shares.find(({ share }) => share > MAX_SHARE)
  if (!found) return
  throw tooManyRecords(
    day,
    `${described(found)}: the ends of events (flag F_LAST) are missing`,
    MAX_SHARE,
    'get the file again, with all its records and flags, and replace the day with --overwrite',
  )
}

/** "12 records (0.4 %) continue an event that began a second or more before". */
function described(found: RecordShare): string {
  return `${formatShare(found)} continue an event that began a second or more before`
}
