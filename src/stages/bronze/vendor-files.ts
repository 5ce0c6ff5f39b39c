import { basename, dirname, join } from 'node:path'
import { Failure } from '../../failure.ts'
import { hasName, readText } from '../../files/user-files.ts'
import { isDate } from '../../market/time.ts'

/** Information from the JSON files of one download folder. */
export interface VendorInfo {
  /** sha256 by file name, from manifest.json. */
  readonly sha256: ReadonlyMap<string, string>
  /**
   * "degraded", "pending", "missing" by UTC date, from condition.json; what is available is left
   * out.
   */
  readonly conditions: ReadonlyMap<string, string>
}

/** Called with a JSON file that cannot be used, or with files that one lists and are not there. */
export type OnUnusable = (paths: readonly string[], why: string) => void

/** JSON files of a download. */
const SIDE_FILES = ['metadata.json', 'condition.json', 'manifest.json', 'symbology.json']

export function isSideFile(path: string): boolean {
  return SIDE_FILES.includes(basename(path))
}

/** Reads the JSON files beside data files, once per folder. Missing ones are ignored. */
export class VendorFileCache {
  readonly #folders = new Map<string, VendorInfo>()
  readonly #onUnusable: OnUnusable

  constructor(onUnusable: OnUnusable) {
    this.#onUnusable = onUnusable
  }

  async of(path: string): Promise<VendorInfo> {
    const folder = dirname(path)
    const known = this.#folders.get(folder)
    if (known) return known
    const found = {
      sha256: await this.#read(join(folder, 'manifest.json'), hashesIn, 'hashes'),
      conditions: await this.#read(join(folder, 'condition.json'), conditionsIn, 'conditions'),
    }
    this.#folders.set(folder, found)
    const absent: string[] = []
    for (const name of found.sha256.keys()) {
      const listed = join(folder, basename(name))
      if (/\.dbn(\.zst)?$/.test(name) && !(await hasName(listed))) absent.push(listed)
    }
    if (absent.length > 0) this.#onUnusable(absent, 'manifest.json lists it, and it is not there')
    return found
  }

  /** Parses a JSON file; empty if it is missing, cannot be read, or is of another form. */
  async #read(
    path: string,
    parse: (json: unknown) => Map<string, string> | undefined,
    what: string,
  ): Promise<Map<string, string>> {
    const text = await readText(path).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error
      const { what: why, found } = error.detail
      this.#onUnusable([path], `${why} (found ${found}), and its ${what} are not used`)
      return undefined
    })
    if (text === undefined) return new Map()
    const found = parse(jsonOf(text))
    if (!found)
      this.#onUnusable([path], `it is not of the vendor's form, and its ${what} are not used`)
    return found ?? new Map()
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `{"files": [{"filename": …, "hash": "sha256:…"}]}` */
function hashesIn(manifest: unknown): Map<string, string> | undefined {
  const found = new Map<string, string>()
  if (!isObject(manifest) || !Array.isArray(manifest.files)) return undefined
  for (const file of manifest.files as unknown[]) {
    if (!isObject(file)) continue
    const { filename, hash } = file
    const sha256 = /^sha256:([0-9a-f]{64})$/.exec(String(hash))?.[1]
    // The hash of a file that cannot be checked, of another kind or cut: none of them is used.
    if (hash !== undefined && sha256 === undefined) return undefined
    if (typeof filename === 'string' && sha256 !== undefined) found.set(filename, sha256)
  }
  return found
}

/** `[{"date": "2026-01-06", "condition": "degraded"}]` */
function conditionsIn(days: unknown): Map<string, string> | undefined {
  const found = new Map<string, string>()
  if (!Array.isArray(days)) return undefined
  for (const day of days as unknown[]) {
    if (!isObject(day) || typeof day.date !== 'string' || typeof day.condition !== 'string')
      continue
    if (isDate(day.date) && day.condition !== 'available') found.set(day.date, day.condition)
  }
  return found
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
