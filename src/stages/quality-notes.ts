import type { Quality } from '../lake/partition/manifest.ts'
import { validityNotes } from './book-validity.ts'
import { interestNotes } from './interest-notes.ts'
import { lateNotes } from './late-records.ts'
import { offGridNotes } from './off-grid.ts'
import { undefinedNotes } from './undefined-records.ts'

/** What users should know of a table, from the counts in its manifest. */
export function qualityNotes(quality: Quality): string[] {
  return [
    ...lateNotes(quality),
    ...offGridNotes(quality),
    ...undefinedNotes(quality),
    ...validityNotes(quality),
    ...interestNotes(quality),
  ]
}
