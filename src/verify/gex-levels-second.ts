import { points } from '../market/price.ts'
import { windowPlace } from './cells.ts'
import { isClose } from './closeness.ts'
import type { Evidence } from './evidence.ts'
import type { LevelSums, LevelsTwin } from './gex-levels-twin.ts'
import { pointsTolerance } from './gex-second.ts'
import type { GexParameters, PlainFuture } from './gex-twin.ts'
import { type PlainCrossings, PlainZeroPath, plainCrossings } from './gex-zero.ts'
import type { WindowCursor } from './window-cursor.ts'

const TOLERANCE = 1e-9

/** Compares the stored levels of every second with those of {@link LevelsTwin}. */
export class LevelsComparison {
  readonly #twin: LevelsTwin
  readonly #parameters: GexParameters
  readonly #strikeStep: number
  readonly #tickSize: number
  readonly #evidence: Evidence
  readonly #path = new PlainZeroPath()
  /** What was stored in the second before. */
  #stored = { zero: Number.NaN, direction: 0 }

  /**
   * @param strikeStep smallest gap between strikes, price units
   * @param tickSize the future's, price units
   */
  constructor(
    twin: LevelsTwin,
    parameters: GexParameters,
    strikeStep: number,
    tickSize: number,
    evidence: Evidence,
  ) {
    this.#twin = twin
    this.#parameters = parameters
    this.#strikeStep = strikeStep
    this.#tickSize = tickSize
    this.#evidence = evidence
  }

  /** @param isValid zero gamma stays as it was in seconds that are not */
  compare({ table, from, firstRow }: WindowCursor, future: PlainFuture, isValid: boolean): void {
    const offend = (fault: string) =>
      this.#evidence.offend(() => `${windowPlace(table, from, firstRow)}: ${fault}`)
    const level = (name: string) => table.column(name, 'float64')[from]
    const whole = (name: string) => table.column(name, 'int32')[from]
    const sums = this.#twin.sums(future)
    this.#compareSums(sums, future, level, offend)
    this.#compareWalls(sums, level, offend)
    const { spotPrice } = future
    const isKnown = sums.isKnown && spotPrice > 0
    const exposureAt = (price: number) => this.#twin.netAt(price)
    const crossings = isKnown
      ? plainCrossings(exposureAt, spotPrice, this.#strikeStep, this.#tickSize)
      : { all: [], isSure: true, step: 0 }
    if (crossings.isSure && whole('crossings') !== crossings.all.length)
      offend(`crossings is ${whole('crossings')}, the replay's ${crossings.all.length}`)
    const [net, gross] = isKnown ? exposureAt(points(spotPrice)) : [0, 0]
    if (Math.abs(net) >= 1e-12 * gross && whole('gamma_sign') !== Math.sign(net))
      offend(`gamma_sign is ${whole('gamma_sign')}, the replay's ${Math.sign(net)}`)
    const zero = level('zero_gamma')
    const direction = whole('zero_gamma_direction')
    if (Number.isNaN(zero) !== (direction === 0))
      offend(`zero_gamma is ${zero} with direction ${direction}`)
    if (isKnown && isValid) this.#compareZero(zero, direction, crossings, points(spotPrice), offend)
    else this.#compareFrozen(zero, direction, offend)
    this.#stored = { zero, direction }
    this.#evidence.count('levels')
  }

  #compareSums(
    sums: LevelSums,
    { spotPrice }: PlainFuture,
    level: (name: string) => number,
    offend: (fault: string) => void,
  ): void {
    const { dealerSigns } = this.#parameters
    const call = total(sums.call)
    const put = total(sums.put)
    const gross = call + put
    const expected = {
      spot: points(spotPrice),
      total_gex: dealerSigns.call * call + dealerSigns.put * put,
      total_gex_abs: gross,
      coverage: sums.interest > 0 ? sums.coveredInterest / sums.interest : 0,
      coverage_gex: gross > 0 ? sums.coveredTotal / gross : 0,
    }
    for (const [name, value] of Object.entries(expected)) {
      const scale = name === 'total_gex' ? Math.max(1, gross) / Math.max(1, Math.abs(value)) : 1
      if (!isClose(level(name), value, TOLERANCE * scale))
        offend(`${name} is ${level(name)}, the replay's ${value}`)
    }
  }

  #compareWalls(
    { call, put }: LevelSums,
    level: (name: string) => number,
    offend: (fault: string) => void,
  ): void {
    const both = new Map(
      [...call].map(([strike, value]) => [strike, value + (put.get(strike) ?? 0)]),
    )
    const walls = { call_wall: call, put_wall: put, abs_gamma_strike: both }
    for (const [name, values] of Object.entries(walls)) {
      const most = Math.max(0, ...values.values())
      const own = values.get(level(name)) ?? 0
      // Of two strikes that differ by rounding only, either is correct.
      if (own < most * (1 - TOLERANCE) || (most === 0 && !Number.isNaN(level(name))))
        offend(`${name} is ${level(name)} with ${own}, though the largest is ${most}`)
    }
  }

  #compareZero(
    zero: number,
    direction: number,
    crossings: PlainCrossings,
    spot: number,
    offend: (fault: string) => void,
  ): void {
    const tolerance = pointsTolerance(spot)
    if (!crossings.isSure) {
      this.#path.adopt(zero, direction)
      return
    }
    const expected = this.#path.next(crossings, spot)
    const isFound = expected.some((each) =>
      each
        ? Math.abs(each.price - zero) <= tolerance && each.direction === direction
        : Number.isNaN(zero),
    )
    if (!isFound) {
      const [first] = expected
      offend(
        `zero_gamma is ${zero} (${direction}), the replay's ${first?.price} (${first?.direction})`,
      )
    }
    if (expected.length > 1) this.#path.adopt(zero, direction)
  }

  #compareFrozen(zero: number, direction: number, offend: (fault: string) => void): void {
    const before = this.#stored
    const isSame = Object.is(zero, before.zero) && direction === before.direction
    if (!isSame)
      offend(`zero_gamma is ${zero} in a second that is not valid, before ${before.zero}`)
  }
}

function total(values: ReadonlyMap<number, number>): number {
  let sum = 0
  for (const value of values.values()) sum += value
  return sum
}
