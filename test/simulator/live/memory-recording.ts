import { DbnDecoder, type DbnItem } from '../../../src/dbn/decoder.ts'
import { RECORD_KINDS } from '../../../src/dbn/layout.ts'
import type { Recording } from '../../../src/live/recording.ts'
import type { JournalEntry } from '../../../src/stages/recording-journal.ts'

/** A recording in memory. */
export class MemoryRecording implements Recording {
  readonly path: string
  readonly entries: JournalEntry[] = []
  readonly #parts: Uint8Array[] = []

  constructor(connection: number) {
    this.path = `connection ${connection}`
  }

  get bytes(): number {
    return this.#parts.reduce((sum, { length }) => sum + length, 0)
  }

  /** What was recorded, decoded; a table is good until the next item is asked for. */
  get recorded(): { items: Iterable<DbnItem>; entries: readonly JournalEntry[] } {
    const decoder = new DbnDecoder({ source: this.path, kinds: RECORD_KINDS, raw: true })
    const bytes = Buffer.concat(this.#parts)
    function* items(): Generator<DbnItem> {
      if (bytes.length === 0) return
      yield* decoder.push(bytes)
      yield* decoder.end()
    }
    return { items: items(), entries: this.entries }
  }

  write(records: Uint8Array): undefined {
    this.#parts.push(records.slice())
  }

  note(entry: JournalEntry): void {
    this.entries.push(entry)
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {}
}
