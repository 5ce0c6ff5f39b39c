import type { Quality } from '../lake/partition/manifest.ts'
import { formatShare, recordShares } from './record-share.ts'

/** A note is made above this share of a day's records. */
const NOTED_SHARE = 0.001
/** Origins of a book that is complete from its beginning, so that every order is known. */
const WHOLE_ORIGINS: readonly unknown[] = ['snapshot', 'clear']

/**
 * Where a book is complete from its beginning, records of orders that it does not have show that
 * others are missing. What a manifest's quality says of them.
 */
export function unknownNotes(quality: Quality): string[] {
  if (!WHOLE_ORIGINS.includes(quality.book_origin)) return []
  const [cancels] = recordShares(quality, 'cancel_unknown')
  const [modifies] = recordShares(quality, 'modify_unknown')
  const count = cancels.count + modifies.count
  const share = cancels.share + modifies.share
  if (share <= NOTED_SHARE) return []
  const found = formatShare({ ...cancels, count, share })
  return [
    `${found} cancel or change an order that is not in the book: records are missing, or repeated`,
  ]
}
