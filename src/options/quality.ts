/** The source of a strike's volatility; the index is the letter of the contract's column. */
export const QUALITIES = ['quoted', 'held', 'smile', 'none'] as const
export const QUOTED = 0
export const HELD = 1
export const SMILE = 2
export const NONE = 3

/**
 * Why a strike has no volatility of its own quote this second; the index is the code. The first is
 * that it has one.
 */
export const REASONS = [
  'quoted',
  /** No bid: the mid of nothing and an ask is an artefact. */
  'zero_bid',
  /** A bid without an ask. */
  'one_sided',
  /** The bid is at the ask or above it. */
  'crossed',
  /** A snapshot is incomplete, or the feed lost data. */
  'stale',
  /** The spread is too wide for the mid to determine a volatility. */
  'wide',
  /** The mid is at most what exercise pays. */
  'below_intrinsic',
  /** A call's mid is at least the future's price, or a put's the strike. */
  'above_max',
  /** The volatility lies outside of what an index can have. */
  'out_of_range',
  /** The last minute: gamma grows without bound, so the volatility stays as it was. */
  'expiring',
  /** The option has expired. */
  'expired',
  /** Only the in-the-money option is listed at the strike. */
  'unlisted',
  /** The future or the strike is at 0 or below: Black-76 takes the logarithm of both. */
  'no_model',
] as const

export type Reason = (typeof REASONS)[number]

export const REASON = Object.fromEntries(REASONS.map((reason, code) => [reason, code])) as Readonly<
  Record<Reason, number>
>
