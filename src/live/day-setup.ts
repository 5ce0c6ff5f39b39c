import { DATASETS } from '../contracts/registry.ts'
import type { EngineInput, OptionsInput } from '../engine/engine.ts'
import { Failure } from '../failure.ts'
import { readTable } from '../lake/partition/read-table.ts'
import type { Lake } from '../lake/paths.ts'
import { regularOpen } from '../market/regular-open.ts'
import { rulesOf } from '../market/roots.ts'
import { parseSession, type Session } from '../market/session.ts'
import { addDays, NANOSECONDS_PER_SECOND, utcDate } from '../market/time.ts'
import { inProcess } from '../pipeline/executor/here.ts'
import type { OpenDayFacts } from '../seconds/open-day.ts'
import type { SurfaceContracts } from '../seconds/second.ts'
import { surfaceContracts } from '../seconds/surface-contracts.ts'
import { definitionDate } from '../stages/definition-date.ts'
import { earlierSessions } from '../stages/earlier-sessions.ts'
import { calibration } from '../stages/gold/calibration.ts'
import { publishedStatistics } from '../stages/published-statistics.ts'
import { DEFAULT_SESSION, sessionFor } from '../stages/session-rule.ts'
import { eveningOf } from '../stages/silver/evening-trades.ts'
import { outsideLevels } from '../stages/silver/session-levels.ts'
import type { StageOptions, Target } from '../stages/stage.ts'
import { storedManifest } from '../stages/stored-manifest.ts'
import { findTickSize } from '../stages/tick-size.ts'
import { NO_NORMS, type WallNorms, wallNorms } from '../surfaces/calibration-norms.ts'

import type { ReceivedDefinitions } from './definitions.ts'
import { setUpOptions } from './option-setup.ts'

/** The session of a live day where nothing says otherwise: a historical one's is its file. */
const LIVE_SESSION = 'globex'
/** A long weekend: a session begins within so many dates of any time. */
const MAX_DAYS_AHEAD = 5

/** What a live day starts with. */
export interface DaySetup {
  readonly target: Target
  readonly input: Omit<EngineInput, 'onSecond'>
  /** Of the day; where the book comes from is known with its first second. */
  readonly facts: Omit<OpenDayFacts, 'bookOrigin'>
  /** Raw symbols of the options that are subscribed to. */
  readonly optionSymbols: readonly string[]
  /** What users of the day should know, a clause each. */
  readonly notes: readonly string[]
}

/**
 * Resolves what a contract's day is made with, from the lake: session, tick, the calibration of
 * earlier sessions and their levels. It is fixed from then on, so nothing looks ahead.
 *
 * @param time of the market, nanoseconds since the Unix epoch
 * @param definitions of the future and its options; undefined without options
 * @param isReplayed the orders of the week so far come first
 */
export async function setUpDay(
  lake: Lake,
  symbol: string,
  time: bigint,
  options: StageOptions,
  definitions?: ReceivedDefinitions,
  isReplayed = false,
): Promise<DaySetup> {
  const rule = await sessionRule(lake, symbol, time, options)
  const session = sessionAt(rule, time)
  const target = { symbol, dt: session.dt }
  const decided = { ...options, session: rule }
  const rules = rulesOf(symbol, options.roots)
  const tick = await findTickSize(lake, target, rules)
  const maxRelTicks = options.maxRelTicks ?? rules.maxRelTicks
  const { norms, mode } = await frozenNorms(lake, target, decided)
  const outside = await levelsBefore(lake, target, decided)
  // As of files, where the evening's have been ingested.
  const isFlowWhole = isReplayed || (utcDate(time) ?? '') <= eveningOf(target.dt).date
  const gamma = definitions && (await setUpOptions(lake, target, decided, definitions, isFlowWhole))
  const notes = [
    ...(mode === undefined ? [`no earlier session of ${symbol}: scores are NaN`] : []),
    ...(gamma?.notes ?? []),
  ]
  return {
    target,
    input: {
      contracts: Object.fromEntries(surfaceContracts(lake)) as SurfaceContracts,
      session,
      tickSize: tick.size,
      maxRelTicks,
      norms,
      open: regularOpen(rules.session, rules.openingRange, target.dt),
      outside,
      isLive: true,
      options: gamma?.input,
      instrumentId: gamma?.instrumentId,
    },
    facts: {
      symbol,
      dt: target.dt,
      session: rule,
      tickSize: tick.size,
      maxRelTicks,
      calibrationMode: mode,
      ...(gamma?.input && {
        gexUnit: GEX_UNIT,
        gexSign: gexSignOf(gamma.input),
        lastExpirySecond: lastExpirySecond(gamma.input),
      }),
    },
    optionSymbols: gamma?.symbols ?? [],
    notes,
  }
}

