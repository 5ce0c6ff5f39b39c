import type { Contract } from '../contracts/contract.ts'
import { Failure } from '../failure.ts'
import type { Second, SurfaceName } from '../seconds/second.ts'
import type { Table } from '../table/table.ts'
import { decodeRows, decodeSchema, decodeTable } from './decode-table.ts'
import { encodeRows, encodeTable } from './encode-table.ts'
import {
  type BatchStartMessage,
  formatSecond,
  parseServerMessage,
  type ServerMessage,
  type SurfaceHeaderMessage,
  type SurfaceSchemaMessage,
  secondFrom,
} from './messages.ts'

/** One surface of a second as two messages: a text header, then binary rows. */
export interface SurfaceMessages {
  readonly surface: SurfaceName
  readonly header: string
  readonly rows: Uint8Array
}

/** The message that starts a batch. */
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

/** What a client has chosen of the payloads. */
export interface PayloadForm {
  /** Are schemas sent once, before the first batch, and left out of the payloads? */
  readonly schemaOnce: boolean
  /** The columns that are sent, by surface: all of one that is not here. */
  readonly contracts: ReadonlyMap<SurfaceName, Contract>
}

/** What a client gets that chooses nothing: every payload a whole stream, of all columns. */
export const WHOLE_STREAMS: PayloadForm = { schemaOnce: false, contracts: new Map() }

/** The text that comes before a surface's schema, where schemas are sent once. */
export function encodeSchemaHeader(surface: SurfaceName): string {
  const message: SurfaceSchemaMessage = { type: 'surface_schema', surface }
  return JSON.stringify(message)
}

/** A second's surfaces as messages, in the second's order. */
export function encodeSurfaces(
  { endSecond, surfaces }: Second,
  { schemaOnce, contracts } = WHOLE_STREAMS,
): SurfaceMessages[] {
  const window_end_ts_ns = formatSecond(endSecond)
  const encode = schemaOnce ? encodeRows : encodeTable
  return Array.from(surfaces, ([surface, table]) => {
    const rows = table.length
    const header: SurfaceHeaderMessage = { type: 'surface_header', surface, window_end_ts_ns, rows }
    return {
      surface,
      header: JSON.stringify(header),
      rows: encode(table, contracts.get(surface) ?? table.contract),
    }
  })
}

/** A received second. */
export interface StreamBatch extends Second {
  readonly type: 'batch'
  /** Batches dropped since the connection was made. */
  readonly dropped: number
  /** Bytes of each surface's payload. */
  readonly bytes: ReadonlyMap<SurfaceName, number>
}

/** An event of a stream, with assembled batches. */
export type StreamEvent =
  | StreamBatch
  | Exclude<ServerMessage, SurfaceSchemaMessage | BatchStartMessage | SurfaceHeaderMessage>

/**
 * Assembles batches from messages in order, and returns complete events. A batch that differs from
 * its announcement is refused, since the stream cannot be trusted after that.
 */
export class BatchAssembler {
  /** Of surfaces whose schema has come by itself. */
  readonly #contracts = new Map<SurfaceName, Contract>()
  /** The surface whose schema is due. */
  #announced: SurfaceName | undefined
  #start: BatchStartMessage | undefined
  #header: SurfaceHeaderMessage | undefined
  #surfaces = new Map<SurfaceName, Table>()
  #bytes = new Map<SurfaceName, number>()

  /** @throws Failure `input` if the message is out of order */
  text(text: string): StreamEvent | undefined {
    const message = parseServerMessage(text)
    if (!message) return undefined
    if (message.type === 'error') return message
    if (this.#header) throw outOfOrder(message.type, `the rows of ${this.#header.surface}`)
    if (this.#announced) throw outOfOrder(message.type, `the schema of ${this.#announced}`)
    if (message.type === 'surface_header') return this.#announce(message)
    if (this.#start) throw outOfOrder(message.type, `the header of ${this.#awaited}`)
    if (message.type === 'surface_schema') {
      this.#announced = message.surface
      return undefined
    }
    if (message.type !== 'batch_start') return message
    this.#start = message
    this.#surfaces = new Map()
    this.#bytes = new Map()
    return this.#finish()
  }

  /** @throws Failure `input` if no rows are expected, or not as many as announced */
  binary(bytes: Uint8Array): StreamEvent | undefined {
    if (this.#announced) {
      this.#contracts.set(this.#announced, decodeSchema(bytes))
      this.#announced = undefined
      return undefined
    }
    const header = this.#header
    if (!header) throw outOfOrder('rows', 'a text')
    const contract = this.#contracts.get(header.surface)
    const table = contract ? decodeRows(contract, bytes) : decodeTable(bytes)
    if (table.length !== header.rows)
      throw outOfOrder(`${table.length} rows`, `${header.rows} rows of ${header.surface}`)
    this.#header = undefined
    this.#surfaces.set(header.surface, table)
    this.#bytes.set(header.surface, bytes.length)
    return this.#finish()
  }

  #announce(header: SurfaceHeaderMessage): undefined {
    const { surface, window_end_ts_ns } = header
    if (surface !== this.#awaited || window_end_ts_ns !== this.#start?.window_end_ts_ns)
      throw outOfOrder(`the header of ${surface}`, this.#awaited ?? 'a batch')
    this.#header = header
  }

  /** The next surface of the current batch. */
  get #awaited(): SurfaceName | undefined {
    return this.#start?.surfaces[this.#surfaces.size]
  }

  #finish(): StreamBatch | undefined {
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

function outOfOrder(found: string, expected: string): Failure {
  return new Failure({
    code: 'input',
    what: 'the stream violates the protocol',
    expected,
    found,
  })
}
