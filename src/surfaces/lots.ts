import { Failure } from '../failure.ts'

/** What an int32 holds. */
export const MAX_LOTS = 2 ** 31 - 1

/**
 * A quantity of lots as an int32 column holds it.
 *
 * @throws Failure `input` where it does not fit: no market has 2 billion lots at one price, so a
 * record's size is broken
 */
export function lots(quantity: number, what: string, endSecond: number): number {
  if (quantity <= MAX_LOTS && quantity >= -MAX_LOTS) return quantity
  throw new Failure({
    code: 'input',
    what: `${what} is beyond an int32`,
    where: `second ending ${new Date(endSecond * 1000).toISOString()}`,
    expected: `at most ${MAX_LOTS} lots`,
    found: String(quantity),
    fix: 'look for a record of an impossible size with: spymaster dbn head',
  })
}
