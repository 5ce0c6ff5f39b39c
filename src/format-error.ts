/**
 * Bytes are not what their format says: a file or a message is damaged, which is nobody's bug. Readers
 * of bytes throw it; the caller, which knows the file's name, turns it into a Failure. Any other
 * error that comes out of a reader is a bug of this program and stays one.
 */
export class FormatError extends Error {
  override readonly name = 'FormatError'
}

/**
 * Runs a library's parser. Whatever class of error it throws says that the bytes are wrong: nothing
 * but the library's own call belongs inside.
 */
export function asFormatError<T>(parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw new FormatError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
