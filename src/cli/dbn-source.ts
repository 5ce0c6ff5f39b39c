/** Stdin's name on the command line, and in output. */
export const STDIN_ARGUMENT = '-'
const STDIN_NAME = 'stdin'

/** A DBN file named on the command line. */
export interface DbnSource {
  /** Its path, or "stdin". */
  readonly name: string
  /** The bytes of stdin; undefined for a file. */
  readonly input?: AsyncIterable<Uint8Array>
}

/** The source that a FILE argument names: a path, or stdin for `-`. */
export function dbnSource(argument: string): DbnSource {
  if (argument !== STDIN_ARGUMENT) return { name: argument }
  return { name: STDIN_NAME, input: process.stdin }
}
