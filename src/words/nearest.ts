import { distance } from 'fastest-levenshtein'

/** One typo is allowed per this many letters. */
const LETTERS_PER_TYPO = 2

/** The known word that was probably meant, if one is near enough. */
export function nearestWord(asked: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(asked.length / LETTERS_PER_TYPO))
  for (const word of known) {
    const errors = distance(asked, word)
    if (errors > fewest || (errors === fewest && best !== undefined)) continue
    best = word
    fewest = errors
  }
  return best
}

/** 'did you mean "wall"?', or undefined where nothing is near. */
export function didYouMean(asked: string, known: Iterable<string>): string | undefined {
  const word = nearestWord(asked, known)
  return word === undefined ? undefined : `did you mean "${word}"?`
}
