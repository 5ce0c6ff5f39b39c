/** See {@link Probes}. */
const DERIVATIVE_SHARE = Math.sqrt(3) / 216

/**
 * A function probed at places of a grid, and what is proved of it between two of them. With its
 * fourth derivative bounded by M, over a width w it is within w⁴·M/384 of the cubic that has its
 * values and derivatives at both ends (Hermite's), and its derivative within √3/216·w³·M of the
 * cubic's; the cubic and its derivative lie between their Bézier points.
 */
export class Probes {
  /** The argument at each place. */
  readonly x: Float64Array
  readonly value: Float64Array
  readonly derivative: Float64Array
  /** What the value, and the derivative, may lack. */
  readonly error: Float64Array
  readonly derivativeError: Float64Array
  /** Bounds of the fourth derivative: of the terms that peak before the place, from it onwards; */
  readonly after: Float64Array
  /** of those that peak after it, up to it; */
  readonly before: Float64Array
  /** and, anywhere, of those that peak before it. */
  readonly passed: Float64Array

  constructor(length: number) {
    const values = () => new Float64Array(length)
    this.x = values()
    this.value = values()
    this.derivative = values()
    this.error = values()
    this.derivativeError = values()
    this.after = values()
    this.before = values()
    this.passed = values()
  }

  /** Begins a place anew: what is known of it is added up from nothing. */
  begin(place: number, x: number): void {
    this.x[place] = x
    this.value[place] = 0
    this.derivative[place] = 0
    this.error[place] = 0
    this.derivativeError[place] = 0
    this.after[place] = 0
    this.before[place] = 0
    this.passed[place] = 0
  }

  /** Is the function proved to keep one sign from one place to a later one? */
  keepsSign(first: number, last: number): boolean {
    const width = this.x[last] - this.x[first]
    const one = this.value[first]
    const two = one + (width / 3) * this.derivative[first]
    const four = this.value[last]
    const three = four - (width / 3) * this.derivative[last]
    const uncertain =
      (width ** 4 * this.#fourth(first, last)) / 384 +
      Math.max(this.error[first], this.error[last]) +
      (width / 3) * Math.max(this.derivativeError[first], this.derivativeError[last])
    return areApart(Math.min(one, two, three, four), Math.max(one, two, three, four), uncertain)
  }

  /** Is it proved to rise all the way, or to fall? */
  isMonotone(first: number, last: number): boolean {
    const width = this.x[last] - this.x[first]
    const one = this.derivative[first]
    const three = this.derivative[last]
    const two = (3 * (this.value[last] - this.value[first])) / width - one - three
    const uncertain =
      DERIVATIVE_SHARE * width ** 3 * this.#fourth(first, last) +
      (6 / width) * Math.max(this.error[first], this.error[last]) +
      2 * Math.max(this.derivativeError[first], this.derivativeError[last])
    return areApart(Math.min(one, two, three), Math.max(one, two, three), uncertain)
  }

  /** Bound of the fourth derivative: a term that peaks between the two is in neither's bound. */
  #fourth(first: number, last: number): number {
    return this.after[first] + this.before[last] + this.passed[last] - this.passed[first]
  }
}

/** Are all between the least and the most of one sign, wrong by as much as they may be? */
function areApart(least: number, most: number, uncertain: number): boolean {
  return least > uncertain || most < -uncertain
}
