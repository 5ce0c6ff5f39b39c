/** Bits of a value that each pass tells apart, from the top. */
const DIGIT_BITS = [21, 21, 22] as const
const PASSES = DIGIT_BITS.length

/** An order statistic to find, and what is known of it. */
interface OrderStatistic {
  /** Its rank, from 0, among the values that share its prefix. */
  rank: number
  /** The first digits, as far as they are found, as one number. */
  prefix: number
  /** The last one: all three are more bits than a number keeps. */
  tail: number
}

/**
 * Exact quantiles of a sample that is too large to be kept, in memory that does not depend on it:
 * the same values are pushed several times over, and each pass counts by the next bits the values
 * that share all bits before them with a sought order statistic (a radix selection).
 */
export class QuantilePasses {
  /** Values of the sample. */
  count = 0

  readonly #shares: readonly number[]
  #pass = 0
  /** The order statistics around each share's position. */
  #targets: OrderStatistic[] = []
  /** By prefix, how often each digit came after it. */
  #histograms = new Map([[0, new Uint32Array(2 ** DIGIT_BITS[0])]])

  /** @param shares 0..1, of which quantiles will be wanted */
  constructor(...shares: readonly number[]) {
    this.#shares = shares
  }

  /** Whether every quantile has been found. */
  get isDone(): boolean {
    return this.#pass === PASSES
  }

  /** Takes in values of the present pass; the order among passes is of no matter. */
  push(values: Float64Array): void {
    if (this.#pass === 0) this.count += values.length
    const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)
    for (const [prefix, histogram] of this.#histograms) {
      for (let row = 0; row < values.length; row++) {
        const low = keyLow(words[2 * row], words[2 * row + 1])
        const high = keyHigh(words[2 * row + 1])
        if (prefixOf(high, low, this.#pass) === prefix) histogram[digitOf(high, low, this.#pass)]++
      }
    }
  }

  /** Ends a pass over all values. */
  endPass(): void {
    if (this.#pass === 0) this.#start()
    for (const target of this.#targets) this.#narrow(target)
    this.#pass++
    this.#histograms.clear()
    if (this.isDone) return
    const size = 2 ** DIGIT_BITS[this.#pass]
    for (const { prefix } of this.#targets) {
      if (!this.#histograms.has(prefix)) this.#histograms.set(prefix, new Uint32Array(size))
    }
  }

  /**
   * The values below which the given shares of the sample lie, linear between order statistics
   * (type 7 of Hyndman and Fan 1996).
   *
   * @param shares of those it was made for
   */
  quantiles(...shares: readonly number[]): number[] {
    if (this.count === 0) throw new Error('an empty sample has no quantiles')
    if (!this.isDone) throw new Error(`quantiles come after ${PASSES} passes`)
    return shares.map((share) => {
      const index = this.#shares.indexOf(share)
      if (index < 0) throw new Error(`no pass looked for the quantile at ${share}`)
      const place = (this.count - 1) * share
      const low = valueFrom(this.#targets[2 * index])
      const high = valueFrom(this.#targets[2 * index + 1])
      return low + (place - Math.floor(place)) * (high - low)
    })
  }

  #start(): void {
    if (this.count === 0) return
    const last = this.count - 1
    this.#targets = this.#shares.flatMap((share) => {
      const below = Math.floor(last * share)
      return [below, Math.min(below + 1, last)].map((rank) => ({ rank, prefix: 0, tail: 0 }))
    })
  }

  /** Finds a target's next digit. */
  #narrow(target: OrderStatistic): void {
    const histogram = this.#histograms.get(target.prefix) as Uint32Array
    let digit = 0
    while (target.rank >= histogram[digit]) target.rank -= histogram[digit++]
    if (this.#pass === PASSES - 1) target.tail = digit
    else target.prefix = target.prefix * histogram.length + digit
  }
}

// A value's bits as a key that is in order as an unsigned number: of what is below 0 all bits
// change, of the rest the sign.

function keyHigh(high: number): number {
  return (high & 0x8000_0000 ? ~high : high ^ 0x8000_0000) >>> 0
}

function keyLow(low: number, high: number): number {
  return (high & 0x8000_0000 ? ~low : low) >>> 0
}

/** The digits of a key before a pass's. */
function prefixOf(high: number, low: number, pass: number): number {
  if (pass === 0) return 0
  return pass === 1 ? high >>> 11 : (high >>> 11) * 2 ** 21 + middleOf(high, low)
}

function digitOf(high: number, low: number, pass: number): number {
  if (pass === 0) return high >>> 11
  return pass === 1 ? middleOf(high, low) : low & 0x3f_ffff
}

function middleOf(high: number, low: number): number {
  return ((high & 0x7ff) << 10) | (low >>> 22)
}

/** The inverse of the functions above. */
function valueFrom({ prefix, tail }: OrderStatistic): number {
  const middle = prefix % 2 ** 21
  const high = ((((prefix - middle) / 2 ** 21) << 11) | (middle >>> 10)) >>> 0
  const low = ((middle << 22) | tail) >>> 0
  const isBelow = (high & 0x8000_0000) === 0
  const words = isBelow ? [~low, ~high] : [low, high ^ 0x8000_0000]
  return new Float64Array(Uint32Array.from(words).buffer)[0]
}
