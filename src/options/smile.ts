import { HELD, NONE, QUOTED, SMILE } from './quality.ts'

/**
 * Gives every strike without a volatility one from its neighbours that have one, quoted or held:
 * linear in total variance over ln(strike/forward), flat beyond the outermost. At one expiration
 * and one forward that is linear in σ² over ln(strike). Without any neighbour it stays without.
 *
 * @param logStrikes ascending
 * @param sigma per year; filled where the quality is `none`
 * @param quality of each strike; becomes `smile` where filled
 */
export function fillSmile(
  logStrikes: Float64Array,
  sigma: Float64Array,
  quality: Uint8Array,
): void {
  let left = -1
  for (let right = nextKnown(quality, 0); right >= 0; right = nextKnown(quality, right + 1)) {
    fillBetween(logStrikes, sigma, quality, left, right)
    left = right
  }
  if (left >= 0) fillFlat(sigma, quality, left + 1, sigma.length, sigma[left])
}

/** The strikes between two that are known; `left` −1 where there is none on that side. */
function fillBetween(
  logStrikes: Float64Array,
  sigma: Float64Array,
  quality: Uint8Array,
  left: number,
  right: number,
): void {
  if (left < 0) {
    fillFlat(sigma, quality, 0, right, sigma[right])
    return
  }
  const leftVariance = sigma[left] * sigma[left]
  const rightVariance = sigma[right] * sigma[right]
  const distance = logStrikes[right] - logStrikes[left]
  for (let strike = left + 1; strike < right; strike++) {
    const share = (logStrikes[strike] - logStrikes[left]) / distance
    sigma[strike] = Math.sqrt(leftVariance + share * (rightVariance - leftVariance))
    quality[strike] = SMILE
  }
}

function fillFlat(
  sigma: Float64Array,
  quality: Uint8Array,
  first: number,
  end: number,
  value: number,
): void {
  sigma.fill(value, first, end)
  quality.fill(SMILE, first, end)
}

/** The first strike from `from` on that is not `none`, or −1. */
function nextKnown(quality: Uint8Array, from: number): number {
  for (let strike = from; strike < quality.length; strike++) {
    if (quality[strike] === QUOTED || quality[strike] === HELD) return strike
  }
  return -1
}

/** Nothing is known of any strike. */
export function clearSmile(sigma: Float64Array, quality: Uint8Array): void {
  sigma.fill(0)
  quality.fill(NONE)
}
