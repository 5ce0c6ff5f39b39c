import { join } from 'node:path'
import { RECORDING_ENDING } from '../dbn/file.ts'
import { DbnFileRecorder } from '../dbn/file-recorder.ts'
import { LineFile } from '../files/line-file.ts'
import { makeFolders } from '../lake/store/durable-file.ts'
import { formatEntry, type JournalEntry, journalOf } from '../stages/recording-journal.ts'

/** One connection's stream as it comes, and what was made of it when. */
export interface Recording {
  readonly path: string
  /** Bytes on the disk. */
  readonly bytes: number
  /** Takes whole records; waits where the disk is behind. */
  write(records: Uint8Array): Promise<void> | undefined
  note(entry: JournalEntry): void
  /** Has the disk keep all so far. */
  flush(): Promise<void>
  close(): Promise<void>
}

/**
 * A recording's name: "glbx-mdp3-20260106T143000.123-2.live.dbn.zst".
 *
 * @param unixMs when the connection was opened, by the machine's clock
 * @param connection its number in the session
 */
export function recordingName(dataset: string, unixMs: number, connection: number): string {
  const time = new Date(unixMs).toISOString().replace(/[-:Z]/g, '')
  return `${dataset.toLowerCase().replaceAll('.', '-')}-${time}-${connection}${RECORDING_ENDING}`
}

/** @throws Failure `input` where it cannot be written there */
export async function createRecording(folder: string, name: string): Promise<Recording> {
  await makeFolders(folder)
  const path = join(folder, name)
  const records = await DbnFileRecorder.create(path)
  return new FileRecording(records, await LineFile.create(journalOf(path)))
}

class FileRecording implements Recording {
  readonly #records: DbnFileRecorder
  readonly #journal: LineFile

  constructor(records: DbnFileRecorder, journal: LineFile) {
    this.#records = records
    this.#journal = journal
  }

  get path(): string {
    return this.#records.path
  }

  get bytes(): number {
    return this.#records.bytes
  }

  write(records: Uint8Array): Promise<void> | undefined {
    return this.#records.write(records)
  }

  note(entry: JournalEntry): void {
    this.#journal.add(formatEntry(entry))
  }

  /** The records first: what the journal speaks of is there. */
  async flush(): Promise<void> {
    await this.#records.flush()
    await this.#journal.flush()
  }

  async close(): Promise<void> {
    try {
      await this.#records.close()
    } finally {
      await this.#journal.close()
    }
  }
}
