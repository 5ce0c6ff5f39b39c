import { compare } from '../../words/compare.ts'
import type { FileClaim } from './file-claim.ts'

/**
 * Groups files that must be read together because they may contribute to the same partition: they
 * share a UTC day and, by their headers, a dataset and symbol. File names do not matter.
 *
 * @returns groups sorted by first day, each sorted by day and path
 */
export function fileGroups(claims: readonly FileClaim[]): FileClaim[][] {
  const ordered = claims.toSorted(
    (a, b) => compare(a.firstDay, b.firstDay) || compare(a.file.path, b.file.path),
  )
  let groups: FileClaim[][] = []
  for (const claim of ordered) {
    const meets = (group: readonly FileClaim[]) => group.some((other) => mayShare(claim, other))
    const together = groups.filter(meets).flat()
    // A file merges all groups that it shares a partition with.
    groups = [...groups.filter((group) => !meets(group)), [...together, claim]]
  }
  return groups
}

/** Whether two files may hold records of one partition; true if a header does not say. */
function mayShare(one: FileClaim, other: FileClaim): boolean {
  if (one.firstDay >= other.endDay || other.firstDay >= one.endDay) return false
  const schemas = [one.schema, other.schema]
  if (schemas[0] !== schemas[1] && !schemas.includes('mixed')) return false
  const { partitions } = other
  if (one.partitions === undefined || partitions === undefined) return true
  return [...one.partitions].some((place) => partitions.has(place))
}
