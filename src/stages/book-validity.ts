import type { Quality } from '../lake/partition/manifest.ts'

/** What a manifest's quality says of a book that is valid in no second of the day. */
export function validityNotes({ valid_seconds: valid }: Quality): string[] {
  if (valid !== 0) return []
  return ['the book is valid in no second: it has one side only, is crossed, or is suspect']
}
