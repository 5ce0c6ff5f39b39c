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

/** Who is told of files that are not among those found. */
export interface FileListener {
  /** Its header cannot be read. */
  readonly refuse: (path: string, failure: Failure) => void
  /** It is no data, but belongs to a download. */
  readonly passOver: (path: string, why: string) => void
}

/**
 * The DBN files among paths, each once; a folder stands for those in it, at any depth, in order of
 * name. Links count as what they lead to. The JSONs of a download are passed over.
 *
 * @throws Failure `input` where a path leads nowhere, or to what is no file
 */
export async function findRawFiles(
  paths: readonly string[],
  { refuse, passOver }: FileListener,
): Promise<RawFile[]> {
  const files = new Map<string, RawFile>()
  for (const path of paths) {
    for (const file of await expand(path, passOver)) {
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

/** Why the JSONs of a download are not read as data. */
const SIDE_FILE = 'what the vendor says of the download'

async function expand(path: string, passOver: FileListener['passOver']): Promise<string[]> {
  const info = await stat(path).catch(() => undefined)
  if (!info) {
    throw new Failure({
      code: 'input',
      what: 'there is no such file or folder',
      where: path,
      fix: 'check the path',
    })
  }
  if (info.isDirectory()) {
    const all = await filesIn(path)
    for (const file of all.filter(isSideFile)) passOver(file, SIDE_FILE)
    for (const file of all.filter(isZip)) passOver(file, 'a zip archive: unpack it with unzip')
    return all.filter(isDbnName)
  }
  if (!info.isFile()) {
    throw new Failure({
      code: 'input',
      what: 'this is no file but a pipe or a device',
      where: path,
      fix: 'copy what it gives into a file, or pass it through stdin as -',
    })
  }
  if (isZip(path)) {
    throw new Failure({
      code: 'input',
      what: 'this is a zip archive',
      where: path,
      fix: `unpack it first: unzip ${path}`,
    })
  }
  if (!isSideFile(path)) return [path]
  passOver(path, SIDE_FILE)
  return []
}

function isZip(path: string): boolean {
  return extname(path) === '.zip'
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
