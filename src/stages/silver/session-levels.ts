import { DATASETS } from '../../contracts/registry.ts'
import { readPartition } from '../../lake/partition/read.ts'
import { readTable } from '../../lake/partition/read-table.ts'
import type { Lake, Partition } from '../../lake/paths.ts'
import { points } from '../../market/price.ts'
import { regularOpen } from '../../market/regular-open.ts'
import { rulesOf } from '../../market/roots.ts'
import { LevelsSurface, type OutsideLevels, type Settlement } from '../../surfaces/levels.ts'
import { SETTLEMENT_COLUMNS, settlementsOf } from '../../surfaces/settlements.ts'
import type { Table } from '../../table/table.ts'
import { declareStage, type StageWork } from '../declare-stage.ts'
import { definitionDate } from '../definition-date.ts'
import { earlierSessions } from '../earlier-sessions.ts'
import { number, text } from '../parameters.ts'
import { publishedStatistics } from '../published-statistics.ts'
import { SESSION_PARAMETERS, sessionFacts } from '../session-facts.ts'
import type { StageOptions, Target } from '../stage.ts'

const PARAMETERS = {
  regular_session: text,
  opening_range_minutes: number,
  ...SESSION_PARAMETERS,
}

type LevelsWork = StageWork<typeof PARAMETERS, 'snapshot' | 'statistics' | 'definitions', 'levels'>

/** Chart levels from the session's seconds and the session before. */
export const sessionLevels = declareStage({
  name: 'silver/session-levels',
  revision: 3,
  parameters: PARAMETERS,
  reads: ['snapshot', 'statistics', 'definitions'],
  writes: ['levels'],
  resolve,
  run,
})

async function resolve(lake: Lake, { symbol, dt }: Target, options: StageOptions) {
  // Same contract only: prices of another differ by the calendar spread.
  const earlier = await earlierSessions(lake, { symbol, dt }, options, 1)
  const facts = await sessionFacts(lake, { symbol, dt }, options)
  const regular = rulesOf(symbol, options.roots)
  const statistics = await publishedStatistics(lake, { symbol, dt })
  const date = await definitionDate(lake, { symbol, dt })
  const definitions = { dataset: DATASETS.definitions, symbol, dt: date, optional: true }
  return {
    parameters: {
      regular_session: regular.session,
      opening_range_minutes: regular.openingRange,
      ...facts.parameters,
    },
    reads: [
      { dataset: DATASETS.snapshot, symbol, dt, optional: false },
      ...earlier.map((day) => ({ dataset: DATASETS.snapshot, ...day, optional: true })),
      // Definitions tell which statistics belong to the future.
      ...(statistics.length > 0 ? [...statistics, definitions] : []),
    ],
    notes: [...facts.notes, ...(earlier.length > 0 ? [] : [NO_EARLIER])],
  }
}

const NO_EARLIER = 'no earlier session of the contract is in the lake: prior levels are NaN'

const COLUMNS = [
  'window_start_ts_ns',
  'last_trade_price_int',
  'spot_ref_price_int',
  'trade_volume',
  'trade_count',
  'trade_value',
  'trade_high_price_int',
  'trade_low_price_int',
] as const

async function run(work: LevelsWork) {
  const { lake, symbol, dt, inputs, parameters } = work
  const { levels } = work.writers
  const prior = inputs.snapshot.find((input) => input.dt !== dt)
  const outside = await outsideLevels(lake, symbol, { ...inputs, prior })
  const open = regularOpen(parameters.regular_session, parameters.opening_range_minutes, dt)
  const surface = new LevelsSurface(levels.table, open, outside)
  const reader = await readPartition(lake, { dataset: DATASETS.snapshot, symbol, dt })
  try {
    const tickSize = Number(reader.manifest.stage.parameters.tick_size)
    for await (const snapshot of reader.tables(COLUMNS)) {
      surface.push(snapshot, tickSize)
      await levels.flush()
    }
  } finally {
    await reader.close()
  }
  return { prior_session: prior?.dt ?? 'none', settlements: outside.settlements.length }
}

/** What a session's levels take from elsewhere: partitions, each as far as it is there. */
export interface OutsideInputs {
  /** The seconds of the session before. */
  readonly prior: Partition<typeof DATASETS.snapshot> | undefined
  readonly statistics: readonly Partition<typeof DATASETS.statistics>[]
  readonly definitions: readonly Partition<typeof DATASETS.definitions>[]
}

/** The levels of the session before, and the settlements that may speak of the day. */
export async function outsideLevels(
  lake: Lake,
  symbol: string,
  inputs: OutsideInputs,
): Promise<OutsideLevels> {
  const { prior } = inputs
  const before = prior ? priorLevels(await readTable(lake, prior, COLUMNS)) : UNKNOWN
  return { ...before, settlements: await settlementsFrom(lake, symbol, inputs) }
}

/** The future's settlement prices in order of receipt; none without its definition. */
async function settlementsFrom(
  lake: Lake,
  symbol: string,
  inputs: OutsideInputs,
): Promise<Settlement[]> {
  const [definitions] = inputs.definitions
  const id = definitions && futureId(await readTable(lake, definitions, ID_COLUMNS), symbol)
  if (id === undefined) return []
  const settlements: Settlement[] = []
  for (const input of inputs.statistics) {
    settlements.push(...settlementsOf(await readTable(lake, input, SETTLEMENT_COLUMNS), id))
  }
  return settlements
}

const ID_COLUMNS = ['instrument_id', 'raw_symbol'] as const

/** The future's instrument id from its last definition. */
function futureId(definitions: Table, symbol: string): number | undefined {
  const row = (definitions.filled('raw_symbol') as string[]).lastIndexOf(symbol)
  return row < 0 ? undefined : definitions.column('instrument_id', 'uint32')[row]
}

const UNKNOWN = { priorHigh: Number.NaN, priorLow: Number.NaN, priorClose: Number.NaN }

/** High, low and close of a session's trades, in points; NaN without a trade. */
function priorLevels(snapshot: Table): typeof UNKNOWN {
  const high = snapshot.column('trade_high_price_int', 'int64')
  const low = snapshot.column('trade_low_price_int', 'int64')
  const count = snapshot.column('trade_count', 'int32')
  const last = snapshot.column('last_trade_price_int', 'int64')
  const levels = { ...UNKNOWN }
  for (let row = 0; row < snapshot.length; row++) {
    if (count[row] === 0) continue
    // max and min of a NaN are NaN: the first trade sets both.
    const highest = points(Number(high[row]))
    const lowest = points(Number(low[row]))
    levels.priorHigh = levels.priorHigh >= highest ? levels.priorHigh : highest
    levels.priorLow = levels.priorLow <= lowest ? levels.priorLow : lowest
    levels.priorClose = points(Number(last[row]))
  }
  return levels
}
