import { type RecordRows, TS_RECV_DOC } from './field.ts'

/** MboMsg: one change of one order. The same in every version. */
export const MBO: RecordRows = {
  rtype: 0xa0,
  sizes: [56, 56, 56],
  doc: 'Market by order: one change of one order, or a trade or fill.',
  rows: [
    {
      name: 'order_id',
      at: 'u64@16',
      doc: "The exchange's order id; 0 where the record is of no order.",
    },
    {
      name: 'price',
      at: 'price@24',
      doc: 'Order or trade price in 1e-9 units; 2^63-1 = undefined.',
    },
    {
      name: 'size',
      at: 'u32@32',
      hasUndefined: true,
      doc: 'Quantity in contracts; 2^32-1 = undefined.',
    },
    {
      name: 'flags',
      at: 'u8@36',
      doc: 'Bits: 128 last of event, 64 top of book, 32 snapshot, 16 aggregated, 8 bad ts_recv, 4 maybe bad book, 2 publisher specific.',
    },
    { name: 'channel_id', at: 'u8@37', doc: "The feed's channel, as Databento numbers them." },
    {
      name: 'action',
      at: 'char@38',
      doc: 'ASCII code: A add, C cancel, M modify, R clear, T trade, F fill, N none.',
    },
    {
      name: 'side',
      at: 'char@39',
      doc: 'ASCII code: B bid, A ask, N none; of the resting order, on a trade of the aggressor.',
    },
    { name: 'ts_recv', at: 'time@40', doc: TS_RECV_DOC },
    {
      name: 'ts_in_delta',
      at: 'i32@48',
      doc: "ts_recv minus the exchange's sending time, ns; may be negative.",
    },
    { name: 'sequence', at: 'u32@52', doc: "The exchange's packet sequence number." },
  ],
  reserved: [[], [], []],
}
