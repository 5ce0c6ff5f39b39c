import { Failure } from '../../failure.ts'
import type { Lake } from '../../lake/paths.ts'
import { readPartition } from '../../lake/read.ts'
import { isDate } from '../../market/time.ts'
import {
  type CalibrationMode,
  CalibrationSurface,
  WALL_COLUMNS_SAMPLED,
  WallSample,
} from '../../surfaces/calibration.ts'
import { earlierSessions } from '../earlier-sessions.ts'
import { firstWindowEnd } from '../first-window.ts'
import { SNAPSHOT, WALL } from '../silver/futures-book.ts'
import {
  declareStage,
  type Job,
  type Parameters,
  type Settled,
  type StageOptions,
  type Target,
  type Written,
} from '../stage.ts'
import { writeSurfaces } from '../surface-writer.ts'

export const CALIBRATION = 'gold.hud.physics_norm_calibration'

/** A trading week. */
const DEFAULT_LOOKBACK = 5

/** What a session's scores are normed by: earlier sessions, or itself where there is none. */
export const calibration = declareStage({
  name: 'gold/calibration',
  revision: 1,
  writes: [CALIBRATION],
  settle,
  run,
})

async function settle(
  lake: Lake,
  target: Target,
  options: StageOptions,
  recorded: Parameters | undefined,
): Promise<Settled> {
  const choice = options.calibration ?? String(recorded?.calibration ?? 'prior')
  const dates = await datesFor(lake, target, choice)
  const isOwn = dates.length === 1 && dates[0] === target.dt
  return {
    parameters: { calibration: choice, lookback: DEFAULT_LOOKBACK },
    reads: dates.flatMap((dt) =>
      [SNAPSHOT, WALL].map((dataset) => ({
        dataset,
        symbol: target.symbol,
        dt,
        // Of several sessions one may be missing.
        optional: choice === 'prior' && !isOwn,
      })),
    ),
    notes: isOwn ? [`${target.dt} is calibrated by itself: its scores look ahead`] : [],
  }
}

async function datesFor(lake: Lake, target: Target, choice: string): Promise<string[]> {
  if (choice === 'same-day') return [target.dt]
  if (isDate(choice)) return [choice]
  if (choice !== 'prior') {
    throw new Failure({
      code: 'usage',
      what: 'that is no calibration',
      where: '--calibration',
      expected: 'prior, same-day or a date',
      found: choice,
    })
  }
  const earlier = await earlierSessions(lake, target, DEFAULT_LOOKBACK)
  return earlier.length > 0 ? earlier : [target.dt]
}

function run(job: Job): Promise<Written> {
  const { lake, symbol, dt, inputs, parameters, report, signal } = job
  return writeSurfaces(job, calibration, async ([writer]) => {
    const sample = new WallSample()
    const sessions = new Set<string>()
    const walls = inputs.filter(({ dataset }) => dataset === WALL)
    if (walls.length === 0) throw nothingToLookBackOn(job)
    for (const [done, wall] of walls.entries()) {
      const reader = await readPartition(lake, wall)
      try {
        sessions.add(String(reader.manifest.stage.parameters.session))
        sample.beginSession(await firstWindowEnd(lake, { symbol, dt: wall.dt }))
        for (let group = 0; group < reader.rowGroups.length; group++) {
          signal.throwIfAborted()
          sample.push(await reader.read(group, WALL_COLUMNS_SAMPLED))
        }
      } finally {
        await reader.close()
      }
      report({ done: done + 1, total: walls.length, unit: 'sessions' })
    }
    const surface = new CalibrationSurface(writer.table, {
      mode: modeOf(String(parameters.calibration), walls[0].dt === dt),
      asofDate: dt,
      sessionWindow: [...sessions].sort().join(','),
      lookbackSessions: walls.length,
    })
    sample.appendTo(surface)
    return { sessions: walls.map((wall) => wall.dt).join(' ') }
  })
}

function modeOf(choice: string, isOwn: boolean): CalibrationMode {
  if (isOwn) return 'same_day'
  return choice === 'prior' ? 'prior' : 'chosen'
}

function nothingToLookBackOn({ symbol, dt }: Job): Failure {
  return new Failure({
    code: 'input',
    what: 'none of the sessions to calibrate by could be made',
    where: `${CALIBRATION} ${symbol} ${dt}`,
    fix: 'mend them, or pass --calibration same-day',
  })
}
