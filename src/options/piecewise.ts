/**
 * A smooth function by polynomials on equal cells: made once from values that are dear, evaluated
 * in a dozen multiplications.
 */
export class Piecewise {
  readonly #perUnit: number
  readonly #degree: number
  /** Of each cell the coefficients over its −1…1, lowest first. */
  readonly #coefficients: Float64Array

  /**
   * @param end the function is known on 0…end
   * @param perUnit cells to a unit of the argument; end times it must be whole
   */
  constructor(valueAt: (x: number) => number, end: number, perUnit: number, degree: number) {
    this.#perUnit = perUnit
    this.#degree = degree
    // One cell more, for the end itself.
    const cells = end * perUnit + 1
    this.#coefficients = new Float64Array(cells * (degree + 1))
    // Chebyshev's points, at which a polynomial of the degree comes nearest everywhere between.
    const points = Float64Array.from({ length: degree + 1 }, (_, index) =>
      Math.cos((Math.PI * (index + 0.5)) / (degree + 1)),
    )
    for (let cell = 0; cell < cells; cell++) {
      const values = points.map((point) => valueAt((cell + 0.5 + 0.5 * point) / perUnit))
      this.#coefficients.set(polynomialThrough(points, values), cell * (degree + 1))
    }
  }

  at(x: number): number {
    const coefficients = this.#coefficients
    const degree = this.#degree
    const place = x * this.#perUnit
    const cell = Math.floor(place)
    const u = 2 * (place - cell) - 1
    const first = cell * (degree + 1)
    let sum = coefficients[first + degree]
    for (let power = first + degree - 1; power >= first; power--) {
      sum = sum * u + coefficients[power]
    }
    return sum
  }
}

/** Coefficients, lowest first, of the polynomial through as many points: Newton's, multiplied out. */
function polynomialThrough(points: Float64Array, values: Float64Array): Float64Array {
  const differences = values.slice()
  const last = points.length - 1
  for (let order = 1; order <= last; order++) {
    for (let index = last; index >= order; index--) {
      differences[index] =
        (differences[index] - differences[index - 1]) / (points[index] - points[index - order])
    }
  }
  const polynomial = new Float64Array(points.length)
  for (let order = last; order >= 0; order--) {
    for (let power = last; power > 0; power--) {
      polynomial[power] = polynomial[power - 1] - points[order] * polynomial[power]
    }
    polynomial[0] = differences[order] - points[order] * polynomial[0]
  }
  return polynomial
}
