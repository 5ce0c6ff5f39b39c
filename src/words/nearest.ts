import { distance } from 'fastest-levenshtein'

/** Of so many letters one may be wrong; more, and another word was meant. */
const LETTERS_AN_ERROR = 2

/** The known word that was probably meant, if any is near enough to say so. */
export function nearest(asked: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(asked.length / LETTERS_AN_ERROR))
  for (const word of known) {
    const errors = distance(asked, word)
    if (errors > least || (errors === least && best !== undefined)) continue
    best = word
    least = errors
  }
  return best
}

/** 'did you mean "wall"?', or undefined where nothing is near. */
export function didYouMean(asked: string, known: Iterable<string>): string | undefined {
  const word = nearest(asked, known)
  return word === undefined ? undefined : `did you mean "${word}"?`
}
