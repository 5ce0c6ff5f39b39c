import { type RecordRows, TS_RECV_DOC } from './field.ts'

/** StatusMsg: the trading state of an instrument. */
export const STATUS: RecordRows = {
  rtype: 0x12,
  sizes: [40, 40, 40],
  doc: 'A change of the trading state of an instrument.',
  rows: [
    { name: 'ts_recv', at: 'time@16', doc: TS_RECV_DOC },
    {
      name: 'action',
      at: 'u16@24',
      doc: '0 none, 1 pre-open, 2 pre-cross, 3 quoting, 4 cross, 5 rotation, 6 new price indication, 7 trading, 8 halt, 9 pause, 10 suspend, 11 pre-close, 12 close, 13 post-close, 14 short sale restriction change, 15 not available.',
    },
    {
      name: 'reason',
      at: 'u16@26',
      doc: '0 none, 1 scheduled, 2 surveillance, 3 market event, 4 activation, 5 expiration, 6 recovery; others are kept as they come.',
    },
    {
      name: 'trading_event',
      at: 'u16@28',
      doc: '0 none, 1 no cancel, 2 change of session, 3 implied on, 4 implied off.',
    },
    { name: 'is_trading', at: 'char@30', doc: 'ASCII code: Y yes, N no, ~ not known.' },
    { name: 'is_quoting', at: 'char@31', doc: 'ASCII code: Y yes, N no, ~ not known.' },
    {
      name: 'is_short_sell_restricted',
      at: 'char@32',
      doc: 'ASCII code: Y yes, N no, ~ not known.',
    },
  ],
  reserved: [['7@33'], ['7@33'], ['7@33']],
}
