import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { LakeSeconds } from '../seconds/lake-seconds.ts'
import { earlierSessions } from '../signals/earlier-sessions.ts'
import { FEATURES } from './features.ts'
import { OUTCOME_SECONDS, type Outcome, outcomeOf } from './outcome.ts'
import { scaleOf } from './scale.ts'
import { type Answer, nearestAnswers, VectorSearch } from './search.ts'
import { readVectorDay, type VectorDay } from './vector-day.ts'

/** Earlier sessions whose spread of features is the measure of what is near. */
const SCALE_SESSIONS = 5

/** A symbol's day. */
export interface VectorDayKey {
  readonly symbol: string
  readonly dt: string
}

/** A moment that looked alike, and what came then. */
export interface SimilarMoment extends Answer, VectorDayKey {
  readonly outcome: Outcome
}

export interface SimilarMoments {
  readonly moments: readonly SimilarMoment[]
  readonly features: readonly string[]
  readonly compared: number
  readonly incomplete: number
  /** Dates of the sessions that the features are scaled by. */
  readonly scaledBy: readonly string[]
}

export interface SimilarRequest {
  readonly query: VectorDayKey
  /** Unix second at which the query's second ends. */
  readonly second: number
  /** The days to search. */
  readonly targets: readonly VectorDayKey[]
  readonly count: number
  /** Also moments whose outcome was not known at the query. */
  readonly looksAhead: boolean
}

/**
 * Finds the moments of some days that were most like one, reading a day at a time.
 *
 * @throws Failure `input` if the moment has no vector, or no session is earlier
 */
export async function findSimilar(
  lake: Lake,
  { query, second, targets, count, looksAhead }: SimilarRequest,
  signal: AbortSignal,
): Promise<SimilarMoments> {
  const own = await LakeSeconds.ofFinalTables(lake, query.symbol, query.dt)
  const read = new Map<string, VectorDay>()
  const keyOf = ({ symbol, dt }: VectorDayKey) => `${symbol} ${dt}`
  try {
    read.set(keyOf(query), await readVectorDay(own))
    for await (const source of earlierSessions(lake, own.day, SCALE_SESSIONS))
      read.set(keyOf(source.day), await readVectorDay(source))
  } finally {
    await own.close()
  }
  const [asked, ...earlier] = read.values()
  if (earlier.length === 0) {
    throw new Failure({
      code: 'input',
      what: 'no earlier session of the contract is in the lake to compare distances by',
      where: keyOf(query),
      fix: 'choose a later day, or add an earlier one',
    })
  }
  const row = second - asked.firstSecond
  const vector = asked.values.slice(row * FEATURES.length, (row + 1) * FEATURES.length)
  const lastSecond = looksAhead ? Number.POSITIVE_INFINITY : second - OUTCOME_SECONDS
  const search = new VectorSearch({ vector, second, lastSecond }, scaleOf(earlier), count)
  if (search.features.length === 0) {
    throw new Failure({
      code: 'input',
      what: 'the second has no feature to compare',
      where: keyOf(query),
      fix: 'choose a time at which the book was recorded',
    })
  }
  const found: SimilarMoment[] = []
  let [compared, incomplete] = [0, 0]
  for (const target of targets) {
    signal.throwIfAborted()
    const day = read.get(keyOf(target)) ?? (await readDay(lake, target))
    const result = search.day(day)
    compared += result.compared
    incomplete += result.incomplete
    for (const answer of result.answers)
      found.push({ ...answer, ...target, outcome: outcomeAt(day, answer.second) })
  }
  return {
    moments: nearestAnswers(found, count),
    features: search.features,
    compared,
    incomplete,
    scaledBy: earlier.map(({ dt }) => dt),
  }
}

async function readDay(lake: Lake, { symbol, dt }: VectorDayKey): Promise<VectorDay> {
  const source = await LakeSeconds.ofFinalTables(lake, symbol, dt)
  try {
    return await readVectorDay(source)
  } finally {
    await source.close()
  }
}

function outcomeAt(day: VectorDay, second: number): Outcome {
  const at = second - day.firstSecond
  const walls = { call: day.callWall[at], put: day.putWall[at] }
  return outcomeOf(day.mid, walls, at, day.tickPoints)
}
