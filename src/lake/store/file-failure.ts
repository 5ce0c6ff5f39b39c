import { Failure } from '../../failure.ts'

const REASONS: Record<string, readonly [what: string, fix: string]> = {
  ENOSPC: ['the disk is full', 'free some space and run it again'],
  EDQUOT: ['the disk quota is used up', 'free some space and run it again'],
  EACCES: ['permission is denied', 'change its permissions or choose another lake'],
  EPERM: ['permission is denied', 'change its permissions or choose another lake'],
  EROFS: ['the file system is read-only', 'choose another lake'],
  ENOTDIR: ['a file stands where a folder is needed', 'move that file away'],
  EEXIST: ['a file stands where a folder is needed', 'move that file away'],
  ENOENT: ['the file is not there', 'write its partition again'],
}

/** What to throw for an error of the file system: a Failure where the user can do something. */
export function fileFailure(error: unknown, path: string): unknown {
  const reason = REASONS[errorCode(error) ?? '']
  if (!reason) return error
  const [what, fix] = reason
  return new Failure({ code: 'input', what, where: path, fix }, { cause: error })
}

/** The system's name of an error, "ENOENT". */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}

/**
 * Did the system refuse something that may go well another time? What could not be read for that is
 * not known to be damaged; what is not there is.
 */
export function isSystemError(error: unknown): boolean {
  const cause = error instanceof Failure ? error.cause : error
  return errorCode(cause) !== undefined && !isAbsent(cause)
}

/** Does the error say that a file or folder is not there? */
export function isAbsent(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}
