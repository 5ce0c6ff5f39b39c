import { DATASETS, type Gex } from '../../contracts/registry.ts'
import { Failure } from '../../failure.ts'
import { type PartitionReader, readPartition } from '../../lake/partition/read.ts'
import type { Lake } from '../../lake/paths.ts'
import { isDate } from '../../market/time.ts'
import {
  BOUND_SHARES,
  type CalibrationMode,
  CalibrationSurface,
  WALL_COLUMNS_SAMPLED,
  WallSample,
} from '../../surfaces/calibration.ts'
import { QuantilePasses } from '../../surfaces/quantile-passes.ts'
import { declareStage, type StageWork } from '../declare-stage.ts'
import { earlierFrontSessions, earlierSessions } from '../earlier-sessions.ts'
import { firstWindowEnd } from '../first-window.ts'
import { contractOf } from '../future-contract.ts'
import { missingGamma } from '../missing-gamma.ts'
import { number, type Parsed, text } from '../parameters.ts'
import type { Read, StageOptions, Target } from '../stage.ts'
import { storedManifest } from '../stored-manifest.ts'
import type { DatasetKey } from '../surface-writer.ts'

/** A trading week. */
const DEFAULT_LOOKBACK = 5

const PARAMETERS = {
  /** `prior`, `same-day` or a date. */
  calibration: text,
  /** Maximum number of earlier sessions. */
  lookback: number,
  /** "ES 2026-03" */
  contract: text,
}

type SampledName = 'snapshot' | 'wall' | 'gex'

type CalibrationWork = StageWork<typeof PARAMETERS, SampledName, 'calibration'>

/** The bounds that norm a session's scores, from earlier sessions, or from itself without any. */
export const calibration = declareStage({
  name: 'gold/calibration',
  revision: 3,
  parameters: PARAMETERS,
  reads: ['snapshot', 'wall', 'gex'],
  writes: ['calibration'],
  resolve,
  run,
})

async function resolve(
  lake: Lake,
  target: Target,
  options: StageOptions,
  recorded: Partial<Parsed<typeof PARAMETERS>>,
) {
  const choice = options.calibration ?? recorded.calibration ?? 'prior'
  const days = await daysFor(lake, target, options, choice)
  const isOwn = days.length === 1 && days[0].dt === target.dt
  const own = {
    reads: await readsOf(lake, [target], options, false),
    notes: [lookAhead(target.dt)],
  }
  const contract = await contractOf(lake, target)
  return {
    parameters: { calibration: choice, lookback: DEFAULT_LOOKBACK, contract },
    // One of several sessions may be missing.
    reads: await readsOf(lake, days, options, choice === 'prior' && !isOwn),
    notes: isOwn ? own.notes : await otherContracts(lake, target, days, choice),
    // If all earlier sessions fail, treat them as none.
    fallback: choice === 'prior' && !isOwn ? own : undefined,
  }
}

function lookAhead(dt: string): string {
  return `${dt} is calibrated by itself: its scores look ahead`
}

/** Notes about calibrating contracts that differ from the day's own. */
async function otherContracts(
  lake: Lake,
  target: Target,
  days: readonly Target[],
  choice: string,
): Promise<string[]> {
  const own = await contractOf(lake, target)
  const others = new Map<string, string>()
  for (const day of days) {
    const contract = await contractOf(lake, day)
    if (contract !== own) others.set(contract, day.symbol)
  }
  return [...others].map(([contract, symbol]) =>
    choice === 'prior'
      ? `${target.symbol} has no earlier session: ${target.dt} is calibrated by ${symbol} (${contract}), the front contract then`
      : `${choice} is of ${symbol} (${contract}), another contract than that of ${target.dt} (${own})`,
  )
}

async function readsOf(
  lake: Lake,
  days: readonly Target[],
  options: StageOptions,
  optional: boolean,
): Promise<Read<DatasetKey<SampledName>>[]> {
  const withOptions = await daysWithOptions(lake, days, options)
  return [
    ...days.flatMap(({ symbol, dt }) =>
      [DATASETS.snapshot, DATASETS.wall].map((dataset) => ({ dataset, symbol, dt, optional })),
    ),
    ...withOptions.map(({ symbol, dt }) => ({ dataset: DATASETS.gex, symbol, dt, optional: true })),
  ]
}

