import { Failure } from '../../src/failure.ts'
import type { Random } from './random.ts'

/** Something that takes input from outside. */
export interface Target {
  /** How many inputs it is given. */
  readonly runs: number
  /** Makes one spoiled input and feeds it; throws where what comes of it is neither right nor a refusal. */
  readonly feed: (random: Random) => void | Promise<void>
}

/** What comes of an input: a result, or the sentence that refuses it. Anything else is a fault. */
export function outcome<T>(work: () => T): { readonly result: T } | { readonly refusal: string } {
  try {
    return { result: work() }
  } catch (error) {
    return { refusal: refusalOf(error) }
  }
}

/** The sentence of a Failure; any other error is a fault, and is thrown on. */
export function refusalOf(error: unknown): string {
  if (!(error instanceof Failure)) throw error
  if (error.message.length > 2000)
    throw new Error(`a refusal of ${error.message.length} characters`)
  return error.message
}

export function assert(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what)
}
