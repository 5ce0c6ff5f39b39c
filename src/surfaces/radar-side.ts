import type { SideIndex } from '../book/book.ts'
import { FLOW } from '../book/level-flow.ts'
import { BAND, BAND_OF_DISTANCE, MAX_DISTANCE_TICKS } from './distance-band.ts'
import type { FuturesWindow } from './futures-window.ts'

/** How a side's depth is spread over the distances from spot that are within reach. Lots. */
class DepthProfile {
  total = 0
  readonly #bands = new Float64Array(4)
  /** Σ lots × distance. */
  #moment = 0
  /** Distance of the nearest depth in ticks; {@link MAX_DISTANCE_TICKS} where there is none. */
  nearest = MAX_DISTANCE_TICKS

  get at(): number {
    return this.#bands[BAND.at]
  }

  get near(): number {
    return this.#bands[BAND.near]
  }

  get far(): number {
    return this.#bands[BAND.far]
  }

  /** Size-weighted mean distance in ticks; {@link MAX_DISTANCE_TICKS} where there is no depth. */
  get centre(): number {
    return this.total === 0 ? MAX_DISTANCE_TICKS : this.#moment / this.total
  }

  clear(): void {
    this.total = 0
    this.#bands.fill(0)
    this.#moment = 0
    this.nearest = MAX_DISTANCE_TICKS
  }

  /** To be called from the nearest distance outwards. */
  add(distance: number, depth: number): void {
    if (depth === 0) return
    if (this.total === 0) this.nearest = distance
    this.total += depth
    this.#bands[BAND_OF_DISTANCE[distance]] += depth
    this.#moment += depth * distance
  }
}

/**
 * One side of one window as the radar sees it: its depth at the window's start and end and what
 * moved in between, all within reach of the window's end spot on the side's own half.
 */
export class RadarSide {
  readonly start = new DepthProfile()
  readonly end = new DepthProfile()
  /** Lots that came, from beyond reach included. */
  add = 0
  /** Rested lots that left, beyond reach included; traded ones are none. */
  pull = 0
  atPull = 0
  nearPull = 0
  /** Rested lots repriced away from spot and towards it. */
  away = 0
  toward = 0
  /** What the features are made of; their formulas stand in `#derive`. */
  centreDisplacement = 0
  convexSlope = 0
  innerSlope = 0
  atShareDelta = 0
  nearShareDelta = 0
  awayShare = 0.5
  pullAdd = 0
  pullIntensity = 0
  addIntensity = 0
  atPullShare = 0
  nearPullShare = 0
  farPullShare = 0
  readonly #side: SideIndex

  constructor(side: SideIndex) {
    this.#side = side
  }

  measure(window: FuturesWindow): void {
    this.#measureDepth(window)
    this.#measureMoves(window)
    this.#derive()
  }

  #measureDepth({ book, flow, index, spotTick }: FuturesWindow): void {
    const ladder = book.ladders[this.#side]
    const flows = flow.sides[this.#side]
    this.start.clear()
    this.end.clear()
    for (let distance = 0; distance <= MAX_DISTANCE_TICKS; distance++) {
      const level = ladder.find(spotTick + ladder.direction * distance)
      if (level < 0) continue
      const depth = ladder.depth[level]
      this.start.add(
        distance,
        flows.age(level, index) === 0 ? flows.get(level, FLOW.depth1) : depth,
      )
      this.end.add(distance, depth)
    }
  }

  #measureMoves({ book, flow, spotTick }: FuturesWindow): void {
    this.add = 0
    this.pull = 0
    this.atPull = 0
    this.nearPull = 0
    this.away = 0
    this.toward = 0
    const { direction, tick } = book.ladders[this.#side]
    const { moves } = flow
    for (let entry = 0; entry < moves.length; entry++) {
      if (moves.side[entry] !== this.#side) continue
      const from = moves.from[entry]
      const to = moves.to[entry]
      const oldDistance = from < 0 ? -1 : direction * (tick[from] - spotTick)
      const newDistance = to < 0 ? -1 : direction * (tick[to] - spotTick)
      const wasIn = oldDistance >= 0 && oldDistance <= MAX_DISTANCE_TICKS
      const isIn = newDistance >= 0 && newDistance <= MAX_DISTANCE_TICKS
      const left = wasIn ? moves.left[entry] : 0
      const change = (isIn ? moves.size[entry] : 0) - left
      if (change > 0) this.add += change
      if (!wasIn || moves.rested[entry] === 0) continue
      if (change < 0) this.#pulled(-change, BAND_OF_DISTANCE[oldDistance])
      if (to < 0 || to === from) continue
      if (direction * (tick[to] - tick[from]) > 0) this.away += left
      else this.toward += left
    }
  }

  /** Each once: most features are made of several of these. */
  #derive(): void {
    const { start, end, add, pull, away, toward } = this
    this.centreDisplacement = logRatio(end.centre, start.centre)
    this.convexSlope = logRatio(end.far, end.near)
    this.innerSlope = logRatio(end.near, end.at)
    this.atShareDelta = end.at / (end.total + 1) - start.at / (start.total + 1)
    this.nearShareDelta = end.near / (end.total + 1) - start.near / (start.total + 1)
    // As much one way as the other where nothing was repriced.
    const repriced = away + toward
    this.awayShare = repriced === 0 ? 0.5 : away / repriced
    this.pullAdd = logRatio(pull, add)
    this.pullIntensity = Math.log(1 + pull / (start.total + 1))
    this.addIntensity = Math.log(1 + add / (start.total + 1))
    this.atPullShare = this.atPull / (pull + 1)
    this.nearPullShare = this.nearPull / (pull + 1)
    // Of all that lies beyond the near band.
    this.farPullShare = (pull - this.atPull - this.nearPull) / (pull + 1)
  }

  #pulled(lots: number, band: number): void {
    this.pull += lots
    if (band === BAND.at) this.atPull += lots
    else if (band === BAND.near) this.nearPull += lots
  }
}

/** ln((a + 1)/(b + 1)). */
function logRatio(a: number, b: number): number {
  return Math.log((a + 1) / (b + 1))
}
