import { Failure } from '../failure.ts'
import type { Second, SurfaceName } from '../seconds/second.ts'
import type { Table } from '../table/table.ts'
import { decodeTable } from './decode-table.ts'
import { encodeTable } from './encode-table.ts'
import {
  type BatchStartMessage,
  formatSecond,
  parseServerMessage,
  type ServerMessage,
  type SurfaceHeaderMessage,
  secondFrom,
} from './messages.ts'

/** One surface of a second as it is sent: a text, then bytes. */
export interface SurfaceMessages {
  readonly surface: SurfaceName
  readonly header: string
  readonly rows: Uint8Array<ArrayBuffer>
}

/** The text that begins a batch. */
export function encodeBatchStart(
  endSecond: number,
  surfaces: readonly SurfaceName[],
  dropped: number,
): string {
  const message: BatchStartMessage = {
    type: 'batch_start',
    window_end_ts_ns: formatSecond(endSecond),
    surfaces,
    dropped,
  }
  return JSON.stringify(message)
}

/** A second's surfaces as they are sent, in the order in which the second has them. */
export function encodeSurfaces({ endSecond, surfaces }: Second): SurfaceMessages[] {
  return Array.from(surfaces, ([surface, table]) => {
    const header: SurfaceHeaderMessage = {
      type: 'surface_header',
      surface,
      window_end_ts_ns: formatSecond(endSecond),
      rows: table.length,
    }
    return { surface, header: JSON.stringify(header), rows: encodeTable(table) }
  })
}

/** A second as it was received. */
export interface Batch extends Second {
  readonly type: 'batch'
  /** Batches lost to slowness since the connection was made. */
  readonly dropped: number
  /** Bytes of each surface's Arrow stream. */
  readonly bytes: ReadonlyMap<SurfaceName, number>
}

/** What a stream says, once batches are whole. */
export type StreamEvent = Batch | Exclude<ServerMessage, BatchStartMessage | SurfaceHeaderMessage>

/**
 * Puts batches together again. Give it every message in order; it gives back what is complete. A
 * batch that is not as announced is refused: a stream that splits one cannot be trusted further.
 */
export class BatchAssembler {
  #start: BatchStartMessage | undefined
  #header: SurfaceHeaderMessage | undefined
  #surfaces = new Map<SurfaceName, Table>()
  #bytes = new Map<SurfaceName, number>()

  /** @throws Failure `input` where the message has no place here */
  text(text: string): StreamEvent | undefined {
    const message = parseServerMessage(text)
    if (!message) return undefined
    if (message.type === 'error') return message
    if (this.#header) throw misplaced(message.type, `the rows of ${this.#header.surface}`)
    if (message.type === 'surface_header') return this.#announce(message)
    if (this.#start) throw misplaced(message.type, `the header of ${this.#awaited}`)
    if (message.type !== 'batch_start') return message
    this.#start = message
    this.#surfaces = new Map()
    this.#bytes = new Map()
    return this.#finish()
  }

  /** @throws Failure `input` where no rows are due, or they are not those announced */
  binary(bytes: Uint8Array): StreamEvent | undefined {
    const header = this.#header
    if (!header) throw misplaced('rows', 'a text')
    const table = decodeTable(bytes)
    if (table.length !== header.rows)
      throw misplaced(`${table.length} rows`, `${header.rows} rows of ${header.surface}`)
    this.#header = undefined
    this.#surfaces.set(header.surface, table)
    this.#bytes.set(header.surface, bytes.length)
    return this.#finish()
  }

  #announce(header: SurfaceHeaderMessage): undefined {
    const { surface, window_end_ts_ns } = header
    if (surface !== this.#awaited || window_end_ts_ns !== this.#start?.window_end_ts_ns)
      throw misplaced(`the header of ${surface}`, this.#awaited ?? 'a batch')
    this.#header = header
  }

  /** The surface whose turn it is, within a batch. */
  get #awaited(): SurfaceName | undefined {
    return this.#start?.surfaces[this.#surfaces.size]
  }

  #finish(): Batch | undefined {
    const start = this.#start
    if (!start || this.#surfaces.size < start.surfaces.length) return undefined
    this.#start = undefined
    return {
      type: 'batch',
      endSecond: secondFrom(start.window_end_ts_ns),
      dropped: start.dropped,
      surfaces: this.#surfaces,
      bytes: this.#bytes,
    }
  }
}

function misplaced(found: string, expected: string): Failure {
  return new Failure({
    code: 'input',
    what: 'the stream does not keep to its protocol',
    expected,
    found,
  })
}
