import { formatFraction } from '../market/fraction-price.ts'
import { PRICE_SCALE } from '../market/price.ts'

/**
 * A tick's price with the decimals of its tick size: "4802.25", "−0.10"; with a typographic minus.
 *
 * @param parts fractions of a point: "110'16.5" for 32; 1 for decimals
 */
export function priceText(tick: number, tickSize: number, parts = 1): string {
  if (parts > 1) {
    const price = BigInt(Math.round(tick * tickSize))
    return formatFraction(price, parts).replace('-', '−')
  }
  const price = (tick * tickSize) / PRICE_SCALE
  const text = Math.abs(price).toFixed(decimalsOf(tickSize))
  return price < 0 && Number(text) !== 0 ? `−${text}` : text
}

function decimalsOf(tickSize: number): number {
  let decimals = 0
  for (let unit = PRICE_SCALE; tickSize % unit !== 0 && decimals < 9; decimals++) unit /= 10
  return decimals
}

/** "+12", "0", "−12": with a typographic minus. */
export function signed(value: number, digits = 0): string {
  const text = Math.abs(value).toFixed(digits)
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`
}

const LABEL_STEPS = [1, 2, 4, 8, 20, 40, 80, 200, 400]

/** The smallest step of ticks that keeps labels at least some rows apart. */
export function labelStep(ticksPerRow: number, rowsApart: number): number {
  return (
    LABEL_STEPS.find((step) => step / ticksPerRow >= rowsApart) ??
    LABEL_STEPS[LABEL_STEPS.length - 1]
  )
}
