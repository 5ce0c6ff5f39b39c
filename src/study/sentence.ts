import { MANY_SESSIONS, MIN_SESSIONS, type StudyResult } from './study.ts'

/** What a study found, in one sentence. */
export function sentenceOf(result: StudyResult): string {
  const { signal, side, horizonSeconds, episodes, sessions, comparedSessions, verdict } = result
  const what = `${signal}, ${side}, ${horizonSeconds} s`
  if (verdict === 'too few sessions') {
    const found = `${comparedSessions} of ${plural(sessions, 'session')} can be compared`
    return `${what}: too few sessions for a verdict (${found}, ${MIN_SESSIONS} are needed).`
  }
  const { effect } = result
  if (!effect) return `${what}: no better than chance (${plural(episodes, 'episode')}).`
  const size = `${ticks(effect.estimate)} more than its controls (95 % ${range(effect)}, ${plural(episodes, 'episode')}, p ${pText(result.p)})`
  const claim = {
    predicts: `predicts: the mid moved its way by ${size}`,
    'predicts the opposite': `predicts the opposite: the mid moved its way by ${size}`,
    'no better than chance': `no better than chance: the mid moved its way by ${size}`,
  }[verdict]
  return `${what} ${verdict === 'no better than chance' ? 'is ' : ''}${claim}${elsewhere(result)}; ${payClause(result)}.`
}

/** The same in a few words, for pictures. */
export function headlineOf({ signal, side, horizonSeconds, verdict, pays }: StudyResult): string {
  const paying = verdict === 'too few sessions' ? '' : pays ? '; pays' : '; does not pay'
  return `${signal}, ${side}, ${horizonSeconds} s: ${verdict}${paying}`
}

/** Of few sessions only their own interval says what other weeks may show. */
function elsewhere({ verdict, comparedSessions, sessionInterval }: StudyResult): string {
  if (verdict === 'no better than chance' || comparedSessions >= MANY_SESSIONS || !sessionInterval)
    return ''
  const includesZero = sessionInterval.low <= 0 && sessionInterval.high >= 0
  const interval = `${range(sessionInterval)} over ${comparedSessions} sessions`
  return includesZero
    ? `, in these sessions; other weeks may show nothing (${interval})`
    : `, and other weeks may be expected to show it (${interval})`
}

function payClause({ payoff, pays, payoffP }: StudyResult): string {
  if (!payoff) return 'too few trades to say whether it pays'
  const size = `${ticks(payoff.estimate)} a trade after costs, p ${pText(payoffP)}`
  return pays ? `it pays (${size})` : `it does not pay (${size})`
}

function range({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${signed(low)} to ${signed(high)}`
}

function ticks(value: number): string {
  return `${signed(value)} ticks`
}

function signed(value: number): string {
  return value.toFixed(2).replace(/^-/, '−')
}

/** A p-value to three digits: "0.012", "< 0.001". */
export function pText(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3)
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
