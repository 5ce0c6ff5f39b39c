import type { RecordKind } from '../../dbn/layout.ts'

/**
 * By kind, what tells records of one instrument and instant apart: of two that agree in it and not
 * in the rest, one is wrong. Definitions are not split: there is one of an instrument at a time.
 */
export const IDENTITY_COLUMNS: Partial<Record<RecordKind, readonly string[]>> = {
  mbo: ['channel_id', 'sequence', 'order_id', 'action', 'side', 'price'],
  statistics: ['sequence', 'stat_type', 'update_action', 'ts_ref'],
}

/** A record as text: all of its bytes, and those that tell it apart. */
export interface RecordKeys {
  readonly all: string
  readonly identity: string
}

/**
 * What two files have of one instrument at the instant that the one ends with and the other begins
 * with: a file may be split between two records that were received together. What both have counts
 * once, and must be the end of the one and the beginning of the other.
 */
export class SharedInstant {
  readonly #isOwnerFirst: boolean
  readonly #owners: RecordKeys[] = []
  readonly #others: RecordKeys[] = []
  /** Records of the owner that the other file has not repeated. */
  readonly #left = new Map<string, number>()
  #repeated = 0

  /** @param isOwnerFirst the file that comes first in precedence is the one that ends */
  constructor(isOwnerFirst: boolean) {
    this.#isOwnerFirst = isOwnerFirst
  }

  addOwner(record: RecordKeys): void {
    this.#owners.push(record)
    this.#left.set(record.all, (this.#left.get(record.all) ?? 0) + 1)
  }

  /** @returns true if the owner has the same record */
  addOther(record: RecordKeys): boolean {
    this.#others.push(record)
    const left = this.#left.get(record.all) ?? 0
    if (left === 0) return false
    this.#left.set(record.all, left - 1)
    this.#repeated++
    return true
  }

  /** How the files contradict each other, if they do. To be asked once, at the end. */
  difference(): string | undefined {
    const [ending, beginning] = this.#isOwnerFirst
      ? [this.#owners, this.#others]
      : [this.#others, this.#owners]
    const end = ending.slice(ending.length - this.#repeated)
    const isJoined = end.every(({ all }, index) => all === beginning[index].all)
    const identities = new Set(
      ending.slice(0, ending.length - this.#repeated).map(({ identity }) => identity),
    )
    const rest = beginning.slice(this.#repeated)
    if (isJoined && !rest.some(({ identity }) => identities.has(identity))) return undefined
    return `${this.#owners.length} in the first and ${this.#others.length} in the second where they meet, not all equal`
  }
}

/** A record's bytes as a key. */
export function keyOf(record: Uint8Array): string {
  return Buffer.from(record.buffer, record.byteOffset, record.byteLength).toString('latin1')
}
