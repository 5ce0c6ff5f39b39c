import type { SideIndex } from '../book/book.ts'
import { FURTHEST } from './depth-profile.ts'
import type { EpisodePlan } from './episode-plan.ts'
import type { Market } from './market.ts'
import type { Conditions } from './order-flow.ts'
import type { Random } from './prng.ts'

/** Share of new orders that still arrive in a band being emptied. */
const HUSHED_ADDS = 0.2
/** Share of leaving orders that are cancelled; the others move far away. */
const CANCEL_SHARE = 0.75
const REFILL_HALF_LIVES = 3
/** Price levels per second taken by a sweep. */
const SWEEP_RATE = 300

/** A planted episode: a band of absolute prices on one side. Times are ns from the base. */
export interface Planted {
  readonly plan: EpisodePlan
  readonly side: SideIndex
  readonly startTime: number
  /** End of the pulling (or filling, drifting, rolling). */
  readonly endTime: number
  readonly lowTick: number
  readonly highTick: number
}

type Phase = 'act' | 'hush' | 'refill'

/**
 * The episodes of a day: vacuums, in which one side's orders leave a price band, and look-alikes.
 * One at a time; each adds its own messages to the background flow.
 */
export class Episodes implements Conditions {
  readonly planted: Planted[] = []
  readonly #plans: readonly EpisodePlan[]
  readonly #market: Market
  readonly #random: Random
  #nextPlan = 0
  #now: Planted | undefined
  #phase: Phase = 'act'
  #phaseEnd = 0
  #ordersBefore = 0
  #sweepAt = Number.POSITIVE_INFINITY
  /** The tick before which the current sweep ends; −1 without a sweep. */
  #sweepLimit = -1

  constructor(plans: readonly EpisodePlan[], market: Market, random: Random) {
    this.#plans = plans
    this.#market = market
    this.#random = random
  }

  depthAt(side: SideIndex, tick: number): number {
    return this.#hushes(side, tick) ? HUSHED_ADDS : 1
  }

  addsAt(side: SideIndex, tick: number): number {
    return this.#hushes(side, tick) ? HUSHED_ADDS : 1
  }

