/** Fewer quotes leave the five parameters undetermined. */
export const MIN_SVI_STRIKES = 6

/** First grid: m between the outermost quotes, s between these shares of their distance. */
const M_STEPS = 9
const S_STEPS = 6
const MIN_S_SHARE = 0.02
const MAX_S_SHARE = 1
/** The grid is refined so often: half the distance to the 8 neighbours of the best. */
const REFINEMENTS = 4
/** The two regressors count as one where their correlation is so near to 1. */
const MIN_DETERMINANT_SHARE = 1e-12

/**
 * Gatheral's SVI smile: total variance w(k) = a + b·(ρ·(k − m) + √((k − m)² + s²)). For a given m
 * and s it is linear in a, b·ρ·s and b·s, so that only m and s are searched (Zeliade 2009).
 */
export class SviFit {
  a = Number.NaN
  b = Number.NaN
  rho = Number.NaN
  m = Number.NaN
  s = Number.NaN
  /** Sum of squared differences of total variance. */
  squares = Number.POSITIVE_INFINITY
  #k: Float64Array = new Float64Array(0)
  #w: Float64Array = new Float64Array(0)
  #count = 0

  /**
   * @param k ln(K/F) of the quotes, ascending
   * @param w total variance σ²·T of each
   * @param count how many of them count; at least {@link MIN_SVI_STRIKES}
   */
  fit(k: Float64Array, w: Float64Array, count: number): void {
    this.#k = k
    this.#w = w
    this.#count = count
    this.squares = Number.POSITIVE_INFINITY
    const width = k[count - 1] - k[0]
    let mStep = width / (M_STEPS - 1)
    let sFactor = (MAX_S_SHARE / MIN_S_SHARE) ** (1 / (S_STEPS - 1))
    for (let i = 0; i < M_STEPS; i++) {
      for (let j = 0; j < S_STEPS; j++) {
        this.#try(k[0] + i * mStep, width * MIN_S_SHARE * sFactor ** j)
      }
    }
    for (let round = 0; round < REFINEMENTS; round++) {
      mStep /= 2
      sFactor = Math.sqrt(sFactor)
      const { m, s } = this
      for (let i = -1; i <= 1; i++) {
        for (let j = -1; j <= 1; j++) {
          if (i !== 0 || j !== 0) this.#try(m + i * mStep, s * sFactor ** j)
        }
      }
    }
  }

  /** Total variance at ln(K/F). */
  varianceAt(k: number): number {
    const x = k - this.m
    return this.a + this.b * (this.rho * x + Math.sqrt(x * x + this.s * this.s))
  }

  /** Takes the best parameters at an m and s, if they are better than those so far. */
  #try(m: number, s: number): void {
    const [k, w, count] = [this.#k, this.#w, this.#count]
    let [sx, sy, sw, sxx, sxy, syy, sxw, syw, sww] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
    for (let at = 0; at < count; at++) {
      const x = (k[at] - m) / s
      const y = Math.sqrt(x * x + 1)
      const v = w[at]
      sx += x
      sy += y
      sw += v
      sxx += x * x
      sxy += x * y
      syy += y * y
      sxw += x * v
      syw += y * v
      sww += v * v
    }
    // About the means, so that a is out of the way.
    sxx -= (sx * sx) / count
    sxy -= (sx * sy) / count
    syy -= (sy * sy) / count
    sxw -= (sx * sw) / count
    syw -= (sy * sw) / count
    sww -= (sw * sw) / count
    const take = (d: number, c: number) => {
      const squares = sww - 2 * (d * sxw + c * syw) + d * d * sxx + 2 * d * c * sxy + c * c * syy
      if (!(squares < this.squares)) return
      this.squares = squares
      this.a = (sw - d * sx - c * sy) / count
      this.b = c / s
      this.rho = c > 0 ? d / c : 0
      this.m = m
      this.s = s
    }
    const determinant = sxx * syy - sxy * sxy
    if (determinant > MIN_DETERMINANT_SHARE * sxx * syy) {
      const d = (sxw * syy - syw * sxy) / determinant
      const c = (syw * sxx - sxw * sxy) / determinant
      if (c >= Math.abs(d)) {
        take(d, c)
        return
      }
    }
    // The best lies where ρ is −1 or 1, or without a slope.
    for (const sign of [-1, 1]) {
      const szz = syy + 2 * sign * sxy + sxx
      const c = szz > 0 ? Math.max((syw + sign * sxw) / szz, 0) : 0
      take(sign * c, c)
    }
  }
}
