import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, type FailureDetail } from '../failure.ts'
import { fileFailure } from '../lake/file-failure.ts'
import { encodeOwned, ownerHere } from '../lake/owner.ts'
import { PartFile } from '../lake/part-file.ts'
import { type Lake, STAGING } from '../lake/paths.ts'
import { MBO } from './bronze/datasets.ts'
import type { IngestEvent } from './bronze/ingest-event.ts'
import type { PipelineEvent } from './pipeline-event.ts'

/** How the user names what comes in by stdin. */
export const STDIN = '-'
const NAME = 'stdin.dbn'

/**
 * What came in by stdin, as a file under the lake's staging: it is read more than once. A killed
 * run's is cleared by the next command, like a partition that was never finished.
 */
export class SpooledInput {
  readonly path: string
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
    this.path = join(folder, NAME)
  }

  /** @throws Failure `input` where the disk does not take it */
  static async of(
    lake: Lake,
    input: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<SpooledInput> {
    const nobody = { dataset: MBO, symbol: 'stdin', dt: '1970-01-01' }
    const folder = join(lake.root, STAGING, encodeOwned(nobody, ownerHere()))
    const spooled = new SpooledInput(folder)
    try {
      await mkdir(folder, { recursive: true })
    } catch (error) {
      throw fileFailure(error, folder)
    }
    try {
      const file = await PartFile.create(spooled.path)
      try {
        for await (const bytes of input) {
          signal.throwIfAborted()
          await file.write(bytes)
        }
        await file.finish()
      } catch (error) {
        await file.abandon()
        throw error
      }
      return spooled
    } catch (error) {
      await spooled.remove()
      throw error
    }
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** A failure that speaks of stdin, and not of a file that will be gone. */
  named(failure: Failure): Failure {
    const { code, what, where, expected, found, fix } = failure.detail
    const detail: FailureDetail = {
      code,
      what: this.#rename(what),
      ...(where !== undefined && { where: this.#rename(where) }),
      ...(expected !== undefined && { expected: this.#rename(expected) }),
      ...(found !== undefined && { found: this.#rename(found) }),
      ...(fix !== undefined && { fix: this.#rename(fix) }),
    }
    return new Failure(detail)
  }

  /** The same of an event. */
  event(event: PipelineEvent): PipelineEvent {
    if (event.type === 'refused') {
      const files = event.files.map((file) => this.#rename(file))
      return { ...event, files, failure: this.named(event.failure) }
    }
    return event.type === 'ingest' ? { ...event, event: this.#ingestEvent(event.event) } : event
  }

  #ingestEvent(event: IngestEvent): IngestEvent {
    switch (event.type) {
      case 'progress':
      case 'known':
        return { ...event, file: this.#rename(event.file) }
      case 'repeated':
        return { ...event, file: this.#rename(event.file), as: this.#rename(event.as) }
      case 'unused':
      case 'passed-over':
        return { ...event, files: event.files.map((file) => this.#rename(file)) }
      default:
        return event
    }
  }

  #rename(text: string): string {
    return text.replaceAll(this.path, 'stdin')
  }
}
