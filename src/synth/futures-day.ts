import type { SideIndex } from '../book/book.ts'
import { points } from '../market/price.ts'
import { ASK, BID } from '../market/side.ts'
import { Activity } from './activity.ts'
import { FURTHEST } from './depth-profile.ts'
import { planEpisodes, type VacuumEffect } from './episode-plan.ts'
import { Episodes } from './episodes.ts'
import { FairValue } from './fair-value.ts'
import { BRANCHING, Hawkes } from './hawkes.ts'
import { Market, type TradedInstrument } from './market.ts'
import type { MboTape } from './mbo-tape.ts'
import { openingAuction, PRE_OPEN_SECONDS, PreOpen } from './opening-auction.ts'
import { OrderFlow } from './order-flow.ts'
import { planPatterns } from './pattern-plan.ts'
import { Patterns } from './patterns.ts'
import { Random } from './prng.ts'
import { RestingOrders } from './resting-orders.ts'
import { activityAt, newsAt } from './session-shape.ts'

const SECOND = 1e9
/** The clock's step within a second: activity is constant over it. */
const STEPS = 20
/** Number of mids recorded per second. */
const QUARTERS = 4
/** Minimum time between two messages of an instrument, ns. */
const MIN_GAP = 300
/** Time between orders when a book is rebuilt, ns. */
const RESTART_GAP = 2000
/** Initial estimate of records per message. */
const USUAL_RECORDS = 1.4
/** Largest factor by which the rate is corrected to meet the requested number of events. */
const MAX_CORRECTION = 2
/** Slow swings of the book's depth: time constant, standard deviation of the logarithm. */
const DEPTH_SECONDS = 300
const DEPTH_SIGMA = 0.3

export interface FuturesDayOptions {
  readonly seed: number
  /** Part of the seeds of the day's random streams. */
  readonly date: string
  readonly instrument: TradedInstrument
  readonly tape: MboTape
  /** Records wanted in all. */
  readonly events: number
  /** The session in whole seconds from the tape's base. */
  readonly startSecond: number
  readonly endSecond: number
  /** Best bid at the start. */
  readonly startTick: number
  /** Orders of the initial book are older than this, ns from the base. */
  readonly restingSince: number
  readonly firstOrderId: number
  /** Whether the session starts with a pre-open and an auction. */
  readonly opens: boolean
  readonly episodesPerHour: number
  readonly effect: VacuumEffect
  /** Of each kind of event, and as many near-misses. */
  readonly patternsPerHour: number
  /** New York's hour, 0–24, of a second from the base. */
  readonly hourAt: (second: number) => number
}

/** Simulates one future's trading day, second by second. */
export class FuturesDay {
  readonly market: Market
  readonly episodes: Episodes
  readonly patterns: Patterns
  /** The mid in points at each quarter of the last second run. */
  readonly mids = new Float64Array(QUARTERS)
  readonly #options: FuturesDayOptions
  readonly #random: Random
  readonly #activity: Activity
  readonly #hawkes: Hawkes
  readonly #flow: OrderFlow
  readonly #fairValue: FairValue
  readonly #preOpen: PreOpen
  /** Activity of the whole session, and of its rest, in seconds of usual activity. */
  readonly #weight: number
  #weightLeft = 0
  #messages = 0
  #recordsBefore = 0
  #time = 0
  #depthSwing = 0

  constructor(options: FuturesDayOptions) {
    const { seed, date, instrument, tape, startTick, startSecond, endSecond } = options
    const stream = (name: string) => new Random(seed, `${date} ${instrument.id} ${name}`)
    this.#options = options
    this.#random = stream('clock')
    this.#activity = new Activity(stream('activity'))
    this.#fairValue = new FairValue(startTick, stream('fair value'))
    this.#hawkes = new Hawkes(stream('hawkes'))
    const orders = new RestingOrders(startTick, options.firstOrderId)
    this.market = new Market(instrument, orders, tape)
    const plans = planEpisodes(
      stream('plan'),
      startSecond * SECOND,
      endSecond * SECOND,
      options.episodesPerHour,
      (time) => options.hourAt(time / SECOND),
      options.effect,
      stream('effect'),
    )
    this.episodes = new Episodes(plans, this.market, stream('episodes'))
    const patternPlans = planPatterns(
      stream('pattern plan'),
      startSecond * SECOND,
      endSecond * SECOND,
      options.patternsPerHour,
    )
    this.patterns = new Patterns(patternPlans, this.market, stream('patterns'), (time) =>
      this.#tick(time),
    )
    this.#flow = new OrderFlow(this.market, stream('flow'), this.episodes)
    this.#flow.populate(startTick, FURTHEST, options.restingSince)
    this.#preOpen = new PreOpen(this.market, stream('open'), startTick)
    for (let second = startSecond; second < endSecond; second++) {
      this.#weightLeft += this.#weightAt(second)
    }
    this.#weight = this.#weightLeft
  }

  /** Points. */
  get mid(): number {
    const { orders, instrument } = this.market
    return points(((orders.best[0] + orders.best[1]) / 2) * instrument.tickSize)
  }

