import { type Effect, effectOf } from './effect.ts'
import { holm } from './holm.ts'
import { NULL_DRAWS, nullP } from './null-draws.ts'
import { type Costs, type Payoff, payoffOf } from './payoff.ts'
import { type Probability, probabilityOf } from './probability.ts'
import { sampleOf } from './sample.ts'
import { type SessionInterval, sessionInterval } from './session-interval.ts'
import type { SessionSeries, StudySide } from './session-series.ts'

/** Sessions below which there is no verdict. */
export const MIN_SESSIONS = 5
/** Sessions from which the clustered interval may speak of other weeks too. */
export const MANY_SESSIONS = 20

export const SIGNIFICANCE = 0.05

/** One question: does a signal predict a move within a horizon? */
export interface StudyQuestion {
  /** What it is called: its name or its text. */
  readonly signal: string
  readonly sessions: readonly SessionSeries[]
  readonly side: StudySide
  readonly horizonSeconds: number
}

export type Verdict =
  | 'too few sessions'
  | 'no better than chance'
  | 'predicts'
  | 'predicts the opposite'

export interface StudyResult {
  readonly signal: string
  readonly side: StudySide
  readonly horizonSeconds: number
  /** Sessions that were read, and those in which an episode can be compared with a control. */
  readonly sessions: number
  readonly comparedSessions: number
  readonly episodes: number
  readonly controls: number
  readonly withoutOutcome: number
  readonly effect: Effect | undefined
  readonly sessionInterval: SessionInterval | undefined
  /** Of the random draws. */
  readonly nullP: number
  /** The larger of the effect's p and that of the draws, after Holm's adjustment. */
  readonly p: number
  readonly probability: Probability | undefined
  readonly payoff: Payoff | undefined
  /** The payoff's p after Holm's adjustment; 1 without one. */
  readonly payoffP: number
  readonly verdict: Verdict
  readonly pays: boolean
}

export interface StudyOptions extends Costs {
  readonly seed: number
  readonly draws?: number
}

/** Answers the questions of one call. Its p-values are adjusted for how many there are. */
export function study(questions: readonly StudyQuestion[], options: StudyOptions): StudyResult[] {
  const measured = questions.map((question) => measure(question, options))
  const p = holm(measured.map(({ effect, nullP }) => (effect ? Math.max(effect.p, nullP) : 1)))
  const payoffP = holm(measured.map(({ payoff }) => payoff?.p ?? 1))
  return measured.map((each, index) => {
    const isEnough = each.comparedSessions >= MIN_SESSIONS
    return {
      ...each,
      p: p[index],
      payoffP: payoffP[index],
      verdict: verdictOf(each, p[index]),
      pays: isEnough && payoffP[index] < SIGNIFICANCE,
    }
  })
}

type Measured = Omit<StudyResult, 'p' | 'payoffP' | 'verdict' | 'pays'>

function measure(
  { signal, sessions, side, horizonSeconds }: StudyQuestion,
  options: StudyOptions,
): Measured {
  const sample = sampleOf(sessions, side, horizonSeconds)
  const episodes = sample.isEpisode.reduce((sum, each) => sum + each, 0)
  const interval = sessionInterval(sample)
  return {
    signal,
    side,
    horizonSeconds,
    sessions: sessions.length,
    comparedSessions: interval?.bySession.size ?? 0,
    episodes,
    controls: sample.length - episodes,
    withoutOutcome: sample.withoutOutcome,
    effect: effectOf(sample),
    sessionInterval: interval,
    nullP: nullP(sample, options.seed, options.draws ?? NULL_DRAWS),
    probability: probabilityOf(sample),
    payoff: payoffOf(sessions, sample, side, horizonSeconds, options),
  }
}

function verdictOf({ comparedSessions, effect }: Measured, p: number): Verdict {
  if (comparedSessions < MIN_SESSIONS) return 'too few sessions'
  if (!effect || p >= SIGNIFICANCE) return 'no better than chance'
  return effect.estimate > 0 ? 'predicts' : 'predicts the opposite'
}
