import { MIXED_SCHEMA } from '../../dbn/codes.ts'
import { NANOSECONDS_PER_DAY } from '../../market/time.ts'
import { namesIn, type RawFile } from './raw-files.ts'

/** The schema number of definitions: see SCHEMAS in dbn/codes.ts. */
const DEFINITION_SCHEMA = 9

/** What a header says that its file's records are of. */
interface Claim {
  readonly file: RawFile
  /** UTC days since the epoch, the end exclusive. */
  readonly firstDay: bigint
  readonly endDay: bigint
  /** Symbols and instrument ids alike; empty where the header has none. */
  readonly names: ReadonlySet<string>
}

/**
 * Files that must be read together, because a partition may be made of several of them: those of
 * common days and instruments, as their headers say. Definitions are apart, and first.
 */
export function fileGroups(files: readonly RawFile[]): RawFile[][] {
  const isDefinition = ({ file }: Claim) => isOfDefinitions(file)
  const claims = files
    .map(claimOf)
    .sort((a, b) => compare(a.firstDay, b.firstDay) || compare(a.file.path, b.file.path))
  return [
    ...connected(claims.filter(isDefinition)),
    ...connected(claims.filter((claim) => !isDefinition(claim))),
  ].map((group) => group.map(({ file }) => file))
}

/** Does a header say that its file's records are definitions? */
export function isOfDefinitions({ metadata }: RawFile): boolean {
  return metadata?.schema === DEFINITION_SCHEMA
}

/** A file joins all groups that it shares something with, and so makes them one. */
function connected(claims: readonly Claim[]): Claim[][] {
  let groups: Claim[][] = []
  for (const claim of claims) {
    const meets = (group: readonly Claim[]) => group.some((other) => mayShare(claim, other))
    const together = groups.filter(meets).flat()
    groups = [...groups.filter((group) => !meets(group)), [...together, claim]]
  }
  return groups
}

/** May two files hold records of one instrument's day? A file that does not say may. */
function mayShare(one: Claim, other: Claim): boolean {
  if (one.firstDay >= other.endDay || other.firstDay >= one.endDay) return false
  const schemas = [schemaOf(one), schemaOf(other)]
  if (schemas[0] !== schemas[1] && !schemas.includes(MIXED_SCHEMA)) return false
  if (one.names.size === 0 || other.names.size === 0) return true
  return [...one.names].some((name) => other.names.has(name))
}

/** What kind of records a file holds; one without a header may hold any. */
function schemaOf({ file }: Claim): number {
  return file.metadata?.schema ?? MIXED_SCHEMA
}

function claimOf(file: RawFile): Claim {
  const { start = 0n, end } = file.metadata ?? {}
  const endTime = BigInt.asUintN(64, end || -1n)
  return {
    file,
    firstDay: start / NANOSECONDS_PER_DAY,
    endDay: (endTime + NANOSECONDS_PER_DAY - 1n) / NANOSECONDS_PER_DAY,
    names: namesIn(file),
  }
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