  /** The first second to run, the pre-open's if there is one. */
  get firstSecond(): number {
    const { startSecond, opens } = this.#options
    return opens ? startSecond - PRE_OPEN_SECONDS : startSecond
  }

  /** Writes all resting orders as a snapshot. */
  writeSnapshot(time: number): void {
    const { tape, instrument, orders } = this.market
    tape.beginSnapshot(instrument.id, time)
    for (const slot of this.#restingSlots()) {
      tape.snapshotOrder(
        instrument.id,
        orders.side[slot] === 0 ? ASK : BID,
        orders.idLow[slot],
        orders.idHigh[slot],
        orders.enteredAt[slot],
        orders.tick[slot] * instrument.tickSize,
        orders.size[slot],
      )
    }
    tape.endSnapshot()
  }

  /** Clears the previous day's book and adds all resting orders as live records. */
  writeRestart(time: number): void {
    const { tape, instrument } = this.market
    tape.clear(instrument.id, time)
    let at = time
    for (const slot of this.#restingSlots()) {
      at += RESTART_GAP
      this.market.announce(at, slot)
    }
  }

  /** Runs one second, given from the tape's base. */
  runSecond(second: number): void {
    const { startSecond } = this.#options
    const time = second * SECOND
    if (second === this.firstSecond) this.#recordsBefore = this.market.tape.written
    if (second < startSecond) {
      this.#preOpen.runSecond(time)
      return
    }
    if (second === startSecond && this.#options.opens) openingAuction(this.market, time)
    this.#time = Math.max(this.#time, time)
    this.#leanAt(second)
    this.patterns.startSecond()
    const rate = this.#messageRate(second)
    for (let step = 0; step < STEPS; step++) {
      if (step % (STEPS / QUARTERS) === 0) this.mids[(step * QUARTERS) / STEPS] = this.mid
      const baseline = rate * (1 - BRANCHING) * this.#activity.step(1 / STEPS)
      this.#runStep(time + (step * SECOND) / STEPS, baseline)
    }
  }

  /** Sets depth and lean of the background flow for a second. */
  #leanAt(second: number): void {
    const hour = this.#options.hourAt(second)
    const news = newsAt(hour)
    if (news.isRelease) this.#fairValue.jump()
    this.#fairValue.step(activityAt(hour))
    const { best } = this.market.orders
    const keep = Math.exp(-1 / DEPTH_SECONDS)
    this.#depthSwing = keep * this.#depthSwing + Math.sqrt(1 - keep * keep) * this.#random.normal()
    this.#flow.depth = news.depth * Math.exp(DEPTH_SIGMA * this.#depthSwing)
    this.#flow.lean = this.#fairValue.leanAt((best[0] + best[1]) / 2)
  }

  /** Runs the messages of background flow and episode in a step. */
  #runStep(from: number, baseline: number): void {
    const length = 1 / STEPS
    this.episodes.reach(from)
    this.patterns.reach(from, this.episodes.isIdle)
    const extra = this.episodes.intensity()
    for (let at = 0; ; ) {
      const episode = extra > 0 ? this.#random.exponential() / extra : Number.POSITIVE_INFINITY
      const horizon = Math.min(length - at, episode)
      const wait = this.#hawkes.next(baseline, horizon)
      if (wait < horizon) {
        at += wait
        this.#flow.step(this.#tick(from + at * SECOND))
        this.#hawkes.arrive()
        this.#messages++
      } else if (episode < length - at) {
        at += episode
        this.episodes.act(this.#tick(from + at * SECOND))
      } else return
    }
  }

  /** The time of the next message. */
  #tick(time: number): number {
    this.#time = Math.max(Math.floor(time), this.#time + MIN_GAP)
    return this.#time
  }

  /** Messages per second: the remaining events spread over the remaining activity. */
  #messageRate(second: number): number {
    const { tape, events } = this.#options
    const weight = this.#weightAt(second)
    const written = tape.written - this.#recordsBefore
    const recordsPerMessage = this.#messages > 1000 ? written / this.#messages : USUAL_RECORDS
    const usual = events / this.#weight
    const wanted = Math.max(events - written, 0) / Math.max(this.#weightLeft, weight)
    this.#weightLeft -= weight
    const bounded = Math.min(Math.max(wanted, usual / MAX_CORRECTION), usual * MAX_CORRECTION)
    return (weight * bounded) / recordsPerMessage
  }

  #weightAt(second: number): number {
    const hour = this.#options.hourAt(second)
    return activityAt(hour) * newsAt(hour).activity
  }

  /** Every resting order: bids and then asks, best price and longest wait first. */
  *#restingSlots(): Generator<number> {
    const { orders } = this.market
    for (const side of [1, 0] as SideIndex[]) {
      const worse = side === 0 ? 1 : -1
      for (let tick = orders.best[side]; tick !== orders.furthest[side]; tick += worse) {
        for (let slot = orders.firstAt(side, tick); slot >= 0; slot = orders.next[slot]) yield slot
      }
    }
  }
}
