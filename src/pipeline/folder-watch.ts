import { fileInfo, linkStamp } from '../files/user-files.ts'
import { dbnFilesIn } from '../stages/bronze/raw-files.ts'

/** What a look at the folder found. */
export interface Look {
  readonly isThere: boolean
  /** Files that no longer change, each once; one that changes afterwards is resolved anew. */
  readonly resolved: readonly string[]
  /** Files that were not there before, or have begun to change. */
  readonly growing: readonly string[]
  /** What is no DBN file and no longer changes, by the reason; each path once as long as it is there. */
  readonly passedOver: ReadonlyMap<string, readonly string[]>
}

interface Seen {
  /** Size, time and identity: what changes while a file is written, or replaced. */
  readonly stamp: string
  readonly since: number
  readonly isSettled: boolean
}

/** What lies in the folder now. */
interface Contents {
  /** Of DBN files, by path in order of name. */
  readonly stamps: ReadonlyMap<string, string>
  /** Of everything else. */
  readonly others: ReadonlyMap<string, { readonly stamp: string; readonly why: string }>
}

/**
 * Watches a folder for DBN files, at any depth, by looking: what the system tells of changes is not
 * told on every file system, and never of what happened while nobody listened.
 */
export class FolderWatch {
  readonly #folder: string
  readonly #settleMs: number
  #seen = new Map<string, Seen>()
  #others = new Map<string, Seen>()

  /** @param settleMs how long a file must stay as it is before it is taken for whole */
  constructor(folder: string, settleMs: number) {
    this.#folder = folder
    this.#settleMs = settleMs
  }

  /** @param now milliseconds of a clock that only goes forward */
  async look(now: number): Promise<Look> {
    const contents = await this.#contents()
    const seen = new Map<string, Seen>()
    const resolved: string[] = []
    const growing: string[] = []
    for (const [path, stamp] of contents?.stamps ?? []) {
      const before = this.#seen.get(path)
      if (before?.stamp !== stamp) {
        seen.set(path, { stamp, since: now, isSettled: false })
        if (!before || before.isSettled) growing.push(path)
      } else if (before.isSettled || !this.#isOld(before, now) || isEmpty(stamp)) {
        seen.set(path, before)
      } else {
        seen.set(path, { ...before, isSettled: true })
        resolved.push(path)
      }
    }
    this.#seen = seen
    const passedOver = this.#passOver(contents?.others ?? new Map(), now)
    return { isThere: contents !== undefined, resolved, growing, passedOver }
  }

  /** Downloads often have another name until they are whole: one that still grows is not told of. */
  #passOver(others: Contents['others'], now: number): Map<string, string[]> {
    const seen = new Map<string, Seen>()
    const told = new Map<string, string[]>()
    for (const [path, { stamp, why }] of others) {
      const before = this.#others.get(path)
      if (before?.isSettled) seen.set(path, before)
      else if (before?.stamp !== stamp) seen.set(path, { stamp, since: now, isSettled: false })
      else {
        const isSettled = this.#isOld(before, now)
        seen.set(path, { ...before, isSettled })
        if (isSettled) told.set(why, [...(told.get(why) ?? []), path])
      }
    }
    this.#others = seen
    return told
  }

  #isOld({ since }: Seen, now: number): boolean {
    return now - since >= this.#settleMs
  }

  /** What there is, in order of name; undefined where the folder is gone. */
  async #contents(): Promise<Contents | undefined> {
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
      // A link that leads nowhere has a stamp of its own only.
      const stamp = await linkStamp(path)
      if (stamp !== undefined) others.set(path, { stamp, why })
    }
    return { stamps, others }
  }
}

/** A file that has just been made: somebody is about to write it. */
function isEmpty(stamp: string): boolean {
  return stamp.startsWith('0 ')
}
