import { MBO_RECORD_COLUMNS, mboRecords } from '../../book/mbo-records.ts'
import { DATASETS } from '../../contracts/registry.ts'
import { BookSurfaces } from '../../engine/book-surfaces.ts'
import { FuturesSeconds } from '../../engine/futures-seconds.ts'
import { Failure } from '../../failure.ts'
import type { Lake } from '../../lake/paths.ts'
import { rulesOf } from '../../market/roots.ts'
import { parseSession } from '../../market/session.ts'
import type { FuturesWindow } from '../../surfaces/futures-window.ts'
import type { Table } from '../../table/table.ts'
import { declareStage, type StageWork } from '../declare-stage.ts'
import { number, type Parsed, text } from '../parameters.ts'
import { RecordFeed } from '../record-feed.ts'
import { SESSION_PARAMETERS, sessionFacts } from '../session-facts.ts'
import { sessionRecords } from '../session-records.ts'
import type { StageOptions, Target } from '../stage.ts'
import { findTickSize } from '../tick-size.ts'

const PARAMETERS = {
  session: text,
  max_rel_ticks: number,
  /** 1e-9 currency units. */
  tick_size: number,
  ...SESSION_PARAMETERS,
}

type BookWork = StageWork<typeof PARAMETERS, 'mbo', 'snapshot' | 'wall' | 'radar'>

/** One pass over a future's records: the book, and all surfaces computed from it. */
export const futuresBook = declareStage({
  name: 'silver/futures-book',
  revision: 4,
  parameters: PARAMETERS,
  reads: ['mbo'],
  writes: ['snapshot', 'wall', 'radar'],
  resolve,
  run,
})

async function resolve(
  lake: Lake,
  target: Target,
  options: StageOptions,
  recorded: Partial<Parsed<typeof PARAMETERS>>,
) {
  const facts = await sessionFacts(lake, target, options)
  const { session } = facts
  const rules = rulesOf(target.symbol, options.roots)
  const maxRelTicks = options.maxRelTicks ?? recorded.max_rel_ticks ?? rules.maxRelTicks
  const tick = await findTickSize(lake, target, rules)
  return {
    parameters: {
      session,
      max_rel_ticks: maxRelTicks,
      tick_size: tick.size,
      ...facts.parameters,
    },
    reads: await sessionRecords(lake, target, session),
    notes: [...tick.notes, ...facts.notes],
  }
}

async function run(work: BookWork) {
  const { dt, parameters, writers } = work
  const { snapshot, wall, radar } = writers
  const tables = { snap: snapshot.table, wall: wall.table, radar: radar.table }
  const surfaces = new BookSurfaces(tables, parameters.max_rel_ticks)
  const session = parseSession(parameters.session, dt)
  const all = Object.values(writers)
  const close = (window: FuturesWindow) => {
    surfaces.append(window)
    for (const writer of all) if (writer.closeWindows(1)) seconds.pause()
  }
  const seconds = new FuturesSeconds(parameters.tick_size, session, close)
  await pushDays(work, seconds)
  seconds.end()
  if (snapshot.rows === 0) throw noRecords(work)
  const { quality } = seconds
  if (quality.events === 0) throw noEvents(work, quality.records)
  return { ...quality }
}

/** Feeds the session's records in order and writes full row groups. */
async function pushDays(
  { lake, inputs, writers, report, signal }: BookWork,
  seconds: FuturesSeconds,
): Promise<void> {
  const feed = await RecordFeed.open(lake, inputs.mbo, MBO_RECORD_COLUMNS)
  const take = (table: Table, row: number) => seconds.push(mboRecords(table), row)
  try {
    while (!feed.isOver) {
      signal.throwIfAborted()
      await feed.advance(take, () => seconds.endFile())
      for (const writer of Object.values(writers)) if (writer.isFull) await writer.flush()
      report({ done: feed.consumed, total: feed.total, unit: 'records' })
    }
  } finally {
    await feed.close()
  }
}

function noRecords({ symbol, dt, parameters }: BookWork): Failure {
  return new Failure({
    code: 'input',
    what: 'no record lies in the session',
    where: `${DATASETS.mbo} ${symbol} ${dt}`,
    expected: `records in session ${parameters.session}`,
    fix:
      parameters.session === 'file'
        ? 'ingest a file with its live orders of that day, not only its snapshot'
        : 'choose another --session, or ingest the day it belongs to',
  })
}

/** Records of trades alone, or of a feed without F_LAST: the book may be read after no record. */
function noEvents({ symbol, dt }: BookWork, records: number): Failure {
  return new Failure({
    code: 'input',
    what: `none of the ${records} records ends an event (flag F_LAST), so the book can be read at no time`,
    where: `${DATASETS.mbo} ${symbol} ${dt}`,
    expected: 'all records of schema mbo, the last of each event with F_LAST',
    fix: 'get the file again, with all its records and flags, and replace the day with --overwrite',
  })
}
