import { compare } from '../../words/compare.ts'
import type { Claim } from './claim.ts'

/**
 * Files that must be read together, because a partition may be made of several of them: those of a
 * common UTC day whose records may belong to the same place, as their headers say. What they are
 * called, and whether they share a symbol, does not matter.
 *
 * @returns groups in order of their first day, each in order of day and path
 */
export function fileGroups(claims: readonly Claim[]): Claim[][] {
  const ordered = claims.toSorted(
    (a, b) => compare(a.firstDay, b.firstDay) || compare(a.file.path, b.file.path),
  )
  let groups: Claim[][] = []
  for (const claim of ordered) {
    const meets = (group: readonly Claim[]) => group.some((other) => mayShare(claim, other))
    const together = groups.filter(meets).flat()
    // A file joins all groups that it shares something with, and so makes them one.
    groups = [...groups.filter((group) => !meets(group)), [...together, claim]]
  }
  return groups
}

/** May two files hold records of one partition? A file that does not say may. */
function mayShare(one: Claim, other: Claim): boolean {
  if (one.firstDay >= other.endDay || other.firstDay >= one.endDay) return false
  const schemas = [one.schema, other.schema]
  if (schemas[0] !== schemas[1] && !schemas.includes('mixed')) return false
  const { places } = other
  if (one.places === undefined || places === undefined) return true
  return [...one.places].some((place) => places.has(place))
}
