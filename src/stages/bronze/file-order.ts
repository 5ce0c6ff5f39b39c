import {
  type Boundary,
  boundaryOf,
  kindsOfBoth,
  mayHoldTheSame,
  type Periods,
  periodsOf,
  type Source,
} from './sources.ts'

const WORD_BITS = 32n

/**
 * The order of files at the instants where one ends and another begins. A file may be split between
 * records that were received together; those of the ending file come first, whatever its name and
 * the sequence numbers of both (a snapshot's are those of its orders, and do not ascend).
 */
export class FileOrder {
  /** By pair of sources, `ending · sources + beginning`: the instants where they meet. */
  readonly #instants = new Map<number, ReadonlySet<bigint>>()
  /** All of these instants by their low word. */
  readonly #lowWords = new Set<number>()
  readonly #sources: number

  constructor(sources: readonly Source[]) {
    this.#sources = sources.length
    for (const [one, source] of sources.entries()) {
      for (let other = one + 1; other < sources.length; other++) {
        this.#addPair(one, other, boundariesOf(source, sources[other]))
      }
    }
  }

  /** Whether files may meet at an instant, by the low word of its u64: most instants are ruled out. */
  mayMeet(low: number): boolean {
    return this.#lowWords.has(low)
  }

  /** Whether one source ends and the other begins at an instant. */
  precedes(one: number, other: number, low: number, high: number): boolean {
    const instants = this.#instants.get(one * this.#sources + other)
    return instants?.has((BigInt(high) << WORD_BITS) | BigInt(low)) ?? false
  }

  #addPair(one: number, other: number, boundaries: readonly Boundary[]): void {
    for (const isFirstEnding of [true, false]) {
      // Where instruments disagree about the direction there is none.
      const against = new Set(
        boundaries.filter((each) => each.isFirstEnding !== isFirstEnding).map(instantOf),
      )
      const own = boundaries.filter((each) => each.isFirstEnding === isFirstEnding).map(instantOf)
      const instants = new Set(own.filter((instant) => !against.has(instant)))
      if (instants.size === 0) continue
      const [ending, beginning] = isFirstEnding ? [one, other] : [other, one]
      this.#instants.set(ending * this.#sources + beginning, instants)
      for (const instant of instants) this.#lowWords.add(Number(BigInt.asUintN(32, instant)))
    }
  }
}

const instantOf = ({ instant }: Boundary) => instant

/** Where two sources meet, for each kind and instrument that both have. */
function boundariesOf(one: Source, other: Source): Boundary[] {
  if (!mayHoldTheSame(one, other)) return []
  return kindsOfBoth(one, other).flatMap((kind) =>
    boundariesBetween(periodsOf(one, kind), periodsOf(other, kind)),
  )
}

function boundariesBetween(one: Periods, other: Periods): Boundary[] {
  const [fewer, more] = one.size <= other.size ? [one, other] : [other, one]
  const found: Boundary[] = []
  for (const id of fewer.keys()) {
    if (!more.has(id)) continue
    const boundary = boundaryOf(one, other, id)
    if (boundary) found.push(boundary)
  }
  return found
}
