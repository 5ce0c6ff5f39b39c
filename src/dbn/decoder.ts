import { Failure } from '../failure.ts'
import { Table } from '../table/table.ts'
import { Block } from './block.ts'
import type { DbnVersion, RecordKind, RecordLayout } from './layout.ts'
import {
  guessVersion,
  kindOfRtype,
  LAKE_KINDS,
  RECORD_HEADER_BYTES,
  recordLayout,
} from './layout.ts'
import { decodeMetadata, isDbn, type Metadata, metadataBytes, PRELUDE_BYTES } from './metadata.ts'
import { RecordColumns } from './record-columns.ts'

/** What a header's second byte would be as an rtype: the B of "DBN". */
const HEADER_RTYPE = 0x42

/** Consecutive records of one kind, as columns. */
export interface RecordBatch {
  readonly type: 'records'
  readonly layout: RecordLayout
  /** Rows in stream order. Its arrays are reused for the next batch, unless `keepTables` is set. */
  readonly table: Table
}

/** The bytes of one record that is not decoded; valid until the next item is requested. */
export interface RawRecord {
  readonly type: 'raw'
  readonly rtype: number
  readonly bytes: Uint8Array
}

export interface MetadataItem {
  readonly type: 'metadata'
  readonly metadata: Metadata
}

export type DbnItem = MetadataItem | RecordBatch | RawRecord

export interface DecoderOptions {
  /** Name of the stream in errors: a path. */
  readonly source?: string
  /** Keep the complete records of a stream that ends inside a record. */
  readonly allowTruncated?: boolean
  /**
   * Accept records without metadata: of this version, or with 'guess' of the version given by their
   * size. Metadata takes precedence.
   */
  readonly fragment?: DbnVersion | 'guess'
  /** Kinds to decode; default {@link LAKE_KINDS}. */
  readonly kinds?: readonly RecordKind[]
  /** Yield records of other kinds as bytes, in stream order; otherwise they are only counted. */
  readonly raw?: boolean
  /** Allocate new arrays for every batch, so that it can be kept or transferred. */
  readonly keepTables?: boolean
  /** Maximum number of rows in a batch. */
  readonly batchRows?: number
}

/** Working buffer, small enough to stay in the CPU cache. */
const BLOCK_BYTES = 64 * 1024
/** Larger than the metadata of all symbols of the largest dataset. */
const MAX_METADATA_BYTES = 2 ** 30
/** Target size of a batch; its rows are limited by MAX_BATCH_ROWS too. */
const BATCH_BYTES = 4 * 2 ** 20
const MAX_BATCH_ROWS = 64 * 1024

/**
 * Decodes a DBN stream without I/O: bytes are pushed in chunks of any size, complete items come
 * out. The same bytes give the same records however they are split.
 *
 * Every chunk is copied into one block in which the current record begins at byte 0, so records are
 * always aligned and contiguous.
 */
export class DbnDecoder {
  readonly #options: DecoderOptions
  readonly #source: string
  readonly #kinds: ReadonlySet<RecordKind>
  #state: 'prelude' | 'metadata' | 'records' = 'prelude'
  #metadata: Metadata | undefined
  #block = new Block(BLOCK_BYTES)
  /** Bytes of the block that are filled. */
  #filled = 0
  /** Stream offset of the block's byte 0. */
  #origin = 0
  /** Size of the whole header, known once the prelude is read. */
  #metadataBytes = 0
  #records = 0
  #truncatedAtByte: number | undefined
  readonly #skipped = new Map<number, number>()
  /** One set of columns per layout, reused for every batch. */
  readonly #columns = new Map<RecordLayout, RecordColumns>()
  /** The batch being filled. */
  #batch: RecordColumns | undefined

  constructor(options: DecoderOptions = {}) {
    this.#options = options
    this.#source = options.source ?? 'DBN stream'
    this.#kinds = new Set(options.kinds ?? LAKE_KINDS)
  }

  /** Complete records so far, including those of other kinds. */
  get records(): number {
    return this.#records
  }

  /** Records of kinds that are not decoded, by rtype. */
  get skipped(): ReadonlyMap<number, number> {
    return this.#skipped
  }

