import type { SideIndex } from '../book/book.ts'
import type { EventKind } from '../events/event-rows.ts'
import type { PatternPlan } from './pattern-plan.ts'
import type { FoundPattern, PatternGround, PatternScript } from './pattern-script.ts'
import { OrderBookView } from './resting-view.ts'

const MS = 1e6
const SECOND = 1e9
/** A side is looked at so far from its best, ticks. */
const REACH = 20

type Script = (ground: PatternGround, plan: PatternPlan, time: number) => PatternScript

/** How each kind is planted. All between two yields is in one go, without background between. */
export const PATTERN_SCRIPTS: Readonly<Record<EventKind, Script>> = {
  sweep,
  sweep_run: sweepRun,
  stop_run: stopRun,
  iceberg,
  iceberg_synthetic: syntheticIceberg,
  absorption,
  wall_gone: wallGone,
  pull,
  spoof_like: spoofLike,
  gap,
}

const between = (time: number, ...ticks: readonly number[]): FoundPattern => ({
  time,
  lowTick: Math.min(...ticks),
  highTick: Math.max(...ticks),
})

/** One order takes three prices; the near-miss two. */
function* sweep(
  ground: PatternGround,
  { side, isNearMiss }: PatternPlan,
  start: number,
): PatternScript {
  const view = new OrderBookView(ground.market, side)
  const ticks = view.ticks(isNearMiss ? 2 : 3)
  const last = ticks[ticks.length - 1]
  const lots = ticks.slice(0, -1).reduce((sum, tick) => sum + view.lotsAt(tick), 1)
  const time = ground.at(start)
  ground.market.trade(time, view.taker, lots, last, false)
  yield between(time, ticks[0], last)
}

/** Three orders take a price each; after two of the near-miss one trades the other way. */
function* sweepRun(
  ground: PatternGround,
  { side, isNearMiss }: PatternPlan,
  start: number,
): PatternScript {
  const { market, at } = ground
  const view = new OrderBookView(market, side)
  const other = new OrderBookView(market, view.taker)
  const endRun = () => market.trade(at(start), other.taker, 1, other.best, false)
  endRun()
  const ticks: number[] = []
  let time = start
  for (let order = 0; order < (isNearMiss ? 2 : 3); order++) {
    ticks.push(view.best)
    time = at(start)
    market.trade(time, view.taker, view.lotsAt(view.best), view.best, false)
  }
  if (isNearMiss) endRun()
  yield between(time, ...ticks)
}

/** Orders of two traders in one event go beyond the quarter of an hour; the near-miss has one. */
function* stopRun(
  ground: PatternGround,
  { isNearMiss }: PatternPlan,
  start: number,
): PatternScript {
  const { market, range, at } = ground
  const MAX_TICKS = 12
  const MAX_WAIT = 240 * SECOND
  for (let now = start; now < start + MAX_WAIT; now = yield now + SECOND) {
    if (!range.isKnown) continue
    const { best } = market.orders
    const [up, down] = [range.high + 2 - best[0], best[1] - (range.low - 2)]
    if (Math.min(up, down) > MAX_TICKS) continue
    const side: SideIndex = up <= down ? 0 : 1
    const view = new OrderBookView(market, side)
    const target = view.behind(Math.max(side === 0 ? up : down, 2))
    const taken = view.ticksTo(target)
    if (taken.length < 2) continue
    const lots = taken.reduce((sum, tick) => sum + view.lotsAt(tick), 0)
    const half = Math.floor(lots / 2)
    const time = at(now)
    market.tradeTogether(time, view.taker, isNearMiss ? [lots] : [half, lots - half], target)
    yield { ...between(time, taken[0], taken[taken.length - 1]), side }
    return
  }
}

/** An order that keeps its id shows more twice; the near-miss once. */
function* iceberg(
  { market, at }: PatternGround,
  { side, isNearMiss }: PatternPlan,
  start: number,
): PatternScript {
  const SHOWN = 5
  const view = new OrderBookView(market, side)
  const tick = view.best
  const ahead = view.lotsAt(tick)
  const slot = market.add(at(start), side, tick, SHOWN, isNearMiss ? SHOWN : 5 * SHOWN)
  let time = at(start)
  market.trade(time, view.taker, ahead + SHOWN + 1, tick, false)
  if (isNearMiss) {
    market.cancel(at(start), slot)
  } else {
    time = at(start)
    market.trade(time, view.taker, SHOWN + 1, tick, false)
  }
  yield between(time, tick)
}

/** New orders of one size follow one that is filled, within a millisecond; the near-miss's later. */
function* syntheticIceberg(
  { market, at }: PatternGround,
  { side, isNearMiss }: PatternPlan,
  start: number,
): PatternScript {
  const LOTS = 17
  const REFILLS = 3
  const view = new OrderBookView(market, side)
  const tick = view.best
  const ahead = view.lotsAt(tick)
  market.add(at(start), side, tick, LOTS)
  let time = at(start)
  market.trade(time, view.taker, ahead + LOTS, tick, false)
  for (let refill = 0; refill < REFILLS; refill++) {
    time = at(time + (isNearMiss ? 2 * MS : 0.2 * MS))
    market.add(time, side, tick, LOTS)
    if (refill === REFILLS - 1) break
    time = at(time)
    market.trade(time, view.taker, LOTS, tick, false)
  }
  yield between(time, tick)
}

