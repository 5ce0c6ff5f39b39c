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

/** Interval of scans of the folder. */
const SCAN_INTERVAL_MS = 500

export interface WatchRequest extends PipelineRequest {
  readonly folder: string
  /** How long a file must be unchanged to count as complete, milliseconds. */
  readonly settleMs: number
}

export type WatchEvent =
  | PipelineEvent
  | { readonly type: 'watching'; readonly folder: string }
  /** The folder does not exist; it may reappear. */
  | { readonly type: 'gone'; readonly folder: string }
  | { readonly type: 'growing'; readonly file: string }

export interface WatchWatcher extends Omit<Watcher, 'report'> {
  readonly report: (event: WatchEvent) => void
  readonly clock?: Clock
}

/**
 * Ingests a folder's files as they appear and runs the stages that depend on them, until it is
 * interrupted. Unreadable files are reported and retried when they change, or when another file
 * arrives that they may need, such as definitions for options.
 *
 * @throws Failure `input` if the folder does not exist at the start; the signal's reason at the end
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
  /** Ingested files. */
  readonly #ingested = new Set<string>()
  /** Files with options without a definition. */
  #undefinedOptions = new Set<string>()
  /** Complete files that were refused, and why. */
  readonly #refused = new Map<string, string>()
  /** Symbols whose days were busy with another run. */
  readonly #busySymbols = new Set<string>()
  /** Something was busy with another run: retry without waiting for a file. */
  #mustRetry = false

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
      const { exists, complete, growing, ignored } = await this.#folder.scan(clock.now())
      if (exists !== wasThere) report({ type: exists ? 'watching' : 'gone', folder })
      wasThere = exists
      for (const file of growing) report({ type: 'growing', file })
      for (const [why, files] of ignored) {
        report({ type: 'ingest', event: { type: 'passed-over', files, why } })
      }
      if (complete.length > 0 || this.#mustRetry) await this.#process(complete)
      await sleep(clock, SCAN_INTERVAL_MS, signal).catch(() => {})
      signal.throwIfAborted()
    }
  }

  /** Ingests files, then runs the stages of the symbols written. */
  async #process(paths: readonly string[]): Promise<void> {
    const symbols = new Set(this.#busySymbols)
    this.#busySymbols.clear()
    this.#mustRetry = false
    await this.#attempt([], () => this.#ingest(paths, symbols))
    const { symbol } = this.#request
    const written = [...symbols].filter((name) => isContractOf(symbol, name))
    const wanted = symbol === undefined || written.length === 0 ? written : [symbol]
    for (const each of wanted) await this.#runSymbol(each)
  }

  async #runSymbol(symbol: string): Promise<void> {
    const request = { ...this.#request, symbol, overwrite: false }
    const report = (event: PipelineEvent) => {
      this.#watcher.report(event)
      if (event.type !== 'run' || event.event.type !== 'failed') return
      const { node, failure } = event.event
      if (failure.detail.code !== 'busy') return
      this.#busySymbols.add(node.symbol)
      this.#mustRetry = true
    }
    await this.#attempt([], () => runStages(this.#lake, request, { ...this.#watcher, report }))
  }

  /**
   * Ingests complete files, together with those refused or without definitions before: the new
   * files may be what they needed.
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
    const changed = new Set(
      paths.filter((path) => this.#ingested.has(path)).map((p) => basename(p)),
    )
    const report = (event: PipelineEvent) => {
      if (event.type === 'refused') {
        for (const file of event.files) refused.add(file)
        this.#refuse(event.files, event.failure)
      } else {
        if (event.type === 'ingest') noteSymbol(symbols, event.event)
        this.#watcher.report(event)
      }
    }
    const found = await findFiles(there)
    const how = { symbol, dates, overwrite, allowTruncated, mustMatch: false, changed }
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
      this.#ingested.add(path)
    }
  }

  #forget(path: string): void {
    this.#ingested.delete(path)
    this.#refused.delete(path)
    this.#undefinedOptions.delete(path)
  }

  /** Reports why files were refused, unless it was reported before. */
  #refuse(files: readonly string[], failure: Failure): void {
    this.#mustRetry ||= failure.detail.code === 'busy'
    const isNews = files.every((file) => this.#refused.get(file) !== failure.message)
    for (const file of files) this.#refused.set(file, failure.message)
    if (isNews) this.#watcher.report({ type: 'refused', files, failure })
  }

  /** Runs some work; a Failure is reported and does not end the watch. */
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

/** A folder may disappear later, but one missing at the start is a typo. */
async function assertFolder(folder: string): Promise<void> {
  if ((await fileInfo(folder))?.kind === 'folder') return
  throw new Failure({
    code: 'input',
    what: 'there is no such folder',
    where: folder,
    fix: 'make it, or check the path',
  })
}

function noteSymbol(symbols: Set<string>, event: IngestEvent): void {
  if (event.type === 'written') symbols.add(event.partition.symbol)
}
