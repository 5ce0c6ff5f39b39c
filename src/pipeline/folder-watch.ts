import { fileInfo, linkStamp } from '../files/user-files.ts'
import { dbnFilesIn } from '../stages/bronze/raw-files.ts'

/** Result of scanning the folder. */
export interface FolderScan {
  readonly exists: boolean
  /** Files that have stopped changing, reported once each, and again after a later change. */
  readonly complete: readonly string[]
  /** Files that are new, or have started to change. */
  readonly growing: readonly string[]
  /**
   * Paths that are no DBN files, by reason; reported once each, when they have stopped changing.
   */
  readonly ignored: ReadonlyMap<string, readonly string[]>
}

interface FileState {
  /** Size, time and identity, which change when a file is written or replaced. */
  readonly stamp: string
  readonly since: number
  readonly isComplete: boolean
}

/** The present content of the folder. */
interface FolderContents {
  /** Stamps of DBN files by path, sorted by name. */
  readonly stamps: ReadonlyMap<string, string>
  /** Everything else. */
  readonly others: ReadonlyMap<string, { readonly stamp: string; readonly why: string }>
}

/**
 * Watches a folder for DBN files, at any depth, by polling: change notifications do not work on
 * every file system, and miss changes made while nobody listened.
 */
export class FolderWatch {
  readonly #folder: string
  readonly #settleMs: number
  #files = new Map<string, FileState>()
  #others = new Map<string, FileState>()

  /** @param settleMs how long a file must be unchanged to count as complete, milliseconds */
  constructor(folder: string, settleMs: number) {
    this.#folder = folder
    this.#settleMs = settleMs
  }

  /** @param now monotonic time, milliseconds */
  async scan(now: number): Promise<FolderScan> {
    const contents = await this.#contents()
    const seen = new Map<string, FileState>()
    const complete: string[] = []
    const growing: string[] = []
    for (const [path, stamp] of contents?.stamps ?? []) {
      const before = this.#files.get(path)
      if (before?.stamp !== stamp) {
        seen.set(path, { stamp, since: now, isComplete: false })
        if (!before || before.isComplete) growing.push(path)
      } else if (before.isComplete || !this.#isStable(before, now) || isEmpty(stamp)) {
        seen.set(path, before)
      } else {
        seen.set(path, { ...before, isComplete: true })
        complete.push(path)
      }
    }
    this.#files = seen
    const ignored = this.#newlyIgnored(contents?.others ?? new Map(), now)
    return { exists: contents !== undefined, complete, growing, ignored }
  }

  /** Other files that have stopped changing: a growing one may be a download to be renamed. */
  #newlyIgnored(others: FolderContents['others'], now: number): Map<string, string[]> {
    const seen = new Map<string, FileState>()
    const found = new Map<string, string[]>()
    for (const [path, { stamp, why }] of others) {
      const before = this.#others.get(path)
      if (before?.isComplete) seen.set(path, before)
      else if (before?.stamp !== stamp) seen.set(path, { stamp, since: now, isComplete: false })
      else {
        const isComplete = this.#isStable(before, now)
        seen.set(path, { ...before, isComplete })
        if (isComplete) found.set(why, [...(found.get(why) ?? []), path])
      }
    }
    this.#others = seen
    return found
  }

  #isStable({ since }: FileState, now: number): boolean {
    return now - since >= this.#settleMs
  }

  /** The content in order of name; undefined if the folder does not exist. */
  async #contents(): Promise<FolderContents | undefined> {
    const reasons = new Map<string, string>()
    const paths = await dbnFilesIn(this.#folder, (path, why) => reasons.set(path, why)).catch(
      () => undefined,
    )
    if (!paths) return undefined
    const stamps = new Map<string, string>()
    for (const path of paths) {
      const stamp = (await fileInfo(path))?.stamp
      if (stamp !== undefined) stamps.set(path, stamp)
    }
    const others = new Map<string, { stamp: string; why: string }>()
    for (const [path, why] of reasons) {
      // A broken link has only a stamp of its own.
      const stamp = await linkStamp(path)
      if (stamp !== undefined) others.set(path, { stamp, why })
    }
    return { stamps, others }
  }
}

/** An empty file is about to be written. */
function isEmpty(stamp: string): boolean {
  return stamp.startsWith('0 ')
}
