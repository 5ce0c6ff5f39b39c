import { type FieldRow, type RecordRows, TS_RECV_DOC } from './field.ts'

function price(name: string, at: number, doc: string): FieldRow {
  return { name, at: `price@${at}`, doc: `${doc} in 1e-9 units; 2^63-1 = undefined.` }
}

function quantity(name: string, at: number, doc: string): FieldRow {
  return { name, at: `u32@${at}`, doc: `${doc}; 2^32-1 = undefined.`, hasUndefined: true }
}

/** ImbalanceMsg: the order imbalance of an auction. */
export const IMBALANCE: RecordRows = {
  rtype: 0x14,
  sizes: [112, 112, 112],
  doc: 'The order imbalance of an auction.',
  rows: [
    { name: 'ts_recv', at: 'time@16', doc: TS_RECV_DOC },
    price('ref_price', 24, 'Price at which the imbalance is computed'),
    { name: 'auction_time', at: 'u64@32', doc: 'Reserved.' },
    price('cont_book_clr_price', 40, 'Clearing price with the continuous book'),
    price('auct_interest_clr_price', 48, 'Clearing price of the auction orders alone'),
    price('ssr_filling_price', 56, 'Filling price under a short sale restriction'),
    price('ind_match_price', 64, 'Price at which most contracts would trade'),
    price('upper_collar', 72, 'Upper auction collar'),
    price('lower_collar', 80, 'Lower auction collar'),
    quantity('paired_qty', 88, 'Quantity that would trade at ref_price'),
    quantity('total_imbalance_qty', 92, 'Quantity not paired at ref_price'),
    quantity('market_imbalance_qty', 96, 'Quantity of market orders not paired at ref_price'),
    quantity('unpaired_qty', 100, 'Reserved'),
    { name: 'auction_type', at: 'char@104', doc: "ASCII code of the venue's auction type." },
    { name: 'side', at: 'char@105', doc: 'ASCII code of the imbalance: B bid, A ask, N none.' },
    { name: 'auction_status', at: 'u8@106', doc: "The venue's auction status." },
    { name: 'freeze_status', at: 'u8@107', doc: "The venue's freeze status." },
    { name: 'num_extensions', at: 'u8@108', doc: 'How often the auction was extended.' },
    { name: 'unpaired_side', at: 'char@109', doc: 'ASCII code of the unpaired quantity.' },
    {
      name: 'significant_imbalance',
      at: 'char@110',
      doc: 'ASCII code: whether the imbalance is significant by the venue.',
    },
  ],
  reserved: [['1@111'], ['1@111'], ['1@111']],
}
