import type { Quality } from '../lake/partition/manifest.ts'
import { formatShare, type RecordShare, recordShares, tooManyRecords } from './record-share.ts'
import type { Target } from './stage.ts'

/** Above this share the records are not those of one market, once. A whole feed has none. */
const MAX_SHARE = 0.005

/**
 * An exchange adds an order once: one that is added while it is in the book was repeated. What a
 * manifest's quality says of them.
 */
export function repeatedNotes(quality: Quality): string[] {
  return recordShares(quality, 'duplicate_add')
    .filter(({ count }) => count > 0)
    .map((found) => `${described(found)}: the last add counts`)
}

/**
 * @throws Failure `input` where so many orders are repeated that trades and depth are counted twice
 */
export function assertFewRepeated(quality: Quality, day: Target): void {
  const found = recordShares(quality, 'duplicate_add').find(({ share }) => share > MAX_SHARE)
  if (!found) return
  throw tooManyRecords(
    day,
    `${described(found)}: records are repeated within a file, or two feeds are mixed`,
    MAX_SHARE,
    'get the file again, each record once, and replace the day with --overwrite',
  )
}

/** "12 records (0.4 %) add an order that is in the book already". */
function described(found: RecordShare): string {
  return `${formatShare(found)} add an order that is in the book already`
}
