import { type FieldRow, type RecordRows, TS_RECV_DOC } from './field.ts'

const FLAGS_DOC =
  'Bits: 128 last of event, 64 top of book, 32 snapshot, 16 aggregated, 8 bad ts_recv, 4 maybe bad book, 2 publisher specific.'

/** The first rows of trades and of every record of a book change. */
const CHANGE_ROWS: readonly FieldRow[] = [
  {
    name: 'price',
    at: 'price@16',
    doc: 'Price of the trade or of the changed level in 1e-9 units; 2^63-1 = undefined.',
  },
  {
    name: 'size',
    at: 'u32@24',
    hasUndefined: true,
    doc: 'Quantity in contracts; 2^32-1 = undefined.',
  },
  {
    name: 'action',
    at: 'char@28',
    doc: 'ASCII code: A add, C cancel, M modify, R clear, T trade, F fill, N none.',
  },
  {
    name: 'side',
    at: 'char@29',
    doc: 'ASCII code: B bid, A ask, N none; on a trade the side of the aggressor.',
  },
  { name: 'flags', at: 'u8@30', doc: FLAGS_DOC },
]

const DEPTH_ROW: FieldRow = {
  name: 'depth',
  at: 'u8@31',
  doc: 'The book level where the change happened; 0 is the best.',
}

const RECEIPT_ROWS: readonly FieldRow[] = [
  { name: 'ts_recv', at: 'time@32', doc: TS_RECV_DOC },
  {
    name: 'ts_in_delta',
    at: 'i32@40',
    doc: "ts_recv minus the exchange's sending time, ns; may be negative.",
  },
]

const SEQUENCE_ROW: FieldRow = {
  name: 'sequence',
  at: 'u32@44',
  doc: "The exchange's packet sequence number.",
}

/** Common rows of TradeMsg, Mbp1Msg and Mbp10Msg: bytes 16 to 48. */
export const TRADE_ROWS: readonly FieldRow[] = [
  ...CHANGE_ROWS,
  DEPTH_ROW,
  ...RECEIPT_ROWS,
  SEQUENCE_ROW,
]

/** Rows of Cmbp1Msg, which has neither depth nor sequence. */
export const CONSOLIDATED_CHANGE_ROWS: readonly FieldRow[] = [...CHANGE_ROWS, ...RECEIPT_ROWS]

/** The last trade in quotes at fixed intervals: no action, the other rows as above. */
export const LAST_TRADE_ROWS: readonly FieldRow[] = [
  {
    name: 'price',
    at: 'price@16',
    doc: 'Price of the last trade in 1e-9 units; 2^63-1 = undefined.',
  },
  {
    name: 'size',
    at: 'u32@24',
    hasUndefined: true,
    doc: 'Contracts of the last trade; 2^32-1 = undefined.',
  },
  {
    name: 'side',
    at: 'char@29',
    doc: "ASCII code of the last trade's aggressor: B bid, A ask, N none.",
  },
  { name: 'flags', at: 'u8@30', doc: FLAGS_DOC },
  {
    name: 'ts_recv',
    at: 'time@32',
    doc: 'End of the interval, ns since the epoch, UTC; -1 = undefined.',
  },
]

/** TradeMsg: a trade. The same in every version. */
export const TRADE: RecordRows = {
  rtype: 0x00,
  sizes: [48, 48, 48],
  doc: 'A trade.',
  rows: TRADE_ROWS,
  reserved: [[], [], []],
}
