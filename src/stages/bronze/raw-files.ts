import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readDbn } from '../../dbn/file.ts'
import type { Metadata } from '../../dbn/metadata.ts'
import { Failure } from '../../failure.ts'

/** A DBN file as its header describes it; nothing of its records is read. */
export interface RawFile {
  readonly path: string
  readonly bytes: number
  readonly metadata: Metadata | undefined
}

/** Every symbol and instrument id that a header maps; empty where it maps none. */
export function namesIn({ metadata }: RawFile): Set<string> {
  const mappings = metadata?.mappings ?? []
  return new Set(
    mappings.flatMap(({ rawSymbol, intervals }) => [
      rawSymbol,
      ...intervals.map(({ symbol }) => symbol),
    ]),
  )
}

/**
 * The DBN files among paths, each once; a folder stands for those in it, at any depth, in order of
 * name.
 *
 * @param refuse told of a file whose header cannot be read, which is left out; throws, if left out
 * @throws Failure `input` where a path leads nowhere
 */
export async function findRawFiles(
  paths: readonly string[],
  refuse: (path: string, failure: Failure) => void = raise,
): Promise<RawFile[]> {
  const files = new Map<string, RawFile>()
  for (const path of paths) {
    for (const file of await expand(path)) {
      if (files.has(resolve(file))) continue
      const found = await describe(file).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error
        refuse(file, error)
      })
      if (found) files.set(resolve(file), found)
    }
  }
  return [...files.values()]
}

function raise(_path: string, failure: Failure): never {
  throw failure
}

async function describe(path: string): Promise<RawFile> {
  const { size: bytes } = await stat(path)
  return { path, bytes, metadata: await readHeader(path) }
}

/** Is a file of that name one of DBN's? */
export function isDbnName(name: string): boolean {
  return /\.dbn(\.frag)?(\.zst)?$/.test(name)
}

async function expand(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => undefined)
  if (!info) {
    throw new Failure({
      code: 'input',
      what: 'there is no such file or folder',
      where: path,
      fix: 'check the path',
    })
  }
  if (!info.isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && isDbnName(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

async function readHeader(path: string): Promise<Metadata | undefined> {
  for await (const item of readDbn(path, { allowTruncated: true })) {
    return item.type === 'metadata' ? item.metadata : undefined
  }
  return undefined
}
