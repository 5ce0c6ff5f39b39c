import { RunningDigest } from './running-digest.ts'
import { keyOf } from './shared-instant.ts'

/** Compares two files' records of one instrument where both cover it. */
export class SharedRecords {
  readonly #owners = new RunningDigest()
  readonly #others = new RunningDigest()
  /** The owner's records at edge instants, of which one of the files may have only some. */
  readonly #atEdge = new Map<string, number>()

  /** Adds a record of the file with precedence. */
  addOwner(record: Uint8Array, isAtEdge: boolean): void {
    if (!isAtEdge) {
      this.#owners.add(record)
      return
    }
    const key = keyOf(record)
    this.#atEdge.set(key, (this.#atEdge.get(key) ?? 0) + 1)
  }

  /**
   * Adds a record of the other file.
   *
   * @returns true if the owner has it; away from edges it must, which {@link difference} checks
   */
  addOther(record: Uint8Array, isAtEdge: boolean): boolean {
    if (!isAtEdge) {
      this.#others.add(record)
      return true
    }
    const key = keyOf(record)
    const left = this.#atEdge.get(key) ?? 0
    if (left > 0) this.#atEdge.set(key, left - 1)
    return left > 0
  }

  /** How the files differ, if they do. Call once, at the end. */
  difference(): string | undefined {
    const [owners, others] = [this.#owners.records, this.#others.records]
    if (owners !== others) return `${owners} in the first and ${others} in the second`
    return this.#owners.end() === this.#others.end()
      ? undefined
      : `${owners} in each, not all equal`
  }
}
