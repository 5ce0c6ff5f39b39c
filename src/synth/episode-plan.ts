import type { SideIndex } from '../book/book.ts'
import type { Random } from './prng.ts'
import { NEWS_HOURS } from './session-shape.ts'

/** A vacuum or a look-alike: a big fill, a drift through the band, a roll to the next tick. */
export const LOOK_ALIKES = ['fill', 'drift', 'roll'] as const
export type EpisodeKind = 'vacuum' | (typeof LOOK_ALIKES)[number]

/** A planned episode; times and durations in nanoseconds, times from the tape's base. */
export interface EpisodePlan {
  readonly kind: EpisodeKind
  readonly side: SideIndex
  readonly startTime: number
  /** Duration of the pulling, filling, drifting or rolling. */
  readonly duration: number
  /** Ticks from the side's best to the band, and the band's width. */
  readonly gapTicks: number
  readonly bandTicks: number
  /** For a vacuum, share of the band's orders that leave. */
  readonly removal: number
  /** How long few orders return, and the half-life of the refill after that. */
  readonly hush: number
  readonly refillHalfLife: number
  /** Ticks swept, 0 for a false alarm, the side whose orders are taken, and the sweep's delay. */
  readonly sweepTicks: number
  readonly sweepSide: SideIndex
  readonly sweepDelay: number
}

/**
 * What follows a vacuum. `sometimes`: half of them are swept through. `none`: half are followed by a
 * sweep of either side, whatever side was pulled, so that vacuums say nothing of where the price
 * goes. A number: all are swept through, by so many ticks on average.
 */
export type VacuumEffect = 'sometimes' | 'none' | number

const SECOND = 1e9
/** Minimum time from one episode to the next, including its aftermath. */
const MIN_SPACING = 120 * SECOND

/**
 * Plans a session's episodes: vacuums and look-alikes alternate, each at a random time in its share
 * of the session, none near scheduled news.
 *
 * @param from, to the session, ns from the tape's base
 * @param hourAt New York's hour of a time
 * @param perHour vacuums an hour, and as many look-alikes
 * @param effects what is drawn for an effect other than `sometimes`: other draws stay the same
 */
export function planEpisodes(
  random: Random,
  from: number,
  to: number,
  perHour: number,
  hourAt: (time: number) => number,
  effect: VacuumEffect,
  effects: Random,
): EpisodePlan[] {
  const wanted = Math.round((perHour * (to - from)) / (3600 * SECOND))
  const most = Math.floor((to - from) / MIN_SPACING / 2)
  const count = 2 * Math.max(Math.min(wanted, most), perHour > 0 ? 1 : 0)
  const share = (to - from) / count
  const plans: EpisodePlan[] = []
  for (let index = 0; index < count; index++) {
    const early = from + share * index + Math.min(20 * SECOND, share / 4)
    const slack = Math.max(share - MIN_SPACING, 0)
    // Early in a second, so that it shows in the first second.
    const second = Math.ceil((early + slack * random.uniform()) / SECOND) * SECOND
    const startTime = second + Math.floor(random.between(0.01, 0.2) * SECOND)
    const isVacuum = index % 2 === 0
    const kind = isVacuum ? 'vacuum' : LOOK_ALIKES[(index >> 1) % LOOK_ALIKES.length]
    const plan = isVacuum
      ? withEffect(vacuum(random, startTime), effect, effects)
      : lookAlike(random, startTime, kind)
    if (!isNearNews(hourAt(startTime))) plans.push(plan)
  }
  return plans
}

function withEffect(plan: EpisodePlan, effect: VacuumEffect, effects: Random): EpisodePlan {
  if (effect === 'sometimes') return plan
  if (effect === 'none') return { ...plan, sweepSide: effects.below(2) as SideIndex }
  const whole = Math.floor(effect)
  return { ...plan, sweepTicks: whole + Number(effects.chance(effect - whole)) }
}

function vacuum(random: Random, startTime: number): EpisodePlan {
  const seconds = Math.min(Math.max(random.lognormal(0.9, 0.6), 0.5), 5)
  const sweeps = random.chance(0.5)
  const side = random.below(2) as SideIndex
  return {
    kind: 'vacuum',
    side,
    startTime,
    duration: Math.floor(seconds * SECOND),
    gapTicks: 1 + random.below(3),
    bandTicks: Math.min(Math.floor(random.lognormal(10, 0.7)), 36) + 4,
    // Longer episodes remove more, so that each second stands out.
    removal: Math.min(0.55 + 0.15 * seconds + 0.2 * random.uniform(), 0.9),
    hush: Math.floor(random.between(5, 40) * SECOND),
    refillHalfLife: (random.chance(0.4) ? 20 : random.between(60, 150)) * SECOND,
    sweepTicks: sweeps ? 4 + random.below(9) : 0,
    sweepSide: side,
    sweepDelay: Math.floor(random.between(0.3, 4) * SECOND),
  }
}

const NOTHING_AFTER = { removal: 0, hush: 0, refillHalfLife: 0, sweepTicks: 0, sweepDelay: 0 }

function lookAlike(random: Random, startTime: number, kind: EpisodeKind): EpisodePlan {
  const side = random.below(2) as SideIndex
  const common = { kind, side, startTime, sweepSide: side, ...NOTHING_AFTER }
  switch (kind) {
    case 'fill':
      return { ...common, duration: 0.7 * SECOND, gapTicks: 0, bandTicks: 3 + random.below(2) }
    case 'drift':
      return {
        ...common,
        duration: Math.floor(random.between(8, 25) * SECOND),
        gapTicks: 1,
        bandTicks: 4 + random.below(5),
      }
    default:
      return {
        ...common,
        duration: Math.floor(random.between(0.5, 3) * SECOND),
        gapTicks: 1 + random.below(3),
        bandTicks: 9 + random.below(8),
      }
  }
}

function isNearNews(hour: number): boolean {
  return NEWS_HOURS.some((news) => hour > news - 180 / 3600 && hour < news + 90 / 3600)
}
