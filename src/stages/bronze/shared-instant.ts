import type { RecordKind } from '../../dbn/layout.ts'

/**
 * Columns that identify a record within one instrument and instant, by kind: records equal in these
 * but different in others contradict. Not for definitions, of which there is one per instant.
 */
export const IDENTITY_COLUMNS: Partial<Record<RecordKind, readonly string[]>> = {
  mbo: ['channel_id', 'sequence', 'order_id', 'action', 'side', 'price'],
  statistics: ['sequence', 'stat_type', 'update_action', 'ts_ref'],
}

/** A record's bytes as text: all of them, and those of its identity. */
export interface RecordKeys {
  readonly all: string
  readonly identity: string
}

/**
 * Compares two files at the instant where one ends and the other begins: a file may be split
 * between records received together. Records in both count once, and must be the end of one file
 * and the beginning of the other. Those of the ending file must be added first.
 */
export class SharedInstant {
  readonly #ending: RecordKeys[] = []
  readonly #beginning: RecordKeys[] = []
  /** Records of the ending file that the other has not repeated. */
  readonly #unmatched = new Map<string, number>()
  #repeated = 0

  addEnding(record: RecordKeys): void {
    this.#ending.push(record)
    this.#unmatched.set(record.all, (this.#unmatched.get(record.all) ?? 0) + 1)
  }

  /** @returns true if the ending file has the same record */
  addBeginning(record: RecordKeys): boolean {
    this.#beginning.push(record)
    const left = this.#unmatched.get(record.all) ?? 0
    if (left === 0) return false
    this.#unmatched.set(record.all, left - 1)
    this.#repeated++
    return true
  }

  /** How the files contradict each other, if they do. Call once, at the end. */
  difference(): string | undefined {
    const onlyEnding = this.#ending.length - this.#repeated
    const end = this.#ending.slice(onlyEnding)
    const isJoined = end.every(({ all }, index) => all === this.#beginning[index].all)
    const identities = new Set(this.#ending.slice(0, onlyEnding).map(({ identity }) => identity))
    const rest = this.#beginning.slice(this.#repeated)
    if (isJoined && !rest.some(({ identity }) => identities.has(identity))) return undefined
    return `${this.#ending.length} in the first and ${this.#beginning.length} in the second where they meet, not all equal`
  }
}

/** A record's bytes as a key. */
export function keyOf(record: Uint8Array): string {
  return Buffer.from(record.buffer, record.byteOffset, record.byteLength).toString('latin1')
}
