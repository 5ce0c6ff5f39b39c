import type { DayDescription } from '../seconds/second.ts'
import { clockText } from './clock-text.ts'
import { priceText } from './price-text.ts'

/** Kinds of events, the most specific first. */
export const EVENT_KINDS = [
  'alert',
  'stop run',
  'wall gone',
  'sweep',
  'absorption',
  'iceberg',
  'through a wall',
  'possible iceberg',
  'through a level',
  'vacuum',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** What happened, where and when. */
export interface DayEvent {
  readonly second: number
  readonly kind: EventKind
  /** Side of the book; undefined where it is of none. */
  readonly side: 'asks' | 'bids' | undefined
  /** Its lowest and highest price in ticks; NO_TICK if it has no price. */
  readonly low: number
  readonly high: number
  /** Lots pulled, traded or hidden; 0 where it is not of lots. */
  readonly lots: number
  /** What is left to say: a level's name, a score, refills. */
  readonly note: string
}

/** How a day writes its prices. */
export type PriceDay = Pick<DayDescription, 'tickSize' | 'priceParts'>

/** What and where: "asks 6904.75–6908.25 pulled, 812 lots". */
export function whatText({ kind, side, low, high, lots, note }: DayEvent, day: PriceDay): string {
  const price = (tick: number) => priceText(tick, day.tickSize, day.priceParts)
  const prices = low === high ? price(low) : `${price(low)}–${price(high)}`
  const way = side === 'asks' ? 'up' : 'down'
  switch (kind) {
    case 'alert':
      return `alert: ${note}`
    case 'vacuum':
      return `vacuum ${note}`
    case 'wall gone':
      return `${side} ${prices} pulled, ${lots} lots`
    case 'through a wall':
      return `spot ${way} through ${lots} lots of ${side} at ${price(low)}`
    case 'through a level':
      return `spot ${way} through ${note} at ${price(low)}`
    case 'sweep':
      return `${side} ${prices} swept ${note}, ${lots} lots`
    case 'stop run':
      return `stop run ${way} through ${prices}, ${lots} lots by ${note}`
    case 'iceberg':
      return `iceberg of ${side} at ${prices}, ${lots} hidden lots, ${note}`
    case 'possible iceberg':
      return `possible iceberg of ${side} at ${prices}, ${lots} lots, ${note}`
    case 'absorption':
      return `${side} at ${prices} absorbed ${lots} lots`
  }
}

/** When and what, with the other events of its second: "09:33:21  asks 6904.75 pulled, 81 lots". */
export function eventText(
  event: DayEvent & { readonly others: readonly DayEvent[] },
  day: PriceDay,
): string {
  const all = [event, ...event.others].map((one) => whatText(one, day))
  return `${clockText(event.second)}  ${all.join('; ')}`
}