  #hushes(side: SideIndex, tick: number): boolean {
    const now = this.#now
    return (
      now !== undefined &&
      now.plan.kind === 'vacuum' &&
      this.#phase !== 'refill' &&
      side === now.side &&
      tick >= now.lowTick &&
      tick <= now.highTick
    )
  }

  /** Nothing is being planted. */
  get isIdle(): boolean {
    return this.#now === undefined
  }

  /** Advances to a time; called every few hundredths of a second. */
  reach(time: number): void {
    const now = this.#now
    if (!now) {
      const plan = this.#plans[this.#nextPlan]
      if (plan && time >= plan.startTime) this.#begin(plan, time)
      return
    }
    if (time >= this.#sweepAt) {
      this.#sweepAt = Number.POSITIVE_INFINITY
      const { sweepSide, sweepTicks } = now.plan
      const best = this.#market.orders.best[sweepSide]
      this.#sweepLimit = best + (sweepSide === 0 ? sweepTicks : -sweepTicks)
    }
    if (time < this.#phaseEnd) return
    if (now.plan.kind !== 'vacuum' || this.#phase === 'refill') {
      this.#now = undefined
    } else if (this.#phase === 'act') {
      this.#phase = 'hush'
      this.#phaseEnd = now.endTime + now.plan.hush
    } else {
      this.#phase = 'refill'
      this.#phaseEnd += REFILL_HALF_LIVES * now.plan.refillHalfLife
    }
  }

  /** Messages per second that the current episode adds. */
  intensity(): number {
    const now = this.#now
    if (!now) return 0
    if (this.#sweepLimit >= 0) return SWEEP_RATE
    const { plan } = now
    const seconds = plan.duration / 1e9
    switch (plan.kind) {
      case 'vacuum':
        if (this.#phase === 'hush') return 0
        if (this.#phase === 'act') {
          return (-Math.log(1 - plan.removal) / seconds) * this.#ordersIn(now)
        }
        return (
          (Math.LN2 / (plan.refillHalfLife / 1e9)) *
          Math.max(this.#ordersBefore - this.#ordersIn(now), 0)
        )
      case 'roll':
        return this.#ordersBefore / seconds
      case 'fill':
        return 6 / seconds
      case 'drift':
        return (2 * plan.bandTicks) / seconds
    }
  }

  /** Sends one message of the current episode. */
  act(time: number): void {
    const now = this.#now
    if (!now) return
    if (this.#sweepLimit >= 0) {
      this.#sweep(time, now.plan.sweepSide)
      return
    }
    switch (now.plan.kind) {
      case 'vacuum':
        if (this.#phase === 'act') this.#pull(time, now)
        else this.#refill(time, now)
        break
      case 'roll':
        this.#roll(time, now)
        break
      case 'fill':
        this.#take(time, now, 1)
        break
      case 'drift':
        this.#take(time, now, this.#random.between(0.3, 1))
        break
    }
  }

  #begin(plan: EpisodePlan, time: number): void {
    this.#nextPlan++
    const { side, gapTicks, bandTicks } = plan
    const best = this.#market.orders.best[side]
    const near = side === 0 ? best + gapTicks : best - gapTicks
    const far = side === 0 ? near + bandTicks - 1 : near - bandTicks + 1
    const now = {
      plan,
      side,
      startTime: time,
      endTime: time + plan.duration,
      lowTick: Math.min(near, far),
      highTick: Math.max(near, far),
    }
    this.#now = now
    this.#phase = 'act'
    this.#phaseEnd = now.endTime
    this.#ordersBefore = this.#ordersIn(now)
    this.#sweepLimit = -1
    this.#sweepAt = plan.sweepTicks > 0 ? now.endTime + plan.sweepDelay : Number.POSITIVE_INFINITY
    this.planted.push(now)
  }

  #ordersIn({ side, lowTick, highTick }: Planted): number {
    let count = 0
    for (let tick = lowTick; tick <= highTick; tick++) {
      count += this.#market.orders.ordersAt(side, tick)
    }
    return count
  }

  /** A random tick of the band, weighted by its orders; −1 if it has none. */
  #tickOfAnOrder(now: Planted): number {
    let left = this.#random.below(this.#ordersIn(now))
    for (let tick = now.lowTick; tick <= now.highTick; tick++) {
      left -= this.#market.orders.ordersAt(now.side, tick)
      if (left < 0) return tick
    }
    return -1
  }

  #pull(time: number, now: Planted): void {
    const tick = this.#tickOfAnOrder(now)
    if (tick < 0) return
    // From the front of the queue: long-resting orders leave too.
    const slot = this.#market.orders.firstAt(now.side, tick)
    if (this.#random.chance(CANCEL_SHARE)) {
      this.#market.cancel(time, slot)
    } else {
      const best = this.#market.orders.best[now.side]
      const away = 60 + this.#random.below(FURTHEST - 60)
      this.#market.move(time, slot, now.side === 0 ? best + away : best - away)
    }
  }

  #refill(time: number, now: Planted): void {
    const tick = now.lowTick + this.#random.below(now.plan.bandTicks)
    const { best } = this.#market.orders
    if (now.side === 0 ? tick <= best[1] : tick >= best[0]) return
    this.#market.add(time, now.side, tick, 1 + this.#random.below(3))
  }

  /** Moves an order of the band one tick back. */
  #roll(time: number, now: Planted): void {
    const tick = this.#tickOfAnOrder(now)
    if (tick < 0) return
    const slot = this.#market.orders.firstAt(now.side, tick)
    this.#market.move(time, slot, now.side === 0 ? tick + 1 : tick - 1)
  }

  /** Takes a share of the lots at the best price, in the band or on the way to it. */
  #take(time: number, now: Planted, share: number): void {
    const { orders } = this.#market
    const best = orders.best[now.side]
    const isPast = now.side === 0 ? best > now.highTick : best < now.lowTick
    if (isPast) return
    const lots = Math.max(Math.floor(orders.lotsAt(now.side, best) * share), 1)
    this.#market.trade(time, (1 - now.side) as SideIndex, lots, best, false)
  }

  /** Sweeps a side, price by price, up to the limit. */
  #sweep(time: number, side: SideIndex): void {
    const { orders } = this.#market
    const best = orders.best[side]
    if (side === 0 ? best >= this.#sweepLimit : best <= this.#sweepLimit) {
      this.#sweepLimit = -1
      return
    }
    const lots = orders.lotsAt(side, best)
    this.#market.trade(time, (1 - side) as SideIndex, lots, best, false)
  }
}