  /** Stream offset of the incomplete last record, if truncation is allowed and occurred. */
  get truncatedAtByte(): number | undefined {
    return this.#truncatedAtByte
  }

  /**
   * Decodes the next bytes of the stream, which are copied. Iterate to the end before the next
   * push.
   *
   * @throws Failure naming the byte, and the number of complete records before it
   */
  *push(chunk: Uint8Array): Generator<DbnItem> {
    let taken = 0
    while (taken < chunk.length) {
      const room = this.#block.capacity - this.#filled
      const piece = chunk.subarray(taken, taken + room)
      this.#block.bytes.set(piece, this.#filled)
      this.#filled += piece.length
      taken += piece.length
      yield* this.#advance()
    }
  }

  /** Hands out the batch being filled, so that nothing waits for a record that may never come. */
  *flush(): Generator<DbnItem> {
    yield* this.#flush()
  }

  /**
   * Ends the stream.
   *
   * @throws Failure if it ended inside a record and `allowTruncated` is not set, or inside metadata
   */
  *end(): Generator<DbnItem> {
    yield* this.#flush()
    const { bytes } = this.#block
    if (this.#state === 'metadata' || (this.#state === 'prelude' && isDbn(bytes)))
      throw this.#failure('the file ends inside its metadata', this.#filled, {
        expected: `${this.#metadataBytes || PRELUDE_BYTES} bytes at least`,
        found: `${this.#filled}`,
      })
    if (this.#state === 'prelude' && (this.#filled === 0 || !this.#options.fragment))
      throw this.#notDbn()
    if (this.#filled === 0) return
    if (!this.#options.allowTruncated)
      throw this.#failure('the file ends inside a record', 0, {
        found: `${this.#filled} bytes after ${this.#records} complete records`,
        fix: 'pass --allow-truncated to keep those',
      })
    this.#truncatedAtByte = this.#origin
  }

