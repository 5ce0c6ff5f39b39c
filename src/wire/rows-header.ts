/**
 * The header of an Arrow record batch: an encapsulated IPC message whose flatbuffer holds the
 * number of rows and the position of each buffer in the body. Only these numbers change from second
 * to second, so the flatbuffer is written by hand instead of built from objects each time (Arrow
 * columnar format, "Serialization and IPC"; Message.fbs, version 5).
 *
 *   0  u32  0xFFFFFFFF, continuation        4  u32  bytes of the flatbuffer
 *   the flatbuffer, from byte 8 on:
 *   0  u32  root: the message at 32
 *   4  u16× 6  vtable of the message        16  u16× 5  vtable of the record batch
 * 32  the message:      0 i32 vtable  4 u32 header  8 i64 body bytes  16 i16 version  18 u8 header
 * type 56  the record batch: 0 i32 vtable  4 u32 nodes   8 i64 rows        16 u32 buffers 84  u32
 * nodes, then each   0 i64 rows    8 i64 nulls and u32  buffers, then each 0 i64 offset  8 i64
 * bytes
 */

import { FormatError } from '../format-error.ts'
import type { ByteView } from './byte-view.ts'
import { FlatTable } from './flat-table.ts'

const PREFIX_BYTES = 8
const MESSAGE_VTABLE = 4
const RECORD_BATCH_VTABLE = 16
const MESSAGE = 32
const RECORD_BATCH = 56
const NODE_COUNT = 84
const NODES = 88
/** Bytes of a node, and of a buffer. */
const STRUCT_BYTES = 16

/** Maximum rows of a batch: the largest array index. */
const MAX_ROWS = 2 ** 31 - 1

const VERSION_5 = 4
const RECORD_BATCH_HEADER = 3

/** Rounds up to the alignment of buffers, 8 bytes. */
export function aligned(bytes: number): number {
  return (bytes + 7) & ~7
}

/** Position of a buffer in the body. */
export interface BufferSpan {
  /** From the start of the body. */
  readonly offset: number
  readonly bytes: number
}

/** Bytes of the header, before the body. */
export function rowsHeaderBytes(columns: number, buffers: number): number {
  return PREFIX_BYTES + NODES + STRUCT_BYTES * columns + 8 + STRUCT_BYTES * buffers
}

/** Writes the header of a batch without nulls at the start of `target`. */
export function writeRowsHeader(
  target: DataView,
  rows: number,
  columns: number,
  buffers: readonly BufferSpan[],
  bodyBytes: number,
): void {
  const bufferCount = NODES + STRUCT_BYTES * columns + 4
  const u32 = (at: number, value: number) => target.setUint32(PREFIX_BYTES + at, value, true)
  const u16s = (at: number, ...values: number[]) => {
    for (const [n, value] of values.entries())
      target.setUint16(PREFIX_BYTES + at + 2 * n, value, true)
  }
  target.setUint32(0, 0xffffffff, true)
  target.setUint32(4, rowsHeaderBytes(columns, buffers.length) - PREFIX_BYTES, true)

  u32(0, MESSAGE)
  // A vtable: its size, its table's size, then the offset of each field in the table.
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
  for (let column = 0; column < columns; column++) u32(NODES + STRUCT_BYTES * column, rows)
  u32(bufferCount, buffers.length)
  for (const [index, { offset, bytes }] of buffers.entries()) {
    u32(bufferCount + 4 + STRUCT_BYTES * index, offset)
    u32(bufferCount + 12 + STRUCT_BYTES * index, bytes)
  }
}

/** The header of a batch. */
export interface RowsHeader {
  readonly rows: number
  readonly columns: number
  readonly buffers: readonly BufferSpan[]
  /** Offset of the body from the start of the message. */
  readonly body: number
  readonly bodyBytes: number
}

/**
 * The mirror of {@link writeRowsHeader}, for any producer's layout: tables are found through their
 * vtables.
 *
 * @param at offset of the message in `source`
 * @throws FormatError if it is not a batch without nulls, or is truncated
 */
export function readRowsHeader(source: ByteView, at: number): RowsHeader {
  const body = PREFIX_BYTES + source.u32(at + 4)
  const message = new FlatTable(source, at + PREFIX_BYTES)
  const headerType = message.u8(1)
  if (headerType !== RECORD_BATCH_HEADER) throw new FormatError(`a message of type ${headerType}`)
  const batch = message.table(2)
  if (batch.has(3)) throw new FormatError('compressed rows')
  const rows = batch.i64(0)
  if (!(rows >= 0 && rows <= MAX_ROWS)) throw new FormatError(`${rows} rows`)
  const nodes = batch.structs(1, STRUCT_BYTES)
  for (const node of nodes) {
    if (source.i64(node) !== rows || source.i64(node + 8) !== 0)
      throw new FormatError('columns of different lengths, or with nulls')
  }
  const buffers = batch.structs(2, STRUCT_BYTES).map((span) => ({
    offset: source.i64(span),
    bytes: source.i64(span + 8),
  }))
  return { rows, columns: nodes.length, buffers, body, bodyBytes: message.i64(3) }
}
