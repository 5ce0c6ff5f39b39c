import { MBO_RECORD_COLUMNS, mboRecords } from '../../book/mbo-records.ts'
import { DATASETS } from '../../contracts/registry.ts'
import { FuturesEvents } from '../../engine/futures-events.ts'
import { appendEvents } from '../../events/append-events.ts'
import { THRESHOLDS } from '../../events/thresholds.ts'
import type { Lake } from '../../lake/paths.ts'
import { rulesOf } from '../../market/roots.ts'
import { parseSession } from '../../market/session.ts'
import { declareStage, type StageWork } from '../declare-stage.ts'
import { number, text } from '../parameters.ts'
import { RecordFeed } from '../record-feed.ts'
import { SESSION_PARAMETERS, sessionFacts } from '../session-facts.ts'
import { sessionRecords } from '../session-records.ts'
import type { StageOptions, Target } from '../stage.ts'
import { findTickSize } from '../tick-size.ts'

const PARAMETERS = {
  session: text,
  /** 1e-9 currency units. */
  tick_size: number,
  sweep_prices: number,
  run_prices: number,
  run_gap_ns: number,
  stop_aggressors: number,
  stop_prices: number,
  stop_window_ns: number,
  iceberg_refills: number,
  synthetic_refills: number,
  synthetic_delay_ns: number,
  depth_seconds: number,
  absorption_lots: number,
  absorption_depths: number,
  absorption_window_ns: number,
  absorption_hold_ns: number,
  wall_depths: number,
  wall_rest_ns: number,
  wall_window_ns: number,
  wall_loss_percent: number,
  wall_share_percent: number,
  pull_step_ns: number,
  pull_window_ns: number,
  pull_loss_percent: number,
  pull_share_percent: number,
  pull_regain_percent: number,
  pull_max_ns: number,
  spoof_depths: number,
  spoof_ticks: number,
  spoof_rest_ns: number,
  spoof_max_ns: number,
  gap_ticks: number,
  ...SESSION_PARAMETERS,
}

type EventsWork = StageWork<typeof PARAMETERS, 'mbo' | 'snapshot', 'events'>

/** Patterns of a future's orders and trades in a session, from its records. */
export const futuresEvents = declareStage({
  name: 'silver/futures-events',
  revision: 2,
  parameters: PARAMETERS,
  reads: ['mbo', 'snapshot'],
  writes: ['events'],
  resolve,
  run,
})

async function resolve(lake: Lake, target: Target, options: StageOptions) {
  const { session, parameters, notes } = await sessionFacts(lake, target, options)
  const tick = await findTickSize(lake, target, rulesOf(target.symbol, options.roots))
  return {
    parameters: { session, tick_size: tick.size, ...THRESHOLDS, ...parameters },
    reads: [
      ...(await sessionRecords(lake, target, session)),
      // A day whose records make no book has no events either.
      { dataset: DATASETS.snapshot, symbol: target.symbol, dt: target.dt, optional: false },
    ],
    notes: [...tick.notes, ...notes],
  }
}

async function run({ lake, dt, inputs, parameters, writers, report, signal }: EventsWork) {
  const session = parseSession(parameters.session, dt)
  const events = new FuturesEvents(parameters.tick_size, session, parameters)
  const feed = await RecordFeed.open(lake, inputs.mbo, MBO_RECORD_COLUMNS)
  try {
    while (!feed.isOver) {
      signal.throwIfAborted()
      await feed.advance(
        (table) => {
          events.push(mboRecords(table))
          return table.length
        },
        () => events.endFile(),
      )
      report({ done: feed.consumed, total: feed.total, unit: 'records' })
    }
  } finally {
    await feed.close()
  }
  // Later records change the end of an event: rows are written when all are read.
  const { table, windowsPerGroup } = writers.events
  for (let from = 0; from < events.rows.length; from += windowsPerGroup) {
    const { rows } = events
    appendEvents(table, rows, session.startSecond, parameters.tick_size, from, windowsPerGroup)
    await writers.events.flush()
  }
  return events.counts
}
