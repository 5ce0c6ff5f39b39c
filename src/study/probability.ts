import type { Sample } from './sample.ts'

/** Forecasts are kept off 0 and 1, where one miss costs without bound. */
const MIN_FORECAST = 0.01
const MAX_FORECAST = 0.99

/** How well the chance of a move the signal's way is known beforehand; lower scores are better. */
export interface Probability {
  /** Episodes that were scored: of every session but the first, those that moved. */
  readonly scored: number
  /** Of all episodes: moved the signal's way, against it, not at all. */
  readonly hits: number
  readonly misses: number
  readonly zeros: number
  readonly brier: { readonly signal: number; readonly base: number }
  readonly logLoss: { readonly signal: number; readonly base: number }
}

/**
 * Scores forecasts session by session, each made of earlier sessions alone: p = (k + 1)/(n + 2) of
 * the episodes that moved, against the base rate, the same of the controls. The first session is
 * not scored, and moves of 0 are counted apart.
 *
 * @returns undefined without an episode to score
 */
export function probabilityOf(sample: Sample): Probability | undefined {
  const { length, isEpisode, move, session } = sample
  const sums = { brierSignal: 0, brierBase: 0, lossSignal: 0, lossBase: 0 }
  const [signal, base] = [new Tally(), new Tally()]
  let scored = 0
  const sessions = [...new Set(session)].sort((a, b) => a - b)
  for (const [index, each] of sessions.entries()) {
    const rows = Array.from({ length }, (_, row) => row).filter((row) => session[row] === each)
    const [signalChance, baseChance] = [signal.forecast, base.forecast]
    for (const row of rows) {
      if (index === 0 || isEpisode[row] === 0 || move[row] === 0) continue
      const hit = Number(move[row] > 0)
      sums.brierSignal += (signalChance - hit) ** 2
      sums.brierBase += (baseChance - hit) ** 2
      sums.lossSignal += logLoss(signalChance, hit)
      sums.lossBase += logLoss(baseChance, hit)
      scored++
    }
    for (const row of rows) (isEpisode[row] === 1 ? signal : base).add(move[row])
  }
  if (scored === 0) return undefined
  return {
    scored,
    hits: signal.hits,
    misses: signal.misses,
    zeros: signal.zeros,
    brier: { signal: sums.brierSignal / scored, base: sums.brierBase / scored },
    logLoss: { signal: sums.lossSignal / scored, base: sums.lossBase / scored },
  }
}

function logLoss(chance: number, hit: number): number {
  return -Math.log(hit === 1 ? chance : 1 - chance)
}

class Tally {
  hits = 0
  misses = 0
  zeros = 0

  add(move: number): void {
    if (move > 0) this.hits++
    else if (move < 0) this.misses++
    else this.zeros++
  }

  get forecast(): number {
    const chance = (this.hits + 1) / (this.hits + this.misses + 2)
    return Math.min(Math.max(chance, MIN_FORECAST), MAX_FORECAST)
  }
}
