/**
 * Bands of distance from spot, on a side's own half of the book: asks at or above spot, bids at or
 * below. A distance is in ticks, away from spot.
 */

/** The furthest distance that is looked at, in ticks. */
export const MAX_DISTANCE_TICKS = 20

/** Index of a band: 0–2 ticks, 3–5, 6–14 and 15–20. */
export const BAND = { at: 0, near: 1, mid: 2, far: 3 } as const

/** Names of the bands, by index. */
export const BAND_NAMES = ['at', 'near', 'mid', 'far'] as const

/** First distance of each band. */
const BAND_STARTS = [0, 3, 6, 15]

/** The band of each distance from 0 to {@link MAX_DISTANCE_TICKS}. */
export const BAND_OF_DISTANCE = Uint8Array.from({ length: MAX_DISTANCE_TICKS + 1 }, (_, distance) =>
  BAND_STARTS.findLastIndex((start) => start <= distance),
)

/** How many ticks each band has. */
export const BAND_TICKS = BAND_NAMES.map(
  (_, band) => BAND_OF_DISTANCE.filter((other) => other === band).length,
)
