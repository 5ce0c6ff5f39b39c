/** A text of a row. Where not all of them fit, those of the highest rank are left out first. */
export interface RankedText {
  readonly text: string
  readonly rank: number
}

/** The texts that fit into a number of columns with a gap between them, in their order. */
export function fitting<T extends RankedText>(
  texts: readonly T[],
  columns: number,
  gap = 2,
): readonly T[] {
  const kept = texts.filter(({ text }) => text !== '')
  const width = () => kept.reduce((sum, { text }) => sum + [...text].length + gap, -gap)
  while (kept.length > 0 && width() > columns) {
    const last = Math.max(...kept.map(({ rank }) => rank))
    kept.splice(
      kept.findLastIndex(({ rank }) => rank === last),
      1,
    )
  }
  return kept
}
