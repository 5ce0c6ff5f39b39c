import { join } from 'node:path'
import { mboRecords } from '../book/mbo-records.ts'
import { loadContract } from '../contracts/load.ts'
import type { Wall } from '../contracts/registry.ts'
import { readDbn } from '../dbn/file.ts'
import { FuturesSeconds } from '../engine/futures-seconds.ts'
import { parseSession, type Session } from '../market/session.ts'
import { CalibrationSurface, WallSample } from '../surfaces/calibration.ts'
import { type WallNorms, wallNorms } from '../surfaces/calibration-norms.ts'
import type { FuturesQuality, FuturesWindow } from '../surfaces/futures-window.ts'
import { VacuumSurface } from '../surfaces/vacuum.ts'
import { WallSurface } from '../surfaces/wall.ts'
import { Table } from '../table/table.ts'
import type { MarketMeasure } from './acceptance.ts'
import { mboFileName } from './dated-files.ts'
import { type Recall, VacuumRecall } from './recall.ts'
import { MarketReport } from './report.ts'
import type { Truth, TruthDay } from './truth.ts'

/** Seconds whose wall is held at a time. */
const WINDOWS_AT_A_TIME = 300
const MAX_REL_TICKS = 60

/** The measures of a generated day. */
export interface DayMeasures {
  readonly date: string
  readonly measures: readonly MarketMeasure[]
  readonly recall: Recall
  readonly quality: FuturesQuality
}

/**
 * Reads a generated day back through the real book and surfaces, and measures it. The files are
 * read twice: a vacuum score needs the whole session's calibration.
 *
 * @param folder where the day was written
 */
export async function measureDay(
  folder: string,
  truth: Truth,
  day: TruthDay,
): Promise<DayMeasures> {
  const session = parseSession(day.session, day.date)
  const report = new MarketReport()
  const sample = new WallSample()
  sample.beginSession(session.startSecond + 1)
  const quality = await replay(folder, truth, session, {
    window: (window) => report.append(window),
    wall: (wall) => sample.push(wall),
  })
  const vacuum = new VacuumSurface(
    loadContract('silver/vacuum_surface_1s'),
    normsOf(sample, day),
    session.startSecond + 1,
  )
  const recall = new VacuumRecall(day.episodes)
  await replay(folder, truth, session, {
    window: () => {},
    wall: (wall) => recall.push(wall, vacuum.push(wall)),
  })
  return { date: day.date, measures: report.measures(), recall: recall.result(), quality }
}

interface WallListener {
  readonly window: (window: FuturesWindow) => void
  /** Receives the wall of some windows; the rows are reused afterwards. */
  readonly wall: (wall: Table<Wall>) => void
}

async function replay(
  folder: string,
  truth: Truth,
  session: Session,
  listener: WallListener,
): Promise<FuturesQuality> {
  const wall = new WallSurface(new Table(loadContract('silver/wall_surface_1s')), MAX_REL_TICKS)
  const hand = () => {
    listener.wall(wall.table)
    wall.table.clear()
  }
  const seconds = new FuturesSeconds(truth.tick_size, session, (window) => {
    listener.window(window)
    wall.append(window)
    if (window.index % WINDOWS_AT_A_TIME === WINDOWS_AT_A_TIME - 1) hand()
  })
  for (const date of session.dates) {
    for await (const item of readDbn(join(folder, mboFileName(date)))) {
      if (item.type === 'records') seconds.push(mboRecords(item.table))
    }
    seconds.endFile()
  }
  seconds.end()
  hand()
  return seconds.quality
}

/** The session's own calibration. */
function normsOf(sample: WallSample, { date, session }: TruthDay): WallNorms {
  const calibration = new CalibrationSurface(
    new Table(loadContract('gold/physics_norm_calibration')),
    { mode: 'same_day', asofDate: date, sessionWindow: session, lookbackSessions: 1 },
  )
  sample.appendTo(calibration)
  return wallNorms(calibration.table)
}
