import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { readDbn } from '../dbn/file.ts'
import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { recoverLake } from '../lake/recover.ts'
import { isContractOf } from '../market/instruments.ts'
import { fileGroups } from './bronze/file-groups.ts'
import type { IngestEvent } from './bronze/ingest.ts'
import { distinctFiles } from './bronze/known-files.ts'
import { findRawFiles, type RawFile } from './bronze/raw-files.ts'
import { FolderWatch } from './folder-watch.ts'
import { ingestFiles } from './ingest-files.ts'
import { type PipelineEvent, type PipelineRequest, runStages, type Watcher } from './pipeline.ts'

/** Milliseconds between two looks at the folder. */
const LOOK_MS = 500

export interface WatchRequest extends PipelineRequest {
  readonly folder: string
  /** How long a file must stay as it is before it is taken for whole, milliseconds. */
  readonly settleMs: number
}

export type WatchEvent =
  | PipelineEvent
  | { readonly type: 'watching'; readonly folder: string }
  /** The folder is gone; it may come back. */
  | { readonly type: 'gone'; readonly folder: string }
  | { readonly type: 'growing'; readonly file: string }

export interface WatchWatcher extends Omit<Watcher, 'report'> {
  readonly report: (event: WatchEvent) => void
}

/**
 * Ingests a folder's files as they appear, and runs what they make possible; until it is
 * interrupted. What cannot be read is named and left, and tried again when it changes, or when
 * another file has come that it may have needed: definitions, for options.
 *
 * @throws Failure `input` where there is no such folder to begin with; in the end the signal's reason
 */
export async function watchFolder(
  lake: Lake,
  request: WatchRequest,
  watcher: WatchWatcher,
): Promise<never> {
  await assertFolder(request.folder)
  await recoverLake(lake)
  return new Watch(lake, request, watcher).forever()
}

class Watch {
  readonly #lake: Lake
  readonly #request: WatchRequest
  readonly #watcher: WatchWatcher
  readonly #folder: FolderWatch
  /** Files that were ingested; false for one that has changed since. */
  readonly #taken = new Map<string, boolean>()
  /** Files that have settled and were refused, and why. */
  readonly #refused = new Map<string, string>()
  /** Symbols whose days another run was at. */
  readonly #held = new Set<string>()
  /** Something was held by another run: it is tried again without waiting for a file. */
  #isHeldUp = false

  constructor(lake: Lake, request: WatchRequest, watcher: WatchWatcher) {
    this.#lake = lake
    this.#request = request
    this.#watcher = watcher
    this.#folder = new FolderWatch(request.folder, request.settleMs)
  }

