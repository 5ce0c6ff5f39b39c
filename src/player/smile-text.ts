import { signed } from './price-text.ts'
import { shortNumber } from './series.ts'
import type { ExpirationSmile, SmileMoment } from './smile-moment.ts'

const MINUTE_S = 60
const HOUR_S = 3600
const DAY_S = 86_400

/** A volatility as a bar. */
export interface SmileBar {
  readonly name: 'P25' | 'ATM' | 'C25'
  /** Of the largest volatility of all expirations, 0..1; NaN if unknown. */
  readonly share: number
  /** "14.6 %", or "–". */
  readonly text: string
}

/** An expiration's smile in words and bars. */
export interface SmileBlock {
  /** "in 9 min". */
  readonly title: string
  /** "±4.3 pt  basis −0.07". */
  readonly facts: string
  readonly bars: readonly SmileBar[]
}

/** The smiles of a second, nearest expiration first: ATM one below the other is the term structure. */
export function smileBlocks({ expirations }: SmileMoment): SmileBlock[] {
  const all = expirations.flatMap(({ atm, call25, put25 }) => [atm, call25, put25])
  const most = Math.max(...all.filter((sigma) => !Number.isNaN(sigma)), 0)
  return expirations.map((smile) => ({
    title: `in ${durationText(smile.seconds)}`,
    facts: factsOf(smile),
    bars: (
      [
        ['P25', smile.put25],
        ['ATM', smile.atm],
        ['C25', smile.call25],
      ] as const
    ).map(([name, sigma]) => ({ name, share: sigma / most, text: percentText(sigma) })),
  }))
}

function factsOf({ expectedMove, basis }: ExpirationSmile): string {
  const move = Number.isNaN(expectedMove) ? '' : `±${shortNumber(expectedMove)} pt`
  const parity = Number.isNaN(basis) ? '' : `basis ${signed(basis, 2)}`
  return [move, parity].filter((text) => text !== '').join('  ')
}

/** "14.6 %" of 0.146. */
export function percentText(sigma: number): string {
  return Number.isNaN(sigma) ? '–' : `${(100 * sigma).toFixed(1)} %`
}

/** "9 min", "5 h", "3 d". */
function durationText(seconds: number): string {
  if (seconds < HOUR_S) return `${Math.ceil(seconds / MINUTE_S)} min`
  return seconds < 2 * DAY_S
    ? `${Math.round(seconds / HOUR_S)} h`
    : `${Math.round(seconds / DAY_S)} d`
}
