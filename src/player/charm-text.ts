import type { CharmHedge } from './dealer-moment.ts'
import { shortNumber } from './series.ts'

/** Time alone moves deltas so much only when the expiration is near. */
const SHOWN_BEFORE_EXPIRY_S = 2 * 3600

const NAMES = { minute: '1 min', quarter_hour: '15 min', expiry: 'expiry' } as const

/** What dealers must trade as time passes, late in the day: names and signed futures; else none. */
export function charmTexts(
  charm: readonly CharmHedge[],
): readonly (readonly [name: string, lots: string])[] {
  const expiry = charm.find(({ horizon }) => horizon === 'expiry')
  if (!expiry || expiry.seconds === 0 || expiry.seconds > SHOWN_BEFORE_EXPIRY_S) return []
  return charm
    .filter(({ horizon, seconds }) => horizon === 'expiry' || seconds < expiry.seconds)
    .sort((a, b) => a.seconds - b.seconds)
    .map(({ horizon, lots }) => [NAMES[horizon], signedShort(lots)] as const)
}

/** "+12", "−1.20k", "–" of NaN. */
export function signedShort(lots: number): string {
  if (Number.isNaN(lots)) return '–'
  const text = shortNumber(Math.abs(lots) < 10 ? Math.round(lots * 10) / 10 : Math.round(lots))
  return lots > 0 ? `+${text}` : text.replace('-', '−')
}
