import type { Quality } from '../lake/partition/manifest.ts'

/** Counts of statistics that give no open interest, and what they are. */
const UNUSABLE = [
  { name: 'open_interest_set_aside', what: 'have no usable quantity or time' },
  { name: 'open_interest_deletes', what: 'delete it' },
] as const

/**
 * Why all exposures of a day of gamma are 0 for want of open interest, from its manifest's quality;
 * empty if any was known.
 */
export function interestNotes(quality: Quality): string[] {
  const { max_open_interest: max, open_interest_date: date } = quality
  if (max !== 0) return []
  if (date !== 'none')
    return [`every exposure is 0: the open interest of the chosen options is 0 as of ${date}`]
  const found = UNUSABLE.map(({ name, what }) => ({ count: Number(quality[name] ?? 0), what }))
  const reasons = found
    .filter(({ count }) => count > 0)
    .map(({ count, what }) => `${count} ${what}`)
  const records = Number(quality.open_interest_records ?? 0)
  if (records > 0) reasons.unshift(`${records} were received after the last second, or deleted`)
  const why =
    reasons.length > 0
      ? `of its statistics ${reasons.join(', ')}`
      : 'no statistic is one of its options'
  return [`every exposure is 0: no open interest is known (${why})`]
}