  *#advance(): Generator<DbnItem> {
    if (this.#state === 'prelude') this.#readPrelude()
    if (this.#state === 'metadata') yield* this.#readMetadata()
    if (this.#state === 'records') yield* this.#readRecords()
  }

  #readPrelude(): void {
    const { bytes } = this.#block
    if (this.#filled < PRELUDE_BYTES) return
    if (isDbn(bytes)) {
      this.#metadataBytes = metadataBytes(bytes, this.#source)
      this.#state = 'metadata'
    } else if (this.#options.fragment) {
      this.#state = 'records'
    } else {
      throw this.#notDbn()
    }
  }

  *#readMetadata(): Generator<DbnItem> {
    if (this.#filled < this.#metadataBytes) {
      if (this.#filled === this.#block.capacity) this.#grow()
      return
    }
    const header = this.#block.bytes.subarray(0, this.#metadataBytes)
    this.#metadata = decodeMetadata(header, this.#source)
    this.#state = 'records'
    this.#consume(this.#metadataBytes)
    yield { type: 'metadata', metadata: this.#metadata }
  }

  /**
   * Grows the block for large metadata by doubling as bytes arrive, since the length in the header
   * is not trusted.
   */
  #grow(): void {
    if (this.#metadataBytes > MAX_METADATA_BYTES)
      throw this.#failure('the metadata is too large', 4, {
        expected: `at most ${MAX_METADATA_BYTES} bytes`,
        found: `${this.#metadataBytes}`,
      })
    const larger = new Block(this.#block.capacity * 2)
    larger.bytes.set(this.#block.bytes)
    this.#block = larger
  }

  *#readRecords(): Generator<DbnItem> {
    const { bytes } = this.#block
    let at = 0
    while (at + 2 <= this.#filled) {
      const stride = bytes[at] * 4
      const rtype = bytes[at + 1]
      // No record begins like a header: there is no such rtype.
      if (
        rtype === HEADER_RTYPE &&
        at + PRELUDE_BYTES <= this.#filled &&
        isDbn(bytes.subarray(at))
      ) {
        throw this.#failure('a second DBN header begins here', at, {
          expected: 'one file',
          found: `two, one after the other; the first has ${this.#records} records`,
          fix: 'give them one by one',
        })
      }
      if (stride < RECORD_HEADER_BYTES)
        throw this.#corruptRecord(at, `a length of at least ${RECORD_HEADER_BYTES} bytes`, stride)
      if (at + stride > this.#filled) break
      const layout = this.#layoutOf(rtype, stride)
      if (!layout) {
        yield* this.#skip(rtype, bytes.subarray(at, at + stride))
        at += stride
        continue
      }
      if (stride < layout.size)
        throw this.#corruptRecord(at, `a ${layout.kind} record of ${layout.size} bytes`, stride)
      if (this.#batch?.layout !== layout) {
        yield* this.#flush()
        this.#batch = this.#columnsOf(layout)
      }
      const columns = this.#batch
      const { table } = columns
      const count = this.#runLength(at, stride, table.capacity - table.length)
      columns.decode(this.#block, at, stride, count, table.length)
      table.length += count
      at += count * stride
      this.#records += count
      if (table.length === table.capacity) yield* this.#flush()
    }
    this.#consume(at)
  }

  /** Number of consecutive records with the same length and rtype as the first. */
  #runLength(at: number, stride: number, maxCount: number): number {
    const { halves } = this.#block
    const step = stride / 2
    const first = at / 2
    const end = first + Math.min(maxCount, Math.floor((this.#filled - at) / stride)) * step
    const head = halves[first]
    let next = first + step
    while (next < end && halves[next] === head) next += step
    return (next - first) / step
  }

  *#skip(rtype: number, bytes: Uint8Array): Generator<DbnItem> {
    this.#records++
    this.#skipped.set(rtype, (this.#skipped.get(rtype) ?? 0) + 1)
    if (!this.#options.raw) return
    yield* this.#flush()
    yield { type: 'raw', rtype, bytes }
  }

  *#flush(): Generator<DbnItem> {
    const open = this.#batch
    this.#batch = undefined
    if (!open) return
    if (this.#options.keepTables) this.#columns.delete(open.layout)
    yield { type: 'records', layout: open.layout, table: open.table }
  }

  #layoutOf(rtype: number, bytes: number): RecordLayout | undefined {
    const kind = kindOfRtype(rtype)
    if (!kind || !this.#kinds.has(kind)) return undefined
    return recordLayout(kind, this.#versionOf(kind, bytes), this.#metadata?.tsOut ?? false)
  }

  #versionOf(kind: RecordKind, bytes: number): DbnVersion {
    if (this.#metadata) return this.#metadata.version
    const { fragment } = this.#options
    return fragment === 'guess' || !fragment ? guessVersion(kind, bytes) : fragment
  }

  #columnsOf(layout: RecordLayout): RecordColumns {
    let columns = this.#columns.get(layout)
    if (!columns) {
      const rows = Math.min(
        this.#options.batchRows ?? MAX_BATCH_ROWS,
        Math.floor(BATCH_BYTES / layout.size),
      )
      columns = new RecordColumns(layout, new Table(layout.contract, rows))
      this.#columns.set(layout, columns)
    }
    columns.table.clear()
    return columns
  }

  /** Drops the block's first bytes and moves the rest to its start. */
  #consume(bytes: number): void {
    if (bytes === 0) return
    this.#block.bytes.copyWithin(0, bytes, this.#filled)
    this.#filled -= bytes
    this.#origin += bytes
  }

  #notDbn(): Failure {
    const begin = [...this.#block.bytes.subarray(0, Math.min(4, this.#filled))]
    return this.#failure('this is not a DBN file', 0, {
      expected: 'the bytes "DBN" at the start',
      found: begin.length
        ? begin.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
        : 'nothing',
    })
  }

  #corruptRecord(at: number, expected: string, stride: number): Failure {
    return this.#failure('a record is too short', at, {
      expected,
      found: `${stride} bytes, after ${this.#records} complete records`,
    })
  }

  /** @param at offset in the block */
  #failure(
    what: string,
    at: number,
    detail: { expected?: string; found: string; fix?: string },
  ): Failure {
    const where = `${this.#source}, byte ${this.#origin + at}`
    return new Failure({ code: 'input', what, where, ...detail })
  }
}
