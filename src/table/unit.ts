import type { Field } from '../contracts/contract.ts'
import { meaningOf, undefinedOf } from './meaning.ts'

/** What columns count, by their names; the first that matches. */
const UNITS: readonly (readonly [name: RegExp, unit: string])[] = [
  [/_ticks$/, 'ticks'],
  [/_qty(_|$)|_volume$|^ofi$|^wall_erosion$/, 'lots'],
  [/^(mid_price|spot_ref_price|spot|underlying_spot_ref|strike_points|vwap|settlement)$/, 'points'],
  [/^(call_wall|put_wall|abs_gamma_strike|zero_gamma|sma_\d+)$/, 'points'],
  [/^(session|prior|pm|or)_(high|low|close)$/, 'points'],
  [/^trade_value$/, 'points × lots'],
  [/^oi_(call|put)$/, 'contracts'],
  [/^iv$/, 'per year'],
  [/^gamma$/, 'per point'],
  [/^gex_usd_1pct$/, '$'],
  [/^(total_)?gex(_call|_put)?(_abs)?$|^gex_(flow|sum)$|^volume_gex$/, '$ per point per point'],
  [/^hedge(_|$)|^net_lots_to_move|^trade_hedge_lots$|^delta_(oi|flow|sum)$/, 'futures contracts'],
  [/^gamma_(oi|flow|sum)$/, 'futures contracts per point'],
  [/^vanna_pt_/, 'futures contracts per volatility point'],
  [/^(bid|ask)_vega$/, '$ per volatility point'],
  [/^width_vol_pt$/, 'volatility points'],
  [/^charm_min_/, 'futures contracts per minute'],
  [/^inventory_(call|put)$|^oi_(min|max)_/, 'contracts'],
  [/_volume_(call|put)$/, 'lots'],
  [/_points$/, 'points'],
  [/^years$/, 'years'],
  [/^sigma_|^risk_reversal_|^butterfly_|^realized_vol$|^svi_error$/, 'per year'],
  [/^horizon_seconds$/, 'seconds'],
]

/** Differences from second to second count what the column does that they are of. */
const DIFFERENCE = /^d[123]_/

/** What a column's numbers count; undefined of ratios, scores, logarithms, counts, truths and texts. */
export function unitOf({ name, kind }: Field): string | undefined {
  if (kind === 'int64') {
    const meaning = meaningOf(name)
    if (meaning === 'time') return 'ns since the Unix epoch, UTC'
    if (meaning !== 'number') return '1e-9 currency units'
  }
  const of = name.replace(DIFFERENCE, '')
  return UNITS.find(([pattern]) => pattern.test(of))?.[1]
}

/** The value that stands for none, as a text; undefined where every row has one. */
export function sentinelOf(field: Field): string | undefined {
  if (field.kind === 'float64') return field.nan ? 'NaN' : undefined
  return field.nullable ? undefinedOf(field)?.toString() : undefined
}
