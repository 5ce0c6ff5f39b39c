import type { RecordRows } from './field.ts'
import { consolidatedLevelRows, levelRows } from './levels.ts'
import { CONSOLIDATED_CHANGE_ROWS, LAST_TRADE_ROWS, TRADE_ROWS } from './trades.ts'

/** The same reserved bytes in every version. */
function reservedInAll(places: readonly string[]): RecordRows['reserved'] {
  return [places, places, places]
}

/** Mbp1Msg: a change of the best quote, or with schema tbbo a trade and the quote before it. */
export const MBP_1: RecordRows = {
  rtype: 0x01,
  sizes: [80, 80, 80],
  doc: 'Market by price, the best level: the book after a change of it, or a trade.',
  rows: [...TRADE_ROWS, ...levelRows(48, 1)],
  reserved: reservedInAll([]),
}

/** Mbp10Msg: a change of the ten best levels. */
export const MBP_10: RecordRows = {
  rtype: 0x0a,
  sizes: [368, 368, 368],
  doc: 'Market by price, ten levels: the book after a change of them, or a trade.',
  rows: [...TRADE_ROWS, ...levelRows(48, 10)],
  reserved: reservedInAll([]),
}

/** BboMsg: the best quote and the last trade at the end of an interval. */
export function bbo(rtype: number, interval: string): RecordRows {
  return {
    rtype,
    sizes: [80, 80, 80],
    doc: `The best quote and the last trade at the end of every ${interval}.`,
    rows: [
      ...LAST_TRADE_ROWS,
      { name: 'sequence', at: 'u32@44', doc: 'Sequence number of the last update.' },
      ...levelRows(48, 1),
    ],
    reserved: reservedInAll(['1@28', '1@31', '4@40']),
  }
}

/** Cmbp1Msg: a change of the best quote of several venues. */
export function cmbp1(rtype: number, doc: string): RecordRows {
  return {
    rtype,
    sizes: [80, 80, 80],
    doc,
    rows: [...CONSOLIDATED_CHANGE_ROWS, ...consolidatedLevelRows(48)],
    reserved: reservedInAll(['1@31', '4@44', '2@74', '2@78']),
  }
}

/** CbboMsg: the best quote of several venues and the last trade at the end of an interval. */
export function cbbo(rtype: number, interval: string): RecordRows {
  return {
    rtype,
    sizes: [80, 80, 80],
    doc: `The best quote of several venues and the last trade at the end of every ${interval}.`,
    rows: [...LAST_TRADE_ROWS, ...consolidatedLevelRows(48)],
    reserved: reservedInAll(['1@28', '1@31', '8@40', '2@74', '2@78']),
  }
}
