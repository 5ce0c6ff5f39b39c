import type { FieldRow } from './field.ts'

/** Bytes of one level: a bid and an ask price, their sizes and their counts. */
const LEVEL_BYTES = 32

/** The rows of a number of market-by-price levels from an offset on, the best first. */
export function levelRows(offset: number, levels: number): readonly FieldRow[] {
  return Array.from({ length: levels }, (_, level) => {
    const at = offset + level * LEVEL_BYTES
    const suffix = String(level).padStart(2, '0')
    const rank = level === 0 ? 'best' : `level ${level + 1}`
    return [
      ...quoteRows(at, suffix, rank),
      { name: `bid_ct_${suffix}`, at: `u32@${at + 24}`, doc: `Orders at the bid, ${rank}.` },
      { name: `ask_ct_${suffix}`, at: `u32@${at + 28}`, doc: `Orders at the ask, ${rank}.` },
    ]
  }).flat()
}

/** The rows of a consolidated best quote, which has publishers in place of order counts. */
export function consolidatedLevelRows(offset: number): readonly FieldRow[] {
  return [
    ...quoteRows(offset, '00', 'best'),
    {
      name: 'bid_pb_00',
      at: `u16@${offset + 24}`,
      doc: 'Databento publisher whose bid is the best.',
    },
    {
      name: 'ask_pb_00',
      at: `u16@${offset + 28}`,
      doc: 'Databento publisher whose ask is the best.',
    },
  ]
}

function quoteRows(at: number, suffix: string, rank: string): readonly FieldRow[] {
  return [
    {
      name: `bid_px_${suffix}`,
      at: `price@${at}`,
      doc: `Bid price, ${rank}, in 1e-9 units; 2^63-1 = undefined.`,
    },
    {
      name: `ask_px_${suffix}`,
      at: `price@${at + 8}`,
      doc: `Ask price, ${rank}, in 1e-9 units; 2^63-1 = undefined.`,
    },
    { name: `bid_sz_${suffix}`, at: `u32@${at + 16}`, doc: `Contracts at the bid, ${rank}.` },
    { name: `ask_sz_${suffix}`, at: `u32@${at + 20}`, doc: `Contracts at the ask, ${rank}.` },
  ]
}
