import type { Quality } from '../lake/partition/manifest.ts'
import { interestNotes } from './interest-notes.ts'
import { lateNotes } from './late-records.ts'

/** What users should know of a table, from the counts in its manifest. */
export function qualityNotes(quality: Quality): string[] {
  return [...lateNotes(quality), ...interestNotes(quality)]
}
