import { Failure } from '../failure.ts'
import { Table } from '../table/table.ts'
import { Block } from './block.ts'
import type { DbnVersion, Layout, RecordKind } from './layout.ts'
import { guessVersion, kindOfRtype, LAKE_KINDS, layoutOf, RECORD_HEADER_BYTES } from './layout.ts'
import { decodeMetadata, isDbn, type Metadata, metadataBytes, PRELUDE_BYTES } from './metadata.ts'
import { RecordColumns } from './record-columns.ts'

/** Consecutive records of one kind, as columns. */
export interface RecordBatch {
  readonly type: 'records'
  readonly layout: Layout
  /** Rows in stream order. Its arrays are filled anew for the next batch; see `keepTables`. */
  readonly table: Table
}

/** The bytes of one record of a kind that is not decoded; valid until the next item is asked for. */
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

export interface MachineOptions {
  /** How errors name the stream: a path. */
  readonly source?: string
  /** Keep what came before the end of a stream that ends inside a record. */
  readonly allowTruncated?: boolean
  /**
   * Accept records without metadata, of this version, or with 'guess' of the version that their
   * size tells. Metadata, if there is any, wins.
   */
  readonly fragment?: DbnVersion | 'guess'
  /** Kinds to decode; {@link LAKE_KINDS} if left out. */
  readonly kinds?: readonly RecordKind[]
  /** Hand out records of other kinds as bytes, in their place in the stream; else count them. */
  readonly raw?: boolean
  /** Give every batch arrays of its own, to keep or to transfer. */
  readonly keepTables?: boolean
  /** Most rows of a batch. */
  readonly batchRows?: number
}

/** What a decoder works on at a time: small enough that copying in leaves it in the cache. */
const BLOCK_BYTES = 64 * 1024
/** More metadata than all the symbols of the largest dataset need. */
const MAX_METADATA_BYTES = 2 ** 30
/** A batch is about this large, and never has more rows than that. */
const BATCH_BYTES = 4 * 2 ** 20
const MAX_BATCH_ROWS = 64 * 1024

/**
 * Decodes a DBN stream without reading anything: bytes are pushed in pieces of any size, what they
 * complete comes out. The same bytes give the same records whatever the pieces.
 *
 * Every piece is copied through one block, where the record under way begins at byte 0: so records
 * are always aligned, whatever came before them, and none is ever cut in two.
 */
export class DbnMachine {
  readonly #options: MachineOptions
  readonly #source: string
  readonly #kinds: ReadonlySet<RecordKind>
  #state: 'prelude' | 'metadata' | 'records' = 'prelude'
  #metadata: Metadata | undefined
  #block = new Block(BLOCK_BYTES)
  /** Bytes of the block that are filled. */
  #filled = 0
  /** The stream's byte that lies at the block's byte 0. */
  #origin = 0
  /** Of the whole header, once its prelude is read. */
  #metadataBytes = 0
  #records = 0
  #truncatedAtByte: number | undefined
  readonly #skipped = new Map<number, number>()
  /** One set of columns a layout, filled again and again. */
  readonly #columns = new Map<Layout, RecordColumns>()
  /** The batch being filled. */
  #open: RecordColumns | undefined

  constructor(options: MachineOptions = {}) {
    this.#options = options
    this.#source = options.source ?? 'DBN stream'
    this.#kinds = new Set(options.kinds ?? LAKE_KINDS)
  }

  /** Whole records so far, those of other kinds included. */
  get records(): number {
    return this.#records
  }

  /** Records of kinds that are not decoded, by rtype. */
  get skipped(): ReadonlyMap<number, number> {
    return this.#skipped
  }

  /** Where the record began that the end of the stream cut, if it did and that was allowed. */
  get truncatedAtByte(): number | undefined {
    return this.#truncatedAtByte
  }

  /**
   * Takes the next bytes of the stream, which are copied. Iterate to the end before the next push.
   *
   * @throws Failure naming the byte, and how many whole records came before it
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

  /**
   * Says that the stream has ended.
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
        found: `${this.#filled} bytes after ${this.#records} whole records`,
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

  /** Room for metadata larger than the block: by doubling, as bytes come, not as a header claims. */
  #grow(): void {
    if (this.#metadataBytes > MAX_METADATA_BYTES)
      throw this.#failure('the metadata is larger than any', 4, {
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
      const stride = (bytes[at] as number) * 4
      const rtype = bytes[at + 1] as number
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
      if (this.#open?.layout !== layout) {
        yield* this.#flush()
        this.#open = this.#columnsOf(layout)
      }
      const columns = this.#open as RecordColumns
      const { table } = columns
      const count = this.#run(at, stride, table.capacity - table.length)
      columns.decode(this.#block, at, stride, count, table.length)
      table.length += count
      at += count * stride
      this.#records += count
      if (table.length === table.capacity) yield* this.#flush()
    }
    this.#consume(at)
  }

  /** How many records, one after the other, begin with the same length and rtype as the first. */
  #run(at: number, stride: number, most: number): number {
    const { halves } = this.#block
    const step = stride / 2
    const first = at / 2
    const end = first + Math.min(most, Math.floor((this.#filled - at) / stride)) * step
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
    const open = this.#open
    this.#open = undefined
    if (!open) return
    if (this.#options.keepTables) this.#columns.delete(open.layout)
    yield { type: 'records', layout: open.layout, table: open.table }
  }

  #layoutOf(rtype: number, bytes: number): Layout | undefined {
    const kind = kindOfRtype(rtype)
    if (!kind || !this.#kinds.has(kind)) return undefined
    return layoutOf(kind, this.#versionOf(kind, bytes), this.#metadata?.tsOut ?? false)
  }

  #versionOf(kind: RecordKind, bytes: number): DbnVersion {
    if (this.#metadata) return this.#metadata.version
    const { fragment } = this.#options
    return fragment === 'guess' || !fragment ? guessVersion(kind, bytes) : fragment
  }

  #columnsOf(layout: Layout): RecordColumns {
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

  /** Forgets the block's first bytes and moves the rest to its beginning. */
  #consume(bytes: number): void {
    if (bytes === 0) return
    this.#block.bytes.copyWithin(0, bytes, this.#filled)
    this.#filled -= bytes
    this.#origin += bytes
  }

  #notDbn(): Failure {
    const begin = [...this.#block.bytes.subarray(0, Math.min(4, this.#filled))]
    return this.#failure('this is not a DBN file', 0, {
      expected: 'it to begin with "DBN"',
      found: begin.length
        ? begin.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
        : 'nothing',
    })
  }

  #corruptRecord(at: number, expected: string, stride: number): Failure {
    return this.#failure('a record is too short', at, {
      expected,
      found: `${stride} bytes, after ${this.#records} whole records`,
    })
  }

  /** @param at byte of the block */
  #failure(
    what: string,
    at: number,
    detail: { expected?: string; found: string; fix?: string },
  ): Failure {
    const where = `${this.#source}, byte ${this.#origin + at}`
    return new Failure({ code: 'input', what, where, ...detail })
  }
}
