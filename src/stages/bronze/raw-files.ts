import { basename, extname, join, resolve } from 'node:path'
import { readDbn } from '../../dbn/file.ts'
import type { Metadata } from '../../dbn/metadata.ts'
import { Failure } from '../../failure.ts'
import { fileInfo, hasName, namesIn as namesInFolder, realPath } from '../../files/user-files.ts'
import { isDate } from '../../market/time.ts'
import { isSideFile } from './vendor-files.ts'

/** A DBN file with its header; its records are not read. */
export interface RawFile {
  readonly path: string
  readonly bytes: number
  readonly metadata: Metadata | undefined
}

/** Every symbol and instrument id in a header's mappings. */
export function namesIn({ metadata }: RawFile): Set<string> {
  const mappings = metadata?.mappings ?? []
  return new Set(
    mappings.flatMap(({ rawSymbol, intervals }) => [
      rawSymbol,
      ...intervals.map(({ symbol }) => symbol),
    ]),
  )
}

/** Callbacks for files that are not returned. */
export interface FileListener {
  /** Its header cannot be read. */
  readonly refuse: (path: string, failure: Failure) => void
  /** It is not a data file. */
  readonly ignore: (path: string, why: string) => void
}

/**
 * The DBN files among paths, each once; a folder stands for those in it, at any depth, in order of
 * name. Links count as what they lead to. The JSONs of a download are skipped, and so is what
 * is no DBN file by its name. A path that leads nowhere, or to what is no file, is refused.
 */
export async function findRawFiles(
  paths: readonly string[],
  { refuse, ignore }: FileListener,
): Promise<RawFile[]> {
  const files = new Map<string, RawFile>()
  // An unreadable path does not stop the others.
  const orRefuse = <T>(path: string, reading: Promise<T>) =>
    reading.catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error
      refuse(path, error)
      return undefined
    })
  for (const path of paths) {
    for (const file of (await orRefuse(path, expand(path, ignore))) ?? []) {
      if (files.has(resolve(file))) continue
      const found = await orRefuse(file, describe(file))
      if (found) files.set(resolve(file), found)
    }
  }
  return [...files.values()]
}

async function describe(path: string): Promise<RawFile> {
  const info = await fileInfo(path)
  return { path, bytes: info?.bytes ?? 0, metadata: await readHeader(path) }
}

/** Whether a file name is one of DBN. */
export function isDbnName(name: string): boolean {
  return /\.dbn(\.frag)?(\.zst)?$/i.test(name)
}

/** The date in a file's name, if there is exactly one. */
export function dateInName(path: string): string | undefined {
  const found = [...basename(path).matchAll(/(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)/g)]
  const dates = found.map(([, year, month, day]) => `${year}-${month}-${day}`).filter(isDate)
  return dates.length === 1 ? dates[0] : undefined
}

/** Reasons why files are not read. */
const SIDE_FILE = 'what the vendor says of the download'
/** Beside a recording of ours; `live` writes it. */
const JOURNAL = 'the journal of a recording'
const ZIP = 'a zip archive: unpack it with unzip'
const OTHER_NAME = 'its name is not one of DBN files, *.dbn or *.dbn.zst: rename it if it is one'
/** The ground truth that `synth` writes beside its files: nothing of the market, so not worth a word. */
const SYNTH_TRUTH = 'truth.json'
const NO_FILE = 'a pipe or a device, not a file'
const BROKEN_LINK = 'a link that leads nowhere'

/** Why a file in a folder is not read; undefined if it is. */
function ignoreReason(file: string): string | undefined {
  if (isSideFile(file)) return SIDE_FILE
  if (isZip(file)) return ZIP
  if (file.endsWith('.closes.ndjson')) return JOURNAL
  return isDbnName(file) ? undefined : OTHER_NAME
}

async function expand(path: string, passOver: FileListener['ignore']): Promise<string[]> {
  const info = await fileInfo(path)
  if (!info) {
    throw new Failure({
      code: 'input',
      what: 'there is no such file or folder',
      where: path,
      fix: 'check the path',
    })
  }
  if (info.kind === 'folder') return dbnFilesIn(path, passOver)
  if (info.kind !== 'file') {
    throw new Failure({
      code: 'input',
      what: 'this is no file but a pipe or a device',
      where: path,
      fix: 'copy what it gives into a file, or pipe it into: spymaster pipeline ingest -',
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

/**
 * The DBN files of a folder by their names, at any depth.
 *
 * @param passOver is told of everything else in it, except for the truth of synthetic data
 */
export async function dbnFilesIn(
  folder: string,
  passOver: FileListener['ignore'],
): Promise<string[]> {
  const all = await filesIn(folder, passOver)
  return all.filter((file) => {
    if (basename(file) === SYNTH_TRUTH) return false
    const reason = ignoreReason(file)
    if (reason !== undefined) passOver(file, reason)
    return reason === undefined
  })
}

/**
 * The files of a folder at any depth, in order of name; a folder that links to one above it once.
 *
 * @param passOver is told of what is neither a file nor a folder
 */
async function filesIn(
  folder: string,
  passOver: FileListener['ignore'],
  seen: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const real = await realPath(folder)
  if (seen.has(real)) return []
  const above = new Set([...seen, real])
  const found: string[] = []
  for (const name of await namesInFolder(folder)) {
    const path = join(folder, name)
    const info = await fileInfo(path)
    if (info?.kind === 'folder') found.push(...(await filesIn(path, passOver, above)))
    else if (info?.kind === 'file') found.push(path)
    else if (info) passOver(path, NO_FILE)
    // A file removed meanwhile is ignored.
    else if (await hasName(path)) passOver(path, BROKEN_LINK)
  }
  return found
}

async function readHeader(path: string): Promise<Metadata | undefined> {
  for await (const item of readDbn(path, { allowTruncated: true })) {
    return item.type === 'metadata' ? item.metadata : undefined
  }
  return undefined
}
