import type { DayDescription } from '../seconds/second.ts'
import type { HeatColumn } from './heat-column.ts'
import type { GexLevelTicks } from './moment.ts'
import type { Palette } from './palette.ts'
import { priceText } from './price-text.ts'
import { shortNumber } from './series.ts'

/** A gamma level as drawn over the map. */
export interface GammaLevel {
  /** Fractional for zero gamma. */
  readonly tick: number
  /** "call wall", and "CW" where there is little room. */
  readonly name: string
  readonly short: string
  /** Its price without trailing zeros: "6900", but "6902.50". */
  readonly price: string
  /** The net exposure of calls and puts at a wall's strike: "4.3k"; empty for zero gamma. */
  readonly exposure: string
  readonly ink: 'callWall' | 'putWall' | 'zeroGamma'
}

const LEVELS = [
  { key: 'callWall', name: 'call wall', short: 'CW' },
  { key: 'zeroGamma', name: 'zero gamma', short: 'ZG' },
  { key: 'putWall', name: 'put wall', short: 'PW' },
] as const

/** The gamma levels that are defined in a second. */
export function gammaLevels(
  gex: GexLevelTicks | undefined,
  newest: Pick<HeatColumn, 'strike' | 'gex'> | undefined,
  day: Pick<DayDescription, 'tickSize' | 'priceParts'>,
): GammaLevel[] {
  if (!gex) return []
  return LEVELS.filter(({ key }) => !Number.isNaN(gex[key])).map(({ key, name, short }) => {
    const tick = gex[key]
    const exposure = key === 'zeroGamma' ? '' : exposureAt(tick, newest)
    return { tick, name, short, price: strikeText(tick, day), exposure, ink: key }
  })
}

function exposureAt(tick: number, newest: Pick<HeatColumn, 'strike' | 'gex'> | undefined): string {
  const row = newest?.strike.findIndex((strike) => Math.abs(strike - tick) < 0.5) ?? -1
  if (!newest || row < 0 || newest.gex[row] === 0) return ''
  return shortNumber(newest.gex[row]).replace('-', '−')
}

/** A level's label: "call wall 6900 · net 4.3k". */
export function gammaLabel({ name, price, exposure }: GammaLevel): string {
  return exposure === '' ? `${name} ${price}` : `${name} ${price} · net ${exposure}`
}

/** The levels in one line: "CW 6900 ZG 6901.50 PW 6875". */
export function gammaWords(
  gex: GexLevelTicks,
  day: Pick<DayDescription, 'tickSize' | 'priceParts'>,
): string {
  return gammaLevels(gex, undefined, day)
    .map(({ short, price }) => `${short} ${price}`)
    .join(' ')
}

/** A strike's price without trailing zeros: "6900", but "6902.50". */
export function strikeText(
  tick: number,
  { tickSize, priceParts }: Pick<DayDescription, 'tickSize' | 'priceParts'>,
): string {
  return priceText(Math.round(tick), tickSize, priceParts).replace(/\.0+$/, '')
}

/** The colour of a gamma level. */
export function gammaColour({ ink }: GammaLevel, palette: Palette): number {
  return palette[ink]
}