/** The sessions to calibrate a day with: of its contract, else of the root's front contracts. */
async function daysFor(
  lake: Lake,
  target: Target,
  options: StageOptions,
  choice: string,
): Promise<Target[]> {
  const { symbol } = target
  if (choice === 'same-day') return [{ symbol, dt: target.dt }]
  if (isDate(choice)) return [{ symbol, dt: choice }]
  if (choice !== 'prior') {
    throw new Failure({
      code: 'usage',
      what: 'that is no calibration',
      where: '--calibration',
      expected: 'prior, same-day or a date',
      found: choice,
    })
  }
  const earlier = await earlierSessions(lake, target, options, DEFAULT_LOOKBACK)
  if (earlier.length > 0) return earlier
  const front = await earlierFrontSessions(lake, target, options, DEFAULT_LOOKBACK)
  return front.length > 0 ? front : [{ symbol, dt: target.dt }]
}

async function run(work: CalibrationWork) {
  const { lake, symbol, dt, inputs, parameters, writers, report, signal } = work
  const sample = new WallSample()
  const sessions = new Set<string>()
  const walls = inputs.wall
  if (walls.length === 0) throw nothingToLookBackOn(work)
  for (const [done, wall] of walls.entries()) {
    const reader = await readPartition(lake, wall)
    try {
      sessions.add(String(reader.manifest.stage.parameters.session))
      sample.beginSession(await firstWindowEnd(lake, wall))
      for await (const table of reader.tables(WALL_COLUMNS_SAMPLED)) {
        signal.throwIfAborted()
        sample.push(table)
      }
    } finally {
      await reader.close()
    }
    report({ done: done + 1, total: walls.length, unit: 'sessions' })
  }
  const surface = new CalibrationSurface(writers.calibration.table, {
    mode: modeOf(parameters.calibration, walls[0].dt === dt),
    asofDate: dt,
    sessionWindow: [...sessions].sort().join(','),
    lookbackSessions: walls.length,
  })
  // Rows are sorted by metric: gex_abs comes before the wall's.
  const exposures = await sampleExposures(work)
  if (exposures.count > 0) surface.append('gex_abs', exposures)
  sample.appendTo(surface)
  const named = walls.map((wall) =>
    wall.symbol === symbol ? wall.dt : `${wall.symbol} ${wall.dt}`,
  )
  return { sessions: named.join(' ') }
}

/** Days with a gamma surface, built or to be built. */
async function daysWithOptions(
  lake: Lake,
  days: readonly Target[],
  options: StageOptions,
): Promise<Target[]> {
  const found: Target[] = []
  for (const { symbol, dt } of days) {
    const hasSome =
      (await storedManifest(lake, { dataset: DATASETS.gex, symbol, dt })) ??
      (await missingGamma(lake, { symbol, dt }, options)) === undefined
    if (hasSome) found.push({ symbol, dt })
  }
  return found
}

/**
 * Samples every gross exposure, at any strike and second. They are hardly ever equal and too many
 * to keep in memory, so quantiles take several passes.
 */
async function sampleExposures({ lake, inputs, signal }: CalibrationWork): Promise<QuantilePasses> {
  const sample = new QuantilePasses(...BOUND_SHARES)
  const readers: PartitionReader<Gex>[] = []
  try {
    for (const input of inputs.gex) readers.push(await readPartition(lake, input))
    while (!sample.isDone) {
      for (const reader of readers) {
        for await (const table of reader.tables(['gex_abs'])) {
          signal.throwIfAborted()
          sample.push(table.columns.gex_abs.subarray(0, table.length))
        }
      }
      sample.endPass()
    }
  } finally {
    for (const reader of readers) await reader.close()
  }
  return sample
}

function modeOf(choice: string, isOwn: boolean): CalibrationMode {
  if (isOwn) return 'same_day'
  return choice === 'prior' ? 'prior' : 'chosen'
}

function nothingToLookBackOn({ symbol, dt }: Target): Failure {
  return new Failure({
    code: 'input',
    what: 'none of the sessions to calibrate by could be made',
    where: `${DATASETS.calibration} ${symbol} ${dt}`,
    fix: 'mend them, or pass --calibration same-day',
  })
}
