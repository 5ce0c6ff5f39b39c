import type { EventKind as TableKind } from '../events/event-rows.ts'
import { priceFromWords } from '../market/price.ts'
import { floorTick } from '../market/tick.ts'
import { secondFromWords } from '../market/time.ts'
import { type Table, words } from '../table/table.ts'
import type { DayEvent, EventKind } from './event-text.ts'

/** Events of `silver.future_mbo.events` as a trader names them. */
export type MarketEventKind = Extract<
  EventKind,
  'sweep' | 'stop run' | 'absorption' | 'iceberg' | 'possible iceberg'
>

/** An event of the orders and trades, in the second in which it was known. */
export interface MarketEvent extends DayEvent {
  readonly kind: MarketEventKind
  readonly side: 'asks' | 'bids'
}

const TIME = 'window_end_ts_ns'
/** Only what was known in that second: total_lots and end_ts_ns look ahead. */
export const MARKET_EVENT_COLUMNS = {
  events: [TIME, 'kind', 'side', 'low_price_int', 'high_price_int', 'lots', 'strength'],
} as const

/** The kinds with which screens name an event of the table. */
type MarkedKind = Exclude<TableKind, 'wall_gone' | 'pull' | 'spoof_like' | 'gap'>

/** Of each kind that screens mark: its name, and what `strength` counts. */
const KINDS: Readonly<
  Record<MarkedKind, readonly [kind: MarketEventKind, note: (strength: number) => string]>
> = {
  sweep: ['sweep', () => 'by one order'],
  sweep_run: ['sweep', () => 'in a run'],
  stop_run: ['stop run', (orders) => `${orders} orders`],
  iceberg: ['iceberg', (refills) => `${refills} refills`],
  iceberg_synthetic: ['possible iceberg', (refills) => `${refills} refills`],
  absorption: ['absorption', () => ''],
}

const ASK = 'A'.charCodeAt(0)

/**
 * The events of a table's rows, in order; kinds that are not marked, or that a newer server may have,
 * are left out.
 *
 * @param tickSize price units of a tick
 */
export function marketEvents(table: Table, tickSize: number): MarketEvent[] {
  const times = words(table.column(TIME, 'int64'))
  const kinds = table.column('kind', 'text')
  const sides = table.column('side', 'char')
  const lows = words(table.column('low_price_int', 'int64'))
  const highs = words(table.column('high_price_int', 'int64'))
  const lots = table.column('lots', 'int32')
  const strengths = table.column('strength', 'int32')
  const tickOf = (prices: Uint32Array, row: number) =>
    floorTick(priceFromWords(prices[2 * row], prices[2 * row + 1]), tickSize)
  const events: MarketEvent[] = []
  for (let row = 0; row < table.length; row++) {
    const name = kinds[row]
    if (!isMarkedKind(name)) continue
    const [kind, note] = KINDS[name]
    events.push({
      second: secondFromWords(times[2 * row], times[2 * row + 1]),
      kind,
      side: sides[row] === ASK ? 'asks' : 'bids',
      low: tickOf(lows, row),
      high: tickOf(highs, row),
      lots: lots[row],
      note: note(strengths[row]),
    })
  }
  return events
}

function isMarkedKind(name: string): name is MarkedKind {
  return Object.hasOwn(KINDS, name)
}

/** The price at which an event is marked: where a sweep or a stop run got to. */
export function markedTick({ side, low, high }: MarketEvent): number {
  return side === 'asks' ? high : low
}