/** What gamma exposure is measured in, as manifests say. */
const GEX_UNIT = 'gamma x open interest x multiplier: currency delta per point, per point'

function lastExpirySecond({ series }: OptionsInput): number {
  return Math.max(...series.map(({ expiration }) => Number(expiration / NANOSECONDS_PER_SECOND)))
}

function gexSignOf({ dealerSigns: { call, put } }: OptionsInput): string {
  const sign = (value: number) => (value > 0 ? `+${value}` : `${value}`)
  return `calls ${sign(call)}, puts ${sign(put)}`
}

async function sessionRule(
  lake: Lake,
  symbol: string,
  time: bigint,
  options: StageOptions,
): Promise<string> {
  const found = await sessionFor(lake, { symbol, dt: utcDate(time) ?? '' }, options)
  return found === DEFAULT_SESSION && options.session === undefined ? LIVE_SESSION : found
}

/** The first session by a rule that has not ended at a time, and its trading date. */
function sessionAt(rule: string, time: bigint): Session & { readonly dt: string } {
  const second = Number(time / NANOSECONDS_PER_SECOND)
  const date = utcDate(time) ?? ''
  if (rule === DEFAULT_SESSION) return { ...parseSession(rule, date), dt: date }
  for (let ahead = -1; ahead <= MAX_DAYS_AHEAD; ahead++) {
    const dt = addDays(date, ahead)
    const session = parseSession(rule, dt)
    const weekday = new Date(`${dt}T00:00:00Z`).getUTCDay()
    if (session.endSecond > second && weekday !== 0 && weekday !== 6) return { ...session, dt }
  }
  throw new Failure({
    code: 'input',
    what: 'the gateway names a time that is of no trading date',
    where: `session ${rule}`,
    found: date,
  })
}

/** The calibration by earlier sessions, written as the pipeline would; NaN without any. */
async function frozenNorms(
  lake: Lake,
  target: Target,
  options: StageOptions,
): Promise<{ norms: WallNorms; mode: string | undefined }> {
  const partition = { ...target, dataset: DATASETS.calibration }
  const none = { norms: NO_NORMS, mode: undefined }
  const recorded = (await storedManifest(lake, partition))?.stage.parameters
  const resolved = await calibration.resolve(lake, target, options, recorded)
  const isOwn = resolved.reads.some(({ dt }) => dt === target.dt)
  const walls = resolved.reads.filter(({ dataset }) => dataset === DATASETS.wall)
  const there = await Promise.all(walls.map((wall) => storedManifest(lake, wall)))
  if (isOwn || !there.some((manifest) => manifest !== undefined)) return none
  const execution = { stage: calibration, ...target, resolved, isForced: false }
  await inProcess.submit(lake, execution, () => {}, new AbortController().signal)
  const mode = resolved.parameters.calibration === 'prior' ? 'prior' : 'chosen'
  return { norms: wallNorms(await readTable(lake, partition)), mode }
}

async function levelsBefore(lake: Lake, target: Target, options: StageOptions) {
  const [day] = await earlierSessions(lake, target, options, 1)
  const prior = day && { dataset: DATASETS.snapshot, ...day }
  const isMade = prior !== undefined && (await storedManifest(lake, prior)) !== undefined
  const statistics = await publishedStatistics(lake, target)
  const { symbol } = target
  const dt = await definitionDate(lake, target)
  const definitions = { dataset: DATASETS.definitions, symbol, dt }
  const isDefined = (await storedManifest(lake, definitions)) !== undefined
  return outsideLevels(lake, symbol, {
    prior: isMade ? prior : undefined,
    statistics,
    definitions: isDefined ? [definitions] : [],
  })
}
