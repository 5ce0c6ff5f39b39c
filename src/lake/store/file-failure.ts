import { getSystemErrorMap } from 'node:util'
import { Failure } from '../../failure.ts'

/** What to say, and to do, of errors that are not said well enough by the system's own words. */
const REASONS: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  ENOSPC: ['the disk is full', 'free some space and run it again'],
  EDQUOT: ['the disk quota is used up', 'free some space and run it again'],
  EACCES: ['permission is denied', 'change its permissions or choose another lake'],
  EPERM: ['permission is denied', 'change its permissions or choose another lake'],
  EROFS: ['the file system is read-only', 'choose another lake'],
  ENOTDIR: ['a file stands where a folder is needed', 'move that file away'],
  EISDIR: ['a folder stands where a file is needed', 'move that folder away'],
  EEXIST: ['a file stands where a folder is needed', 'move that file away'],
  ENOENT: ['the file is not there', 'write its partition again'],
  EMFILE: ['too many files are open', 'raise the limit (ulimit -n) and run it again'],
  ENFILE: ['too many files are open on this machine', 'close programs and run it again'],
  ENAMETOOLONG: ['the path is too long', 'choose a lake or a file of a shorter path'],
  ELOOP: ['the path leads in a circle of links', 'mend the links'],
  EXDEV: ['two file systems are in the way', 'choose a lake that lies on one file system'],
  ESTALE: ['the network file system has lost the file', 'mount it again and run it again'],
  EIO: ['the device has failed', 'see the system log, check the disk and run it again'],
}

const ANY_FIX = 'see to the file system and run it again'

/** What to throw for an error met at a path: a Failure if the system said no, else the error itself. */
export function fileFailure(error: unknown, path: string): unknown {
  if (!hasErrno(error)) return error
  const [what, fix] = REASONS[error.code] ?? [inWords(error.code), ANY_FIX]
  return new Failure({ code: 'input', what, where: path, fix }, { cause: error })
}

/** The Failure that an error is, or that a system error is told as; undefined of any other. */
export function asFailure(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error
  if (isThreadWithoutFiles(error)) {
    const [what, fix] = REASONS.EMFILE
    return new Failure({ code: 'input', what, fix }, { cause: error })
  }
  if (!hasErrno(error)) return undefined
  const failure = fileFailure(error, error.path ?? error.syscall ?? error.code)
  return failure instanceof Failure ? failure : undefined
}

/** Node's error of a worker thread that could not be started names the system's in its text only. */
function isThreadWithoutFiles(error: unknown): error is Error {
  return errorCode(error) === 'ERR_WORKER_INIT_FAILED' && /EMFILE/.test(String(error))
}

interface SystemError extends Error {
  /** "EIO". */
  readonly code: string
  readonly path?: string
  readonly syscall?: string
}

/** The system's words of each error that it has a name for. */
const WORDS: ReadonlyMap<string, string> = new Map(getSystemErrorMap().values())

/** Node's and oclif's own errors have codes too, but no number of the system. */
function hasErrno(error: unknown): error is SystemError {
  if (!(error instanceof Error)) return false
  const { code, errno } = error as NodeJS.ErrnoException
  return code !== undefined && (typeof errno === 'number' || WORDS.has(code))
}

/** "remote I/O error (EREMOTEIO)". */
function inWords(code: string): string {
  const words = WORDS.get(code)
  return words ? `${words} (${code})` : `the system says ${code}`
}

/** The system's name of an error, "ENOENT". */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}

/**
 * Whether an error is a system error that may not occur again. An object that could not be read for
 * such a reason is not known to be damaged; a missing one is, and so is a folder in its place.
 */
export function isSystemError(error: unknown): boolean {
  const cause = error instanceof Failure ? error.cause : error
  const code = errorCode(cause)
  return code !== undefined && code !== 'EISDIR' && !isAbsent(cause)
}

/** Does the error send that a file or folder is not there? */
export function isAbsent(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}
