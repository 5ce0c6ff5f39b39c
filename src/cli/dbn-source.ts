/** How stdin is named on the command line, and in what is printed of it. */
export const STDIN_ARGUMENT = '-'
const STDIN_NAME = 'stdin'

/** A DBN file of the command line. */
export interface DbnSource {
  /** Its path, or "stdin". */
  readonly name: string
  /** The bytes, where they are stdin's. */
  readonly input?: AsyncIterable<Uint8Array>
}

/** What a FILE argument names: a path, or with - what is piped in. */
export function dbnSource(argument: string): DbnSource {
  if (argument !== STDIN_ARGUMENT) return { name: argument }
  return { name: STDIN_NAME, input: process.stdin }
}