/** The best price takes much and holds for ten seconds; the near-miss's is taken at once. */
function* absorption(
  { market, at }: PatternGround,
  { side, isNearMiss }: PatternPlan,
  start: number,
): PatternScript {
  const view = new OrderBookView(market, side)
  const tick = view.best
  const half = Math.ceil(Math.max(2.5 * view.typical, 40))
  const slot = market.add(at(start), side, tick, 4 * half)
  const order = view.identify(slot)
  let time = start
  for (const lots of [half, half]) {
    time = at(start)
    market.trade(time, view.taker, lots, tick, false)
  }
  const known = between(time + 10 * SECOND, tick)
  if (isNearMiss) {
    market.trade(at(start), view.taker, view.lotsAt(tick), tick, false)
    yield known
    return
  }
  const now = yield time + 10.5 * SECOND
  if (!order.isThere(tick)) return
  yield known
  market.cancel(at(now), slot)
}

/** A level that has been large for 31 s is cancelled or taken; the near-miss's for 20 s. */
function* wallGone(
  { market, random, at }: PatternGround,
  { side, isNearMiss }: PatternPlan,
  start: number,
): PatternScript {
  const MAX_EATEN_TICKS = 6
  const view = new OrderBookView(market, side)
  const tick = view.behind(4)
  const size = Math.ceil(Math.max(12 * view.typical, 8 * view.lotsAt(tick), 60))
  const slot = market.add(at(start), side, tick, size)
  const order = view.identify(slot)
  const now = yield start + (isNearMiss ? 20 : 31.5) * SECOND
  if (!order.isThere(tick, size)) {
    if (order.isThere(tick)) market.cancel(at(now), slot)
    return
  }
  const isEaten = !isNearMiss && view.distance(tick) <= MAX_EATEN_TICKS && random.chance(0.5)
  const time = at(now)
  if (isEaten) {
    const ahead = view.ticksTo(tick).slice(0, -1)
    const lots = ahead.reduce((sum, each) => sum + view.lotsAt(each), 0)
    market.trade(time, view.taker, lots + Math.ceil(0.92 * view.lotsAt(tick)), tick, false)
  } else {
    market.cancel(time, slot)
  }
  yield { ...between(time, tick), cause: isEaten ? 'eaten' : 'pulled' }
}

/** Four fifths of a side are cancelled and come back; of the near-miss a quarter. */
function* pull(
  { market, random, at }: PatternGround,
  { side, isNearMiss }: PatternPlan,
  start: number,
): PatternScript {
  const view = new OrderBookView(market, side)
  const best = view.best
  const ticks = Array.from({ length: REACH }, (_, behind) => view.behind(behind + 1))
  const total = [best, ...ticks].reduce((sum, tick) => sum + market.orders.lotsAt(side, tick), 0)
  const slots = ticks.flatMap((tick) => view.slotsAt(tick))
  const gone: { readonly tick: number; readonly size: number }[] = []
  let left = (isNearMiss ? 0.25 : 0.8) * total
  let time = start
  while (left > 0 && slots.length > 0) {
    const [slot] = slots.splice(random.below(slots.length), 1)
    const { tick, size } = market.orders
    gone.push({ tick: tick[slot], size: size[slot] })
    left -= size[slot]
    time = at(start)
    market.cancel(time, slot)
  }
  if (left <= 0) yield { ...between(time, best, view.behindOf(best, REACH)), cause: 'pulled' }
  const now = yield start + 3 * SECOND
  for (const { tick, size } of gone) {
    if (view.isOutside(tick)) market.add(at(now), side, tick, size)
  }
}

/** A large order is cancelled once the best has come nearer; the near-miss's rests too short. */
function* spoofLike(
  { market, at }: PatternGround,
  { side, isNearMiss }: PatternPlan,
  start: number,
): PatternScript {
  const DISTANCE = 5
  const view = new OrderBookView(market, side)
  const tick = view.behind(DISTANCE)
  const size = Math.ceil(Math.max(10 * view.typical, 50))
  const slot = market.add(at(start), side, tick, size)
  const order = view.identify(slot)
  const now = yield start + (isNearMiss ? 0.3 : 1.2) * SECOND
  if (!order.isThere(tick)) return
  const isWhole = order.isThere(tick, size)
  for (let level = 0; level < REACH && view.distance(tick) >= DISTANCE; level++) {
    market.trade(at(now), view.taker, view.lotsAt(view.best), view.best, false)
  }
  const time = at(now)
  market.cancel(time, slot)
  if (isWhole) yield { ...between(time, tick), cause: 'pulled' }
}

/** The best and two levels behind it are cancelled; of the near-miss one. They come back. */
function* gap(
  { market, at }: PatternGround,
  { side, isNearMiss }: PatternPlan,
  start: number,
): PatternScript {
  const view = new OrderBookView(market, side)
  const best = view.best
  const ticks = isNearMiss ? 2 : 3
  const next = view.behind(ticks)
  if (market.orders.ordersAt(side, next) === 0) market.add(at(start), side, next, 1)
  const gone: { readonly tick: number; readonly size: number }[] = []
  let time = start
  for (let behind = ticks - 1; behind >= 0; behind--) {
    const tick = view.behindOf(best, behind)
    const slots = view.slotsAt(tick)
    const size = market.orders.lotsAt(side, tick)
    if (size > 0) gone.push({ tick, size })
    for (const slot of slots) {
      time = at(start)
      market.cancel(time, slot)
    }
  }
  yield between(time, best, next)
  // From the far one on: each moves the best by a tick.
  for (const { tick, size } of gone) {
    if (view.isOutside(tick)) market.add(at(start), side, tick, size)
  }
}
