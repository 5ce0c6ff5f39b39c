import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { filesIn, isDbnName } from '../stages/bronze/raw-files.ts'

/** What a look at the folder found. */
export interface Look {
  readonly isThere: boolean
  /** Files that no longer change, each once; one that changes afterwards is resolved anew. */
  readonly resolved: readonly string[]
  /** Files that were not there before, or have begun to change. */
  readonly growing: readonly string[]
}

interface Seen {
  /** Size, time and identity: what changes while a file is written, or replaced. */
  readonly stamp: string
  readonly since: number
  readonly isSettled: boolean
}

/**
 * Watches a folder for DBN files, at any depth, by looking: what the system tells of changes is not
 * told on every file system, and never of what happened while nobody listened.
 */
export class FolderWatch {
  readonly #folder: string
  readonly #settleMs: number
  #seen = new Map<string, Seen>()

  /** @param settleMs how long a file must stay as it is before it is taken for whole */
  constructor(folder: string, settleMs: number) {
    this.#folder = folder
    this.#settleMs = settleMs
  }

  /** @param now milliseconds of a clock that only goes forward */
  async look(now: number): Promise<Look> {
    const stamps = await this.#stamps()
    const seen = new Map<string, Seen>()
    const resolved: string[] = []
    const growing: string[] = []
    for (const [path, stamp] of stamps ?? []) {
      const before = this.#seen.get(path)
      if (before?.stamp !== stamp) {
        seen.set(path, { stamp, since: now, isSettled: false })
        if (!before || before.isSettled) growing.push(path)
      } else if (before.isSettled || now - before.since < this.#settleMs || isEmpty(stamp)) {
        seen.set(path, before)
      } else {
        seen.set(path, { ...before, isSettled: true })
        resolved.push(path)
      }
    }
    this.#seen = seen
    return { isThere: stamps !== undefined, resolved, growing }
  }

  /** The files there are, in order of name; undefined where the folder is gone. */
  async #stamps(): Promise<Map<string, string> | undefined> {
    const all = await filesIn(this.#folder, () => {}).catch(() => undefined)
    if (!all) return undefined
    const paths = all.filter((path) => isDbnName(basename(path)))
    const stamps = new Map<string, string>()
    for (const path of paths) {
      const info = await stat(path, { bigint: true }).catch(() => undefined)
      if (info) stamps.set(path, `${info.size} ${info.mtimeNs} ${info.dev} ${info.ino}`)
    }
    return stamps
  }
}

/** A file that has just been made: somebody is about to write it. */
function isEmpty(stamp: string): boolean {
  return stamp.startsWith('0 ')
}
