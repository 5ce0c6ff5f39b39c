import { RunningDigest } from './running-digest.ts'
import { keyOf } from './shared-instant.ts'

/** What two files have of one instrument where both speak of it. */
export class SharedRecords {
  readonly #owners = new RunningDigest()
  readonly #others = new RunningDigest()
  /** Records of the owner at an instant that one of the files may have only some of. */
  readonly #atEdge = new Map<string, number>()

  /** Notes a record of the file that comes first. */
  addOwner(record: Uint8Array, isAtEdge: boolean): void {
    if (!isAtEdge) {
      this.#owners.add(record)
      return
    }
    const key = keyOf(record)
    this.#atEdge.set(key, (this.#atEdge.get(key) ?? 0) + 1)
  }

  /**
   * Notes a record of the other file.
   *
   * @returns true if the owner has it; away from an edge it must, which {@link difference} tells
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

  /** How the files differ, if they do. To be asked once, at the end. */
  difference(): string | undefined {
    const [owners, others] = [this.#owners.records, this.#others.records]
    if (owners !== others) return `${owners} in the first and ${others} in the second`
    return this.#owners.end() === this.#others.end()
      ? undefined
      : `${owners} in each, not all equal`
  }
}
