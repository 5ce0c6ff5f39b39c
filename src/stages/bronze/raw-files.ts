import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { readDbn } from '../../dbn/file.ts'
import type { Metadata } from '../../dbn/metadata.ts'
import { Failure } from '../../failure.ts'
import { isDate } from '../../market/time.ts'
import { isSideFile } from './vendor-files.ts'

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
 * name. Links count as what they lead to. The JSONs of a download are passed over.
 *
 * @param refuse told of a file whose header cannot be read, which is left out; throws, if left out
 * @throws Failure `input` where a path leads nowhere, or to what is no file
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

/** The date in a file's name, if it has just one. */
export function dateInName(path: string): string | undefined {
  const found = [...basename(path).matchAll(/(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)/g)]
  const dates = found.map(([, year, month, day]) => `${year}-${month}-${day}`).filter(isDate)
  return dates.length === 1 ? dates[0] : undefined
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
  if (info.isDirectory()) return (await filesIn(path)).filter(isDbnName)
  if (!info.isFile()) {
    throw new Failure({
      code: 'input',
      what: 'this is no file but a pipe or a device',
      where: path,
      fix: 'copy what it gives into a file, or pass it through stdin as -',
    })
  }
  if (extname(path) === '.zip') {
    throw new Failure({
      code: 'input',
      what: 'this is a zip archive',
      where: path,
      fix: `unpack it first: unzip ${path}`,
    })
  }
  return isSideFile(path) ? [] : [path]
}

/** The files of a folder at any depth, in order of name; a folder that links to one above it once. */
export async function filesIn(
  folder: string,
  seen: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const real = await realpath(folder)
  if (seen.has(real)) return []
  const above = new Set([...seen, real])
  const found: string[] = []
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name)
    // What is gone meanwhile, or links nowhere, is not there.
    const info = await stat(path).catch(() => undefined)
    if (info?.isDirectory()) found.push(...(await filesIn(path, above)))
    else if (info?.isFile()) found.push(path)
  }
  return found
}

async function readHeader(path: string): Promise<Metadata | undefined> {
  for await (const item of readDbn(path, { allowTruncated: true })) {
    return item.type === 'metadata' ? item.metadata : undefined
  }
  return undefined
}
