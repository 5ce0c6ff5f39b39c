/**
 * The head of an Arrow record batch: an encapsulated IPC message whose flatbuffer says how many
 * rows follow and where in the body each buffer lies. The flatbuffer of a contract is the same every
 * second but for these numbers, so it is laid out once by hand instead of being built of objects
 * each time (Arrow columnar format, "Serialization and IPC"; Message.fbs, version 5).
 *
 *   0  u32  0xFFFFFFFF, continuation        4  u32  bytes of the flatbuffer
 *   the flatbuffer, from byte 8 on:
 *   0  u32  root: the message at 32
 *   4  u16× 6  vtable of the message        16  u16× 5  vtable of the record batch
 *  32  the message:      0 i32 vtable  4 u32 header  8 i64 body bytes  16 i16 version  18 u8 header type
 *  56  the record batch: 0 i32 vtable  4 u32 nodes   8 i64 rows        16 u32 buffers
 *  84  u32  nodes, then each   0 i64 rows    8 i64 nulls
 *  and u32  buffers, then each 0 i64 offset  8 i64 bytes
 */

const PREFIX = 8
const MESSAGE_VTABLE = 4
const RECORD_BATCH_VTABLE = 16
const MESSAGE = 32
const RECORD_BATCH = 56
const NODE_COUNT = 84
const NODES = 88
/** Of a node, and of a buffer. */
const STRUCT = 16

const VERSION_5 = 4
const RECORD_BATCH_HEADER = 3

/** Buffers of a body begin at a multiple of this. */
export function aligned(bytes: number): number {
  return (bytes + 7) & ~7
}

/** Where a buffer lies in the body. */
export interface BufferSpan {
  /** From the body's beginning. */
  readonly offset: number
  readonly bytes: number
}

/** Bytes before the body. */
export function rowsHeadBytes(columns: number, buffers: number): number {
  return PREFIX + NODES + STRUCT * columns + 8 + STRUCT * buffers
}

/** Writes the head of a batch of rows without nulls, at the beginning of `target`. */
export function writeRowsHead(
  target: DataView,
  rows: number,
  columns: number,
  buffers: readonly BufferSpan[],
  bodyBytes: number,
): void {
  const bufferCount = NODES + STRUCT * columns + 4
  const u32 = (at: number, value: number) => target.setUint32(PREFIX + at, value, true)
  const u16s = (at: number, ...values: number[]) => {
    for (const [n, value] of values.entries()) target.setUint16(PREFIX + at + 2 * n, value, true)
  }
  target.setUint32(0, 0xffffffff, true)
  target.setUint32(4, rowsHeadBytes(columns, buffers.length) - PREFIX, true)

  u32(0, MESSAGE)
  // Of a vtable: its own bytes, its table's, then where in the table each field lies.
  u16s(MESSAGE_VTABLE, 12, 20, 16, 18, 4, 8)
  u16s(RECORD_BATCH_VTABLE, 10, 20, 8, 4, 16)

  u32(MESSAGE, MESSAGE - MESSAGE_VTABLE)
  u32(MESSAGE + 4, RECORD_BATCH - (MESSAGE + 4))
  u32(MESSAGE + 8, bodyBytes)
  u16s(MESSAGE + 16, VERSION_5, RECORD_BATCH_HEADER)

  u32(RECORD_BATCH, RECORD_BATCH - RECORD_BATCH_VTABLE)
  u32(RECORD_BATCH + 4, NODE_COUNT - (RECORD_BATCH + 4))
  u32(RECORD_BATCH + 8, rows)
  u32(RECORD_BATCH + 16, bufferCount - (RECORD_BATCH + 16))

  u32(NODE_COUNT, columns)
  for (let column = 0; column < columns; column++) u32(NODES + STRUCT * column, rows)
  u32(bufferCount, buffers.length)
  for (const [index, { offset, bytes }] of buffers.entries()) {
    u32(bufferCount + 4 + STRUCT * index, offset)
    u32(bufferCount + 12 + STRUCT * index, bytes)
  }
}

/** What the head of a batch says. */
export interface RowsHead {
  readonly rows: number
  readonly columns: number
  readonly buffers: readonly BufferSpan[]
  /** Where the body begins, from the message's beginning. */
  readonly body: number
  readonly bodyBytes: number
}

/**
 * The mirror of {@link writeRowsHead}, of any producer's layout: tables are found through their
 * vtables.
 *
 * @param at where in `source` the message begins
 * @throws Error where it is no batch of rows without nulls, RangeError where it ends too early
 */
export function readRowsHead(source: DataView, at: number): RowsHead {
  const body = PREFIX + source.getUint32(at + 4, true)
  const message = new FlatTable(source, at + PREFIX)
  const headerType = message.u8(1)
  if (headerType !== RECORD_BATCH_HEADER) throw new Error(`a message of type ${headerType}`)
  const batch = message.table(2)
  if (batch.has(3)) throw new Error('compressed rows')
  const rows = batch.i64(0)
  const nodes = batch.structs(1)
  for (const node of nodes) {
    if (readI64(source, node) !== rows || readI64(source, node + 8) !== 0)
      throw new Error('columns of different lengths, or with nulls')
  }
  const buffers = batch.structs(2).map((span) => ({
    offset: readI64(source, span),
    bytes: readI64(source, span + 8),
  }))
  return { rows, columns: nodes.length, buffers, body, bodyBytes: message.i64(3) }
}

/** A flatbuffer's table: fields by number, 0 where one is left out. */
class FlatTable {
  readonly #view: DataView
  readonly #at: number

  /** @param reference where the table's offset lies */
  constructor(view: DataView, reference: number) {
    this.#view = view
    this.#at = reference + view.getUint32(reference, true)
  }

  has(field: number): boolean {
    return this.#field(field) !== 0
  }

  u8(field: number): number {
    const at = this.#field(field)
    return at === 0 ? 0 : this.#view.getUint8(at)
  }

  i64(field: number): number {
    const at = this.#field(field)
    return at === 0 ? 0 : readI64(this.#view, at)
  }

  table(field: number): FlatTable {
    return new FlatTable(this.#view, this.#field(field))
  }

  /** Where each struct of a vector begins. */
  structs(field: number): number[] {
    const at = this.#field(field)
    const vector = at + this.#view.getUint32(at, true)
    const count = this.#view.getUint32(vector, true)
    if (vector + 4 + STRUCT * count > this.#view.byteLength) throw new RangeError('cut short')
    return Array.from({ length: count }, (_, index) => vector + 4 + STRUCT * index)
  }

  #field(field: number): number {
    const vtable = this.#at - this.#view.getInt32(this.#at, true)
    const slot = 4 + 2 * field
    if (slot >= this.#view.getUint16(vtable, true)) return 0
    const offset = this.#view.getUint16(vtable + slot, true)
    return offset === 0 ? 0 : this.#at + offset
  }
}

/** Counts and offsets, which are far below 2^53. */
function readI64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getInt32(at + 4, true) * 4_294_967_296
}
