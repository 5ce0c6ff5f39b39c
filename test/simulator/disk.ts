import type { Random } from '../../src/synth/prng.ts'
import { compare } from '../../src/words/compare.ts'

/** What a key held from one write on. */
export interface Version {
  /** Of all writes to the disk, which one. */
  readonly number: number
  /** Undefined where the object was removed. */
  readonly bytes: Uint8Array | undefined
  readonly writtenMs: number
  /** When that was in virtual time, which nobody sets. */
  readonly atMs: number
  /** The process that wrote it, as the trace names it. */
  readonly by: string
}

/** Versions of a key, oldest first: the first is on the disk, later ones may vanish at a power cut. */
interface Held {
  versions: Version[]
}

/**
 * Where all processes write: what one writes, all see at once, but until it is synced a power cut
 * may take it back.
 */
export class Disk {
  /** Files that are being written, by name: whose they are. */
  readonly staged = new Map<
    string,
    { readonly host: string; readonly pid: number; since: number }
  >()
  readonly #objects = new Map<string, Held>()
  #writes = 0

  /** Called after each change of what is seen. */
  onChange: (key: string, version: Version, before: Version | undefined) => void = () => {}

  /** What is seen under a key. */
  present(key: string): Version | undefined {
    const version = this.#objects.get(key)?.versions.at(-1)
    return version?.bytes === undefined ? undefined : version
  }

  /** All that may be found under a key after a power cut. */
  possible(key: string): readonly (Version | undefined)[] {
    const held = this.#objects.get(key)
    return held
      ? held.versions.map((each) => (each.bytes === undefined ? undefined : each))
      : [undefined]
  }

  isDurable(key: string): boolean {
    return (this.#objects.get(key)?.versions.length ?? 1) === 1
  }

  /** The number of the write that a key has had on the disk since; 0 where there was none. */
  durableNumber(key: string): number {
    return this.#objects.get(key)?.versions[0].number ?? 0
  }

  keys(prefix: string): string[] {
    const found = [...this.#objects.keys()].filter((key) => key.startsWith(prefix))
    return found.filter((key) => this.present(key)).sort(compare)
  }

  /** Writes or removes an object: seen at once, durable once it is synced. */
  set(
    key: string,
    bytes: Uint8Array | undefined,
    { writtenMs, atMs, by }: Pick<Version, 'writtenMs' | 'atMs' | 'by'>,
  ): Version {
    const before = this.present(key)
    const held = this.#objects.get(key) ?? { versions: [absent()] }
    this.#objects.set(key, held)
    const version = { number: ++this.#writes, bytes: bytes?.slice(), writtenMs, atMs, by }
    held.versions.push(version)
    this.onChange(key, version, before)
    return version
  }

  /** The last that was done to a key, a removal too. */
  version(key: string): Version | undefined {
    return this.#objects.get(key)?.versions.at(-1)
  }

  /** Makes a version durable, and with it those that it took the place of. */
  sync(key: string, version = this.version(key)): void {
    const held = this.#objects.get(key)
    const index = version && held ? held.versions.indexOf(version) : -1
    if (held && index > 0) held.versions.splice(0, index)
  }

  /** For a disk that lies: what was just synced may vanish all the same. */
  unsync(key: string, bytes: Uint8Array): void {
    const held = this.#objects.get(key)
    const [durable] = held?.versions ?? []
    if (held && durable?.bytes && Buffer.compare(durable.bytes, bytes) === 0)
      held.versions.unshift(absent())
  }

  /** A power cut: of each key some of what was not synced is gone. */
  loseUnsynced(random: Random): string[] {
    const lost: string[] = []
    for (const [key, held] of [...this.#objects].sort(([a], [b]) => compare(a, b))) {
      const kept = 1 + random.below(held.versions.length)
      if (kept < held.versions.length) lost.push(key)
      held.versions = [held.versions[kept - 1]]
    }
    return lost
  }
}

function absent(): Version {
  return { number: 0, bytes: undefined, writtenMs: 0, atMs: 0, by: 'nobody' }
}
