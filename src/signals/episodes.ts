/** A time in which a signal was true: from its rising edge until it was no longer known to be. */
export interface Episode {
  /** Indices of the seconds: the first in which it was true, and the last of the unbroken run. */
  readonly start: number
  readonly end: number
}

/**
 * Finds rising edges second by second. An edge is from false to true; a signal that is true when it
 * is first known, or is true before and after missing seconds, has not risen. After an edge others
 * are ignored for the refractory time.
 */
export class EdgeDetector {
  readonly #refractorySeconds: number
  /** The last value that was not missing. */
  #last = Number.NaN
  #lastEdge = Number.NEGATIVE_INFINITY

  /** @param refractorySeconds shortest time between two edges; 0 for every edge */
  constructor(refractorySeconds: number) {
    this.#refractorySeconds = refractorySeconds
  }

  /**
   * Takes the value of the next second.
   *
   * @param second ascending; gaps are missing seconds
   * @param value 1, 0, or NaN if it is missing
   * @returns whether an episode begins in it
   */
  push(second: number, value: number): boolean {
    if (Number.isNaN(value)) return false
    const isEdge = this.#last === 0 && value === 1
    this.#last = value
    if (!isEdge || second - this.#lastEdge < this.#refractorySeconds) return false
    this.#lastEdge = second
    return true
  }
}

/** The episodes of a signal's values, one a second. */
export function episodes(values: Float64Array, refractorySeconds: number): Episode[] {
  const found: Episode[] = []
  const edges = new EdgeDetector(refractorySeconds)
  for (let second = 0; second < values.length; second++) {
    if (!edges.push(second, values[second])) continue
    let end = second
    while (end + 1 < values.length && values[end + 1] === 1) end++
    found.push({ start: second, end })
  }
  return found
}
