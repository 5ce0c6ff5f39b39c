import { basename } from 'node:path'
import { type Clock, sleep, systemClock } from '../clock.ts'
import { Failure } from '../failure.ts'
import { fileInfo } from '../files/user-files.ts'
import { recoverLake } from '../lake/partition/recover.ts'
import type { Lake } from '../lake/paths.ts'
import { isContractOf } from '../market/instruments.ts'
import type { IngestEvent } from '../stages/bronze/ingest.ts'
import { FolderWatch } from './folder-watch.ts'
import { findFiles, ingestEach } from './ingest-files.ts'
import { type PipelineEvent, type PipelineRequest, runStages, type Watcher } from './pipeline.ts'
import { utcChoice } from './utc-choice.ts'

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
  readonly clock?: Clock
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
  /** Files that were ingested. */
  readonly #taken = new Set<string>()
  /** Files with options that no definition names yet. */
  #undefinedOptions = new Set<string>()
  /** Files that have resolved and were refused, and why. */
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
    const { signal, report, clock = systemClock } = this.#watcher
    const { folder } = this.#request
    let wasThere: boolean | undefined
    for (;;) {
      const { isThere, resolved, growing, passedOver } = await this.#folder.look(clock.now())
      if (isThere !== wasThere) report({ type: isThere ? 'watching' : 'gone', folder })
      wasThere = isThere
      for (const file of growing) report({ type: 'growing', file })
      for (const [why, files] of passedOver) {
        report({ type: 'ingest', event: { type: 'passed-over', files, why } })
      }
      if (resolved.length > 0 || this.#isHeldUp) await this.#take(resolved)
      await sleep(clock, LOOK_MS, signal).catch(() => {})
      signal.throwIfAborted()
    }
  }

  /** Ingests files, and runs what there is to run. */
  async #take(paths: readonly string[]): Promise<void> {
    const symbols = new Set(this.#held)
    this.#held.clear()
    this.#isHeldUp = false
    await this.#attempt([], () => this.#ingest(paths, symbols))
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
   * Ingests files that have resolved, and with them those that were refused, or whose options had no
   * definition: what has come may be what they lacked.
   */
  async #ingest(paths: readonly string[], symbols: Set<string>): Promise<void> {
    const { symbol, overwrite, options, allowTruncated = false } = this.#request
    const dates = await utcChoice(this.#lake, { ...this.#request, session: options.session })
    const again = [...this.#refused.keys(), ...this.#undefinedOptions]
    const there: string[] = []
    for (const path of new Set([...paths, ...again])) {
      if (await fileInfo(path)) there.push(path)
      else this.#forget(path)
    }
    const refused = new Set<string>()
    const changed = new Set(paths.filter((path) => this.#taken.has(path)).map((p) => basename(p)))
    const report = (event: PipelineEvent) => {
      if (event.type === 'refused') {
        for (const file of event.files) refused.add(file)
        this.#refuse(event.files, event.failure)
      } else {
        if (event.type === 'ingest') note(symbols, event.event)
        this.#watcher.report(event)
      }
    }
    const found = await findFiles(there)
    const how = { symbol, dates, overwrite, allowTruncated, mustHold: false, changed }
    const { withoutDefinition } = await ingestEach(
      this.#lake,
      found,
      how,
      {
        ...this.#watcher,
        report,
      },
      false,
    )
    this.#undefinedOptions = new Set(withoutDefinition)
    for (const path of there) {
      if (refused.has(path)) continue
      this.#refused.delete(path)
      this.#taken.add(path)
    }
  }

  #forget(path: string): void {
    this.#taken.delete(path)
    this.#refused.delete(path)
    this.#undefinedOptions.delete(path)
  }

  /** Says why files are left, unless that was said before. */
  #refuse(files: readonly string[], failure: Failure): void {
    this.#isHeldUp ||= failure.detail.code === 'busy'
    const isNews = files.every((file) => this.#refused.get(file) !== failure.message)
    for (const file of files) this.#refused.set(file, failure.message)
    if (isNews) this.#watcher.report({ type: 'refused', files, failure })
  }

  /** Does some work; a failure of the user's does not end the watch. */
  async #attempt(files: readonly string[], work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#watcher.signal.throwIfAborted()
      if (!(error instanceof Failure)) throw error
      this.#refuse(files, error)
    }
  }
}

/** A folder may go and come back later; one that never was is a slip of the pen. */
async function assertFolder(folder: string): Promise<void> {
  if ((await fileInfo(folder))?.kind === 'folder') return
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
