import { basename } from 'node:path'
import { Failure } from '../failure.ts'
import { sha256OfFile } from '../files/file-hash.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { LocalCopies } from '../lake/store/local-copies.ts'
import { isS3Url } from '../lake/store/s3/location.ts'
import { S3Store } from '../lake/store/s3/s3-store.ts'
import type { Entry } from '../lake/store/store.ts'
import { uploadFile } from '../lake/store/upload-file.ts'
import { type DateChoice, isChosen } from '../market/dates.ts'
import { ingestOf } from '../stages/bronze/ingest-stages.ts'
import { dateInName, isDbnName } from '../stages/bronze/raw-files.ts'
import { storedManifest } from '../stages/stored-manifest.ts'

/** Prefix of the raw files in a lake. */
export const RAW = 'raw/'

/**
 * Does work on paths of this machine: raw files on S3 are copied to a temporary folder first, and
 * removed afterwards.
 *
 * @param paths of files and folders, and `s3://` addresses of objects and prefixes
 * @throws Failure `input` if an address leads nowhere
 */
export async function withLocalPaths<T>(
  lake: Lake,
  paths: readonly string[],
  work: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  if (!paths.some(isS3Url)) return work(paths)
  const copies = new LocalCopies()
  try {
    const local: string[] = []
    for (const path of paths) {
      if (isS3Url(path)) local.push(...(await copyOf(lake, path, copies)))
      else local.push(path)
    }
    return await work(local)
  } finally {
    await copies.close()
  }
}

/** Copies an object, or all DBN files below a prefix. */
async function copyOf(lake: Lake, url: string, copies: LocalCopies): Promise<string[]> {
  const folder = url.slice(0, url.replace(/\/$/, '').lastIndexOf('/') + 1)
  const isBucket = /^s3:\/\/$/i.test(folder)
  const store = new S3Store(isBucket ? url : folder, lake.access)
  const name = isBucket ? '' : url.slice(folder.length)
  const keys: string[] = []
  for await (const { key } of store.list(name)) {
    const isWanted = key === name || name === '' || key.startsWith(`${name.replace(/\/$/, '')}/`)
    if (isWanted && (key === name || isDbnName(key))) keys.push(key)
  }
  if (keys.length === 0)
    throw new Failure({
      code: 'input',
      what: 'there is no such object, and no DBN file below it',
      where: url,
      fix: 'check the address',
    })
  for (const key of keys) await copies.copy(store, key)
  return keys.map((key) => copies.path(key))
}

/**
 * The raw files of a lake that are not in its bronze yet, of some UTC dates: those whose name and
 * size no manifest has. A lake in a folder reads all of its files instead.
 */
export async function newRawObjects(
  lake: Lake,
  dates: DateChoice | undefined,
  areAll = false,
): Promise<Entry[]> {
  const known = areAll ? new Set() : await ingestedFiles(lake)
  const found: Entry[] = []
  for await (const entry of lake.store.list(RAW)) {
    const date = dateInName(entry.key)
    if (!isDbnName(entry.key) || (date !== undefined && !isChosen(dates, date))) continue
    if (!known.has(fileKey(basename(entry.key), entry.bytes))) found.push(entry)
  }
  return found
}

/** Name and size of every raw file that bronze was made from. */
async function ingestedFiles(lake: Lake): Promise<ReadonlySet<string>> {
  const known = new Set<string>()
  for (const partition of await listPartitions(lake)) {
    if (!ingestOf(partition.dataset)) continue
    const stored = await storedManifest(lake, partition)
    for (const input of stored?.inputs ?? []) {
      if ('file' in input) known.add(fileKey(input.file, input.bytes))
    }
  }
  return known
}

function fileKey(name: string, bytes: number): string {
  return `${bytes} ${name}`
}

/** Does work on copies of raw objects of a lake. */
export async function withRawCopies<T>(
  lake: Lake,
  entries: readonly { readonly key: string }[],
  work: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  const copies = new LocalCopies()
  try {
    for (const { key } of entries) await copies.copy(lake.store, key)
    return await work(entries.map(({ key }) => copies.path(key)))
  } finally {
    await copies.close()
  }
}

/**
 * Puts raw files of this machine into a lake, so that every machine can read them. Files of several
 * folders may have one name, so each lies in a folder named by its content.
 *
 * @returns their keys
 */
export async function putRawFiles(
  lake: Lake,
  files: readonly { readonly path: string; readonly bytes: number }[],
): Promise<string[]> {
  const keys: string[] = []
  for (const { path, bytes } of files) {
    const sha256 = await sha256OfFile(path)
    const key = `${RAW}${sha256.slice(0, 16)}/${basename(path)}`
    if ((await lake.store.head(key))?.bytes !== bytes) await uploadFile(lake.store, path, key)
    keys.push(key)
  }
  return keys
}
