const TWO_32 = 4_294_967_296
/** Rounds after seeding, as the generator's author recommends. */
const WARM_UP = 20

/**
 * A seeded random number generator: sfc32, Chris Doty-Humphrey's "small fast counting" generator of
 * PractRand (2010, public domain); period at least 2^32, 128 bits of state. The same seed and
 * stream give the same numbers on every machine: only integer arithmetic makes them.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1
  /** The second normal of the last pair; NaN if used. */
  #spareNormal = Number.NaN

  /** @param stream generators of one seed and different streams are independent */
  constructor(seed: number, stream: string) {
    let hash = fnv1a(`${stream}/${seed}`)
    this.#a = hash
    hash = fnv1a(`${hash}`)
    this.#b = hash
    this.#c = fnv1a(`${hash}`)
    for (let round = 0; round < WARM_UP; round++) this.bits()
  }

  /** 32 random bits, signed. */
  bits(): number {
    const result = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0
    return result
  }

  /** Uniform in (0, 1): never either end, so that its logarithm is finite. */
  uniform(): number {
    return ((this.bits() >>> 0) + 0.5) / TWO_32
  }

  /** Uniform between two numbers. */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform()
  }

  /** A whole number from 0 up to and without `count`. */
  below(count: number): number {
    return Math.floor(this.uniform() * count)
  }

  chance(probability: number): boolean {
    return this.uniform() < probability
  }

  /** Exponential of mean 1. */
  exponential(): number {
    return -Math.log(this.uniform())
  }

  /** Standard normal (Box and Muller 1958). */
  normal(): number {
    const spare = this.#spareNormal
    if (!Number.isNaN(spare)) {
      this.#spareNormal = Number.NaN
      return spare
    }
    const radius = Math.sqrt(2 * this.exponential())
    const angle = 2 * Math.PI * this.uniform()
    this.#spareNormal = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  /** Lognormal of a median and a standard deviation of its logarithm. */
  lognormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal())
  }
}

/** FNV-1a over a text's character codes. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return hash | 0
}
