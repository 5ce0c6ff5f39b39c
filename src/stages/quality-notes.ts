import type { Quality } from '../lake/partition/manifest.ts'
import { validityNotes } from './book-validity.ts'
import { interestNotes } from './interest-notes.ts'
import { lateNotes } from './late-records.ts'
import { offGridNotes } from './off-grid.ts'
import { overlongNotes } from './overlong-events.ts'
import { repeatedNotes } from './repeated-orders.ts'
import { undefinedOptionNotes } from './undefined-options.ts'
import { undefinedNotes } from './undefined-records.ts'
import { unknownNotes } from './unknown-orders.ts'

/** What users should know of a table, from the counts in its manifest. */
export function qualityNotes(quality: Quality): string[] {
  return [
    ...lateNotes(quality),
    ...overlongNotes(quality),
    ...repeatedNotes(quality),
    ...unknownNotes(quality),
    ...offGridNotes(quality),
    ...undefinedNotes(quality),
    ...validityNotes(quality),
    ...undefinedOptionNotes(quality),
    ...interestNotes(quality),
  ]
}
