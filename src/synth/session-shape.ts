/**
 * Activity over the day: the U shape of regular trading hours with mean 1, and the quiet night.
 * Hours are New York time.
 */

const OPEN = 9.5
const CLOSE = 16
/** Regular hours' activity at these hours, linear between them; the opening's decay comes on top. */
const HOURS = [9.5, 11.5, 12.5, 13.5, 15, 15.92, 16] as const
const LEVELS = [0.83, 0.78, 0.59, 0.59, 0.98, 2.15, 2.15] as const
/** The opening's extra activity and how fast it decays, hours. */
const OPENING_EXTRA = 1.65
const OPENING_DECAY = 20 / 60
/** Activity in Asia, Europe and after the close, relative to the mean of regular hours. */
const NIGHT = 0.06
const EUROPE = 0.18
const AFTER_CLOSE = 0.15

/** Scheduled news, hours: 08:30, 10:00 and 14:00. */
export const NEWS_HOURS = [8.5, 10, 14] as const

/** Activity at an hour of the day, 0–24, of which regular hours' mean is 1. */
export function activityAt(hour: number): number {
  if (hour < OPEN) return hour >= 3 ? EUROPE : NIGHT
  if (hour >= CLOSE) return hour < 17 ? AFTER_CLOSE : NIGHT
  let segment = 0
  while (hour >= HOURS[segment + 1]) segment++
  const share = (hour - HOURS[segment]) / (HOURS[segment + 1] - HOURS[segment])
  const level = LEVELS[segment] + share * (LEVELS[segment + 1] - LEVELS[segment])
  return level + OPENING_EXTRA * Math.exp(-(hour - OPEN) / OPENING_DECAY)
}

/** Effect of scheduled news on a second: activity and target depth. */
export interface NewsEffect {
  readonly activity: number
  readonly depth: number
  /** Whether this is the second of the release. */
  readonly isRelease: boolean
}

const NO_NEWS: NewsEffect = { activity: 1, depth: 1, isRelease: false }
const FADE: NewsEffect = { activity: 0.8, depth: 0.5, isRelease: false }
const RELEASE: NewsEffect = { activity: 12, depth: 0.3, isRelease: true }
const BURST: NewsEffect = { ...RELEASE, isRelease: false }
const AFTERMATH: NewsEffect = { activity: 2, depth: 0.3, isRelease: false }
const FADE_SECONDS = 120
const BURST_SECONDS = 5
const AFTERMATH_SECONDS = 40

/** Liquidity fades two minutes before news; the release is a burst into a thin book. */
export function newsAt(hour: number): NewsEffect {
  for (const news of NEWS_HOURS) {
    // Tolerance: seconds are not exact fractions of an hour in binary.
    const seconds = Math.round((hour - news) * 3600)
    if (seconds < -FADE_SECONDS || seconds >= AFTERMATH_SECONDS) continue
    if (seconds < 0) return FADE
    if (seconds === 0) return RELEASE
    return seconds < BURST_SECONDS ? BURST : AFTERMATH
  }
  return NO_NEWS
}
