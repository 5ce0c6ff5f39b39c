import { pointsTolerance } from './gex-second.ts'

/** Coarsest step of the grid, as a share of spot. */
const COARSEST_STEP = 0.06 / 200
/** Minimum grid steps per strike gap. */
const STEPS_A_STRIKE = 5
/** A sum smaller than this share of its terms is a rounding error without a meaningful sign. */
const ROUNDING = 1e-12
/** Sums so small have lost digits. */
const LEAST = 1e-290
/** Rules of the path, in grid steps and seconds. */
const CONTINUES = 5
const NEARER = 10
const SECONDS = 30

/** Net exposure at a price, and the sum of its absolute terms. */
export type ExposureAt = (price: number) => readonly [net: number, gross: number]

export interface PlainCrossing {
  readonly price: number
  /** 1 where exposure rises through 0. */
  readonly direction: number
}

/** The crossings of a second. */
export interface PlainCrossings {
  readonly all: readonly PlainCrossing[]
  /** False where rounding decides a sign somewhere on the grid. */
  readonly isSure: boolean
  /** Points between two prices of the grid. */
  readonly step: number
}

/** Every change of sign over spot ± 3 %, refined by bisection. All prices in units of 1e-9. */
export function plainCrossings(
  exposureAt: ExposureAt,
  spotPrice: number,
  strikeStep: number,
  tickSize: number,
): PlainCrossings {
  const coarsest = Math.floor((COARSEST_STEP * spotPrice) / tickSize)
  const finest = strikeStep === 0 ? coarsest : Math.floor(strikeStep / STEPS_A_STRIKE / tickSize)
  const step = tickSize * Math.max(1, Math.min(coarsest, finest))
  const reach = spotPrice > 0 ? Math.floor((3 * spotPrice) / (100 * step)) : -1
  const all: PlainCrossing[] = []
  let isSure = true
  let before: { price: number; net: number } | undefined
  for (let at = -reach; at <= reach; at++) {
    const price = (spotPrice + at * step) / 1e9
    const [net, gross] = exposureAt(price)
    if (gross > 0 && (Math.abs(net) <= ROUNDING * gross || gross < LEAST)) isSure = false
    if (net === 0) continue
    if (before && before.net > 0 !== net > 0) {
      all.push({ price: halved(exposureAt, before.price, price), direction: Math.sign(net) })
    }
    before = { price, net }
  }
  return { all, isSure, step: step / 1e9 }
}

function halved(exposureAt: ExposureAt, from: number, to: number): number {
  let [low, high] = [from, to]
  const isPositive = exposureAt(low)[0] > 0
  while (high - low > 1e-2 * pointsTolerance(low)) {
    const middle = (low + high) / 2
    if (exposureAt(middle)[0] > 0 === isPositive) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The path of zero gamma from second to second, from whole lists of crossings. */
export class PlainZeroPath {
  #current: PlainCrossing | undefined
  /** Undefined where it cannot be told. */
  #seconds: number | undefined = 0

  /** The crossings that zero gamma may be at; an undefined one stands for none. */
  next({ all, step }: PlainCrossings, spot: number): readonly (PlainCrossing | undefined)[] {
    const current = this.#current
    const nearest = closest(all, spot)
    const same = all.filter(
      ({ price, direction }) =>
        current?.direction === direction && Math.abs(price - current.price) <= CONTINUES * step,
    )
    const continued = current && closest(same, current.price)
    if (!continued || !nearest) {
      this.#seconds = 0
      this.#current = nearest
      return [nearest]
    }
    const isNearer =
      Math.abs(continued.price - spot) - Math.abs(nearest.price - spot) >= NEARER * step
    this.#current = continued
    if (!isNearer) this.#seconds = 0
    else if (this.#seconds === undefined) return [continued, nearest]
    else this.#seconds++
    if (this.#seconds < SECONDS) return [continued]
    this.#seconds = 0
    this.#current = nearest
    return [nearest]
  }

  /** Takes what is stored where the rules leave more than one. */
  adopt(price: number, direction: number): void {
    const isNew = direction !== this.#current?.direction || price !== this.#current.price
    this.#current = Number.isNaN(price) ? undefined : { price, direction }
    if (isNew) this.#seconds = undefined
  }
}

/** The crossing nearest to a price, of two as near the lower. */
function closest(all: readonly PlainCrossing[], to: number): PlainCrossing | undefined {
  return all.reduce<PlainCrossing | undefined>(
    (best, each) => (best && Math.abs(best.price - to) <= Math.abs(each.price - to) ? best : each),
    undefined,
  )
}
