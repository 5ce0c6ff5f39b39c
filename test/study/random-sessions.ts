import type { SessionSeries } from '../../src/study/session-series.ts'
import { Random } from '../../src/synth/prng.ts'

export interface RandomSessions {
  readonly seed: number
  readonly sessions: number
  readonly seconds: number
  /** Ticks by which the mid drifts over the horizon after each rise of the signal. */
  readonly theta?: number
  readonly horizonSeconds?: number
  /** The signal is that the mid has risen by 2 ticks within 5 seconds, not one of its own. */
  readonly isMomentum?: boolean
}

const TICK_POINTS = 0.25
const FIRST_SECOND = 1_767_709_800 // 2026-01-06 14:30 UTC
const DAY_SECONDS = 86_400
/** About 270 episodes in five sessions of 6.5 hours. */
const RISE_CHANCE = 1 / 430
const FALL_CHANCE = 1 / 8

/**
 * Sessions of a market and a signal, second by second: volatility wanders, differs by half hour and
 * day, and the signal rises more often where it is high, as real ones do. Without a theta the signal
 * knows nothing of what comes.
 */
export function randomSessions(options: RandomSessions): SessionSeries[] {
  const { seed, sessions } = options
  return Array.from({ length: sessions }, (_, index) =>
    randomSession(options, new Random(seed, `session ${index}`), index),
  )
}

function randomSession(
  { seconds, theta = 0, horizonSeconds = 60, isMomentum = false }: RandomSessions,
  random: Random,
  index: number,
): SessionSeries {
  const signal = new Float64Array(seconds)
  const bid = new Float64Array(seconds)
  const ask = new Float64Array(seconds)
  const dayScale = Math.exp(0.3 * random.normal())
  let [mid, logVolatility, halfHourScale] = [27_600, 0, 1]
  let driftUntil = -1
  let lastRise = Number.NEGATIVE_INFINITY
  for (let second = 0; second < seconds; second++) {
    if (second % 1800 === 0) halfHourScale = Math.exp(0.4 * random.normal())
    logVolatility = 0.995 * logVolatility + 0.05 * random.normal()
    const volatility = 0.25 * dayScale * halfHourScale * Math.exp(logVolatility)
    mid += volatility * random.normal()
    if (second <= driftUntil) mid += theta / horizonSeconds
    // Rounded, a mid that has just risen is too high on average, and falls back.
    const best = isMomentum ? mid : Math.round(mid)
    bid[second] = (best - 0.5) * TICK_POINTS
    ask[second] = (best + 0.5) * TICK_POINTS
    const isUp = second > 0 && signal[second - 1] === 1
    const chance = isUp ? 1 - FALL_CHANCE : RISE_CHANCE * Math.min(4 * volatility, 4)
    signal[second] = Number(
      isMomentum ? bid[second] - (bid[second - 5] ?? bid[0]) >= 0.5 : random.uniform() < chance,
    )
    if (!isUp && signal[second] === 1 && second - lastRise >= horizonSeconds) {
      lastRise = second
      driftUntil = second + horizonSeconds
    }
  }
  const firstSecond = FIRST_SECOND + index * DAY_SECONDS
  const dt = new Date(firstSecond * 1000).toISOString().slice(0, 10)
  return { symbol: 'ESH6', dt, firstSecond, tickPoints: TICK_POINTS, signal, bid, ask }
}
