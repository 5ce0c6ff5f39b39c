import { type RecordRows, TS_RECV_DOC } from './field.ts'

/** StatMsg: a published statistic of an instrument: settlement, open interest, volume. */
export const STATISTICS: RecordRows = {
  rtype: 0x18,
  sizes: [64, 64, 80],
  doc: 'A statistic published by the exchange.',
  rows: [
    { name: 'ts_recv', at: 'time@16', doc: TS_RECV_DOC },
    {
      name: 'ts_ref',
      at: 'time@24',
      doc: 'The time the statistic is of (for open interest and settlement, midnight UTC of the trade date), ns since the epoch; -1 = undefined.',
    },
    {
      name: 'price',
      at: 'price@32',
      doc: 'The value of a price statistic in 1e-9 units; 2^63-1 = undefined.',
    },
    {
      name: 'quantity',
      at: ['i32@40', 'i32@40', 'i64@40'],
      hasUndefined: true,
      doc: 'The value of a quantity statistic in contracts; the largest value of its type (int64 from version 3, int32 before) = undefined.',
    },
    {
      name: 'sequence',
      at: ['u32@44', 'u32@44', 'u32@48'],
      doc: "The exchange's packet sequence number.",
    },
    {
      name: 'ts_in_delta',
      at: ['i32@48', 'i32@48', 'i32@52'],
      doc: "ts_recv minus the exchange's sending time, ns; may be negative.",
    },
    {
      name: 'stat_type',
      at: ['u16@52', 'u16@52', 'u16@56'],
      doc: '1 opening price, 2 indicative open, 3 settlement, 4 session low, 5 session high, 6 cleared volume, 7 lowest offer, 8 highest bid, 9 open interest, 10 fixing price; others are kept as they come.',
    },
    {
      name: 'channel_id',
      at: ['u16@54', 'u16@54', 'u16@58'],
      doc: "The feed's channel, as Databento numbers them.",
    },
    {
      name: 'update_action',
      at: ['u8@56', 'u8@56', 'u8@60'],
      doc: '1 new, 2 the statistic is deleted.',
    },
    {
      name: 'stat_flags',
      at: ['u8@57', 'u8@57', 'u8@61'],
      hasUndefined: true,
      doc: 'Bits of a settlement: 1 final, 2 actual, 4 rounded to the trading tick; 255 = not applicable.',
    },
  ],
  reserved: [['6@58'], ['6@58'], ['18@62']],
}
