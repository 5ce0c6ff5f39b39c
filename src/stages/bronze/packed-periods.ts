import type { Period } from './sources.ts'

/** Positions of an instant relative to the periods of a file. */
export const OUTSIDE = 0
/** The first or last instant of a period, of which the file may have only some records. */
export const AT_EDGE = 1
export const INSIDE = 2

/**
 * A stretch's words: low and high of its start, its end, its last instant; then if it has edges.
 */
const WORDS_PER_PERIOD = 7
const WORD_BITS = 32n

/** Packs periods as words, for {@link positionIn}. */
export function packPeriods(stretches: readonly Period[]): Uint32Array {
  return Uint32Array.from(
    stretches.flatMap(({ start, end, hasEdges = false }) => [
      ...[start, end, end - 1n].flatMap((time) => [wordOf(time), wordOf(time >> WORD_BITS)]),
      Number(hasEdges),
    ]),
  )
}

/** The position of an instant, as two words, in periods; undefined means no periods. */
export function positionIn(reach: Uint32Array | undefined, low: number, high: number): number {
  if (reach === undefined) return OUTSIDE
  for (let at = 0; at < reach.length; at += WORDS_PER_PERIOD) {
    const isFrom = high > reach[at + 1] || (high === reach[at + 1] && low >= reach[at])
    const isTo = high < reach[at + 3] || (high === reach[at + 3] && low < reach[at + 2])
    if (!isFrom || !isTo) continue
    if (reach[at + 6] === 0) return INSIDE
    const isFirst = high === reach[at + 1] && low === reach[at]
    const isLast = high === reach[at + 5] && low === reach[at + 4]
    return isFirst || isLast ? AT_EDGE : INSIDE
  }
  return OUTSIDE
}

function wordOf(value: bigint): number {
  return Number(BigInt.asUintN(32, value))
}
