import { type DbnVersion, recordLayout } from '../dbn/layout.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { startOfUtcDate } from '../market/time.ts'
import { Table } from '../table/table.ts'
import { PUBLISHER } from './publisher.ts'
import { appendRecord } from './table-rows.ts'

const RTYPE_STATISTICS = 0x18
const SETTLEMENT = 3
const CLEARED_VOLUME = 6
const OPEN_INTEREST = 9
/** Settlements: actual, and then also final. Others: bit 7, not set. */
const PRELIMINARY = 2
const FINAL = 3
const NO_FLAGS = 128
/** Undefined quantity before version 3, and since. */
const NO_QUANTITY = 0x7fff_ffff

/** Measured publication times, ns after midnight UTC. */
const FINAL_AT = clock(0, 31)
const INTEREST_AT = clock(2, 23)
const PRELIMINARY_AT = clock(22, 38)

/** Published figures of an instrument. */
export interface InstrumentFigures {
  readonly id: number
  readonly channel: number
  /** Of the trading day before: 1e-9 units, lots, lots. */
  readonly settlement: number
  readonly volume: number
  readonly openInterest: number
  /** This day's settlement, if published already, 1e-9 units. */
  readonly todaysSettlement?: number
}

/**
 * The statistics of a UTC date: overnight the final settlement, open interest and cleared volume of
 * the trading day before; after the close, the preliminary settlement of this one.
 *
 * @param before the trading date before
 */
export function statisticsTable(
  date: string,
  before: string,
  figures: readonly InstrumentFigures[],
  version: DbnVersion,
): Table {
  const layout = recordLayout('statistics', version)
  const table = new Table(layout.contract, figures.length * 4)
  const noQuantity = version === 3 ? UNDEF_PRICE : NO_QUANTITY
  const midnight = startOfUtcDate(date)
  let sequence = 3000
  const append = (
    figure: InstrumentFigures,
    at: bigint,
    statType: number,
    value: { price?: number; quantity?: number },
    flags: number,
    reference: string,
  ) => {
    const received = midnight + at + BigInt(sequence) * 900n
    appendRecord(layout, table, {
      rtype: RTYPE_STATISTICS,
      publisher_id: PUBLISHER,
      instrument_id: figure.id,
      ts_event: received - 290_000n,
      ts_recv: received,
      ts_ref: startOfUtcDate(reference),
      price: value.price === undefined ? UNDEF_PRICE : BigInt(value.price),
      quantity: value.quantity ?? noQuantity,
      sequence: sequence++,
      ts_in_delta: 19_800,
      stat_type: statType,
      channel_id: figure.channel,
      update_action: 1,
      stat_flags: flags,
    })
  }
  for (const each of figures) {
    append(each, FINAL_AT, SETTLEMENT, { price: each.settlement }, FINAL, before)
  }
  for (const each of figures) {
    append(each, INTEREST_AT, CLEARED_VOLUME, { quantity: each.volume }, NO_FLAGS, before)
    append(each, INTEREST_AT, OPEN_INTEREST, { quantity: each.openInterest }, NO_FLAGS, before)
  }
  for (const each of figures) {
    if (each.todaysSettlement === undefined) continue
    append(each, PRELIMINARY_AT, SETTLEMENT, { price: each.todaysSettlement }, PRELIMINARY, date)
  }
  return table
}

function clock(hour: number, minute: number): bigint {
  return BigInt(hour * 60 + minute) * 60_000_000_000n
}
