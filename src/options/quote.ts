import { REASON } from './quality.ts'
import { type TickRule, tickAt } from './tick-rule.ts'

/** A spread of so many ticks is accepted, however cheap the option. */
const MAX_SPREAD_TICKS = 3
/** A spread of this share of the mid is accepted, however many ticks it has. */
const MAX_SPREAD_SHARE = 0.25

/**
 * Whether a volatility may be taken from the mid of a quote.
 *
 * @param bid best bid in price units; 0 where none stands
 * @param ask best ask alike
 * @param isSuspect the book is not known
 * @returns a code of {@link REASON}; `quoted` if it may
 */
export function judgeQuote(bid: number, ask: number, isSuspect: boolean, rule: TickRule): number {
  if (isSuspect) return REASON.stale
  if (bid <= 0) return REASON.zero_bid
  if (ask <= 0) return REASON.one_sided
  if (bid >= ask) return REASON.crossed
  const mid = (bid + ask) / 2
  const widest = Math.max(MAX_SPREAD_TICKS * tickAt(rule, mid), MAX_SPREAD_SHARE * mid)
  return ask - bid <= widest ? REASON.quoted : REASON.wide
}
