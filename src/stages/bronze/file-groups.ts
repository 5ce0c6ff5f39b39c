import { NANOSECONDS_PER_DAY } from '../../market/time.ts'
import type { RawFile } from './raw-files.ts'

/** The schema number of definitions: see SCHEMAS in dbn/codes.ts. */
const DEFINITION_SCHEMA = 9

/**
 * Files that must be read together, because a partition may be made of several of them: those of
 * common days and symbols, as their headers say. Definitions are apart, and first.
 */
export function fileGroups(files: readonly RawFile[]): RawFile[][] {
  const isDefinition = ({ metadata }: RawFile) => metadata?.schema === DEFINITION_SCHEMA
  const sorted = [...files].sort(
    (a, b) => compare(daysOf(a).first, daysOf(b).first) || compare(a.path, b.path),
  )
  return [
    ...connected(sorted.filter(isDefinition)),
    ...connected(sorted.filter((file) => !isDefinition(file))),
  ]
}

function connected(files: readonly RawFile[]): RawFile[][] {
  let groups: RawFile[][] = []
  for (const file of files) {
    const meets = (group: readonly RawFile[]) => group.some((other) => mayShare(file, other))
    const joined = groups.filter(meets).flat()
    groups = [...groups.filter((group) => !meets(group)), [...joined, file]]
  }
  return groups
}

/** May two files hold records of one symbol's day? A file that does not say may. */
function mayShare(one: RawFile, other: RawFile): boolean {
  const [days, otherDays] = [daysOf(one), daysOf(other)]
  if (days.first >= otherDays.end || otherDays.first >= days.end) return false
  const [symbols, otherSymbols] = [symbolsOf(one), symbolsOf(other)]
  return !symbols || !otherSymbols || !symbols.isDisjointFrom(otherSymbols)
}

/** UTC days since the epoch that a header claims, the end exclusive. */
function daysOf({ metadata }: RawFile): { first: bigint; end: bigint } {
  const start = metadata?.start ?? 0n
  const end = BigInt.asUintN(64, metadata?.end || -1n)
  return {
    first: start / NANOSECONDS_PER_DAY,
    end: (end + NANOSECONDS_PER_DAY - 1n) / NANOSECONDS_PER_DAY,
  }
}

function symbolsOf({ metadata }: RawFile): Set<string> | undefined {
  const mappings = metadata?.mappings ?? []
  if (mappings.length === 0) return undefined
  return new Set(mappings.map(({ rawSymbol }) => rawSymbol))
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
