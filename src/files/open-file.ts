import { constants, type Stats, statSync } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { Failure } from '../failure.ts'

const KINDS = [
  [constants.S_IFDIR, 'a folder'],
  [constants.S_IFIFO, 'a named pipe'],
  [constants.S_IFCHR, 'a device'],
  [constants.S_IFBLK, 'a device'],
  [constants.S_IFSOCK, 'a socket'],
] as const

/**
 * Opens a file that the user names, for reading. A pipe or device is refused before it is opened:
 * opening one may block forever, and a device may have no end.
 *
 * @throws Failure `input` where the path is not a regular file or cannot be read; its cause is the
 *   system's error
 */
export async function openFile(path: string): Promise<FileHandle> {
  const found = await stat(path).catch((error) => refuseFile(path, error))
  if (!found.isFile()) {
    const kind = kindOf(found)
    throw new Failure({
      code: 'input',
      what: 'this is not a file',
      where: path,
      expected: 'a file',
      found: kind,
      fix: kind === 'a folder' ? 'name a file in it' : 'pipe the bytes in and pass - as the file',
    })
  }
  return open(path).catch((error) => refuseFile(path, error))
}

/**
 * Refuses a lake that is something else than a folder; one that is not there yet is fine.
 *
 * @throws Failure `input` naming what it is
 */
export function assertLakeFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found || found.isDirectory()) return
  throw new Failure({
    code: 'input',
    what: 'this is not a lake',
    where: path,
    expected: 'a folder, one that is not there yet, or s3://bucket/prefix',
    found: found.isFile() ? 'a file' : kindOf(found),
    fix: 'name another with --lake',
  })
}

/** What something is that is not a file: "a named pipe". */
export function kindOf({ mode }: Pick<Stats, 'mode'>): string {
  return KINDS.find(([kind]) => (mode & constants.S_IFMT) === kind)?.[1] ?? 'something else'
}

/** Tells of a file that the system does not let us read. */
export function refuseFile(where: string, error: NodeJS.ErrnoException): never {
  throw new Failure(
    {
      code: 'input',
      what: 'the file cannot be read',
      where,
      found: error.code ?? error.message,
    },
    { cause: error },
  )
}
