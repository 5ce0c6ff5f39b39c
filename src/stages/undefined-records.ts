import type { Quality } from '../lake/partition/manifest.ts'
import { formatShare, type RecordShare, recordShares, tooManyRecords } from './record-share.ts'
import type { Target } from './stage.ts'

/**
 * Above this share a day has no book worth the name. Where no order has a price, about half of the
 * records are undefined: an order's cancel needs none.
 */
const MAX_SHARE = 0.25

/** What a manifest's quality says of records that are in no book for want of a value. */
export function undefinedNotes(quality: Quality): string[] {
  return recordShares(quality, 'undefined_records')
    .filter(({ count }) => count > 0)
    .map((found) => `${described(found)}: they are in no book`)
}

/**
 * @throws Failure `input` where so many records lack a value that a book means nothing
 */
export function assertMostDefined(quality: Quality, day: Target): void {
  const found = recordShares(quality, 'undefined_records').find(({ share }) => share > MAX_SHARE)
  if (!found) return
  throw tooManyRecords(
    day,
    described(found),
    MAX_SHARE,
    'get the file again: a book cannot be made of its records',
  )
}

/** "12 records (0.4 %) are without a usable price, size or side". */
function described(found: RecordShare): string {
  return `${formatShare(found)} are without a usable price, size or side`
}