  async forever(): Promise<never> {
    const { signal, report } = this.#watcher
    const { folder } = this.#request
    let wasThere: boolean | undefined
    for (;;) {
      const { isThere, settled, growing } = await this.#folder.look(performance.now())
      if (isThere !== wasThere) report({ type: isThere ? 'watching' : 'gone', folder })
      wasThere = isThere
      for (const file of growing) report({ type: 'growing', file })
      if (settled.length > 0 || this.#isHeldUp) await this.#take(settled)
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
      signal.throwIfAborted()
    }
  }

  /** Ingests files, and runs what there is to run. */
  async #take(paths: readonly string[]): Promise<void> {
    const symbols = new Set(this.#held)
    this.#held.clear()
    this.#isHeldUp = false
    for (const group of await this.#groupsOf(paths)) await this.#ingest(group, symbols)
    const { symbol } = this.#request
    const written = [...symbols].filter((name) => isContractOf(symbol, name))
    const wanted = symbol === undefined || written.length === 0 ? written : [symbol]
    for (const each of wanted) await this.#run(each)
  }

  async #run(symbol: string): Promise<void> {
    const request = { ...this.#request, symbol, overwrite: false }
    const report = (event: PipelineEvent) => {
      this.#watcher.report(event)
      if (event.type !== 'run' || event.event.type !== 'failed') return
      const { node, failure } = event.event
      if (failure.detail.code !== 'busy') return
      this.#held.add(node.symbol)
      this.#isHeldUp = true
    }
    await this.#attempt([], () => runStages(this.#lake, request, { ...this.#watcher, report }))
  }

  /**
   * The files that are read as one with any of these, or with one that was refused: what has come
   * may be what that one lacked.
   */
  async #groupsOf(paths: readonly string[]): Promise<RawFile[][]> {
    for (const path of paths) if (this.#taken.has(path)) this.#taken.set(path, false)
    const anew = new Set([...paths, ...this.#refused.keys()])
    const files: RawFile[] = []
    for (const path of new Set([...this.#taken.keys(), ...anew])) {
      const isThere = await stat(path).catch(() => undefined)
      if (!isThere) this.#forget(path)
      else await this.#attempt([path], async () => files.push(...(await findRawFiles([path]))))
    }
    return fileGroups(files).filter((group) => group.some(({ path }) => anew.has(path)))
  }

  #forget(path: string): void {
    this.#taken.delete(path)
    this.#refused.delete(path)
  }

  /** Ingests files that are read as one; without those among them that are damaged. */
  async #ingest(group: readonly RawFile[], symbols: Set<string>): Promise<void> {
    const names = group.map(({ path }) => path)
    const isRefused = await this.#attempt(names, () => this.#read(group, symbols), group.length > 1)
    if (!isRefused || group.length === 1) return
    const sound: RawFile[] = []
    for (const file of group) {
      const isDamaged = await this.#attempt([file.path], () => readWhole(file))
      if (!isDamaged) sound.push(file)
    }
    const rest = sound.map(({ path }) => path)
    if (sound.length > 0) await this.#attempt(rest, () => this.#read(sound, symbols))
  }

  async #read(group: readonly RawFile[], symbols: Set<string>): Promise<void> {
    const { symbol, dates, overwrite } = this.#request
    const report = (event: PipelineEvent) => {
      if (event.type === 'ingest') note(symbols, event.event)
      this.#watcher.report(event)
    }
    const takenFirst = [...group].sort((a, b) => this.#rank(a) - this.#rank(b))
    const { distinct, repeats } = await distinctFiles(takenFirst)
    if (distinct.some((file) => this.#rank(file) > 0)) {
      // What this watch took before is taken again with what has come to it.
      const isMore = distinct.some(({ path }) => this.#taken.has(path))
      const how = { symbol, dates, overwrite: overwrite || isMore, allowTruncated: false }
      const all = { ...how, mustHold: true }
      await ingestFiles(this.#lake, distinct, all, { ...this.#watcher, report })
    }
    for (const { path: file } of repeats) {
      if (this.#taken.get(file) !== true) report({ type: 'ingest', event: { type: 'known', file } })
    }
    for (const { path } of group) {
      this.#refused.delete(path)
      this.#taken.set(path, true)
    }
  }

  #rank({ path }: RawFile): number {
    return this.#taken.get(path) === true ? 0 : 1
  }

  /**
   * Does some work; a failure of the user's does not end the watch, and is told once.
   *
   * @param files that it is about
   * @param isQuiet it is not told: it will be gone into
   * @returns true if it failed
   */
  async #attempt(
    files: readonly string[],
    work: () => Promise<unknown>,
    isQuiet = false,
  ): Promise<boolean> {
    const { report, signal } = this.#watcher
    try {
      await work()
      return false
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof Failure)) throw error
      this.#isHeldUp ||= error.detail.code === 'busy'
      if (isQuiet) return true
      const isNews = files.every((file) => this.#refused.get(file) !== error.message)
      for (const file of files) this.#refused.set(file, error.message)
      if (isNews) report({ type: 'refused', files, failure: error })
      return true
    }
  }
}

/** @throws Failure where a file is damaged, or cut */
async function readWhole({ path }: RawFile): Promise<void> {
  const items = readDbn(path)
  while (!(await items.next()).done);
}

/** A folder may go and come back later; one that never was is a slip of the pen. */
async function assertFolder(folder: string): Promise<void> {
  const info = await stat(folder).catch(() => undefined)
  if (info?.isDirectory()) return
  throw new Failure({
    code: 'input',
    what: 'there is no such folder',
    where: folder,
    fix: 'make it, or check the path',
  })
}

function note(symbols: Set<string>, event: IngestEvent): void {
  if (event.type === 'written') symbols.add(event.partition.symbol)
}
