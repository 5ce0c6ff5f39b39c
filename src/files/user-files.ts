/** Files and folders that the user names. */
import type { BigIntStats } from 'node:fs'
import { access, lstat, readdir, realpath, stat, writeFile } from 'node:fs/promises'
import { Failure } from '../failure.ts'
import { openFile } from './open-file.ts'

/** What lies at a path; a link counts as what it leads to. */
export interface FileInfo {
  readonly kind: 'file' | 'folder' | 'other'
  readonly bytes: number
  /** Differs once it is written again, or another takes its place. */
  readonly stamp: string
}

/** Undefined where there is nothing, or a link that leads nowhere. */
export async function fileInfo(path: string): Promise<FileInfo | undefined> {
  const info = await stat(path, { bigint: true }).catch(() => undefined)
  if (!info) return undefined
  const kind = info.isFile() ? 'file' : info.isDirectory() ? 'folder' : 'other'
  return { kind, bytes: Number(info.size), stamp: stampOf(info) }
}

/** The stamp of what lies at a path, of a link itself; undefined where there is nothing. */
export async function linkStamp(path: string): Promise<string | undefined> {
  const info = await lstat(path, { bigint: true }).catch(() => undefined)
  return info && stampOf(info)
}

function stampOf({ size, mtimeNs, dev, ino }: BigIntStats): string {
  return `${size} ${mtimeNs} ${dev} ${ino}`
}

/** Is there anything of that name, be it a link that leads nowhere? */
export function hasName(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/** May it be read? */
export function isReadable(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** The names in a folder, in order. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort()
}

/** The path that all links to a folder lead to. */
export function realPath(path: string): Promise<string> {
  return realpath(path)
}

/**
 * The text of a file; undefined where there is none.
 *
 * @throws Failure `input` where it is not a file or cannot be read; see {@link openFile}
 */
export async function readText(path: string): Promise<string | undefined> {
  try {
    await using file = await openFile(path)
    return await file.readFile('utf8')
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { cause } = error
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

export function writeText(path: string, text: string): Promise<void> {
  return writeFile(path, text)
}
