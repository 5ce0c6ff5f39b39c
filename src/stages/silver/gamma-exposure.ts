import { DATASETS } from '../../contracts/registry.ts'
import { DealerSeconds } from '../../dealers/dealer-seconds.ts'
import { Failure } from '../../failure.ts'
import { readTable } from '../../lake/partition/read-table.ts'
import type { Lake } from '../../lake/paths.ts'
import { priceFromWords } from '../../market/price.ts'
import { parseSession } from '../../market/session.ts'
import {
  formatTime,
  NANOSECONDS_PER_SECOND,
  secondFromWords,
  startOfUtcDate,
} from '../../market/time.ts'
import { type Chain, readChain, type Series } from '../../options/chain.ts'
import { CHAIN_COLUMNS } from '../../options/definition-rows.ts'
import { chooseSeries, parseExpiry } from '../../options/expiry.ts'
import { OPEN_INTEREST_COLUMNS } from '../../options/open-interest.ts'
import {
  OPTION_RECORD_COLUMNS,
  type OptionRecords,
  optionRecords,
} from '../../options/option-records.ts'
import { OptionSeconds } from '../../options/option-seconds.ts'
import { setAsideCounts } from '../../options/set-aside.ts'
import { type Table, words } from '../../table/table.ts'
import { declareStage, type StageWork } from '../declare-stage.ts'
import { definitionDate } from '../definition-date.ts'
import { DEFAULT_EXPIRY, missingGamma } from '../missing-gamma.ts'
import { type MissingSeries, missingSeries } from '../missing-series.ts'
import { findMultiplier } from '../multiplier.ts'
import { type Parsed, text } from '../parameters.ts'
import { publishedStatistics } from '../published-statistics.ts'
import { RecordFeed } from '../record-feed.ts'
import { optionFacts, SESSION_PARAMETERS } from '../session-facts.ts'
import type { StageOptions, Target } from '../stage.ts'
import { storedManifest } from '../stored-manifest.ts'
import { countUndefinedOptions } from '../undefined-options.ts'
import { comboReads, latest, readCombos } from './combo-inputs.ts'
import { countEvening, eveningOf, hasEvening, tradeDateBefore } from './evening-trades.ts'
import { CONVENTION_PARAMETERS, conventionOf, conventionParameters } from './gamma-convention.ts'

const PARAMETERS = {
  session: text,
  expiry: text,
  ...CONVENTION_PARAMETERS,
  ...SESSION_PARAMETERS,
}

const WRITES = [
  'gex',
  'gexLevels',
  'hedgeProfile',
  'dealerFlow',
  'greeks',
  'charmClock',
  'volumeGex',
  'smile',
  'optionLiquidity',
] as const
type GammaTable = (typeof WRITES)[number]

type GammaWork = StageWork<
  typeof PARAMETERS,
  'snapshot' | 'definitions' | 'optionMbo' | 'comboTrades' | 'statistics',
  GammaTable
>

/**
 * Dealers' gamma and hedging relative to spot, every second, from the options' own books and trades.
 */
export const gammaExposure = declareStage({
  name: 'silver/gamma-exposure',
  revision: 10,
  parameters: PARAMETERS,
  reads: ['snapshot', 'definitions', 'optionMbo', 'comboTrades', 'statistics'],
  writes: WRITES,
  skipReason: missingGamma,
  resolve,
  run,
})

async function resolve(
  lake: Lake,
  target: Target,
  options: StageOptions,
  recorded: Partial<Parsed<typeof PARAMETERS>>,
) {
  const { symbol, dt } = target
  const expiry = options.expiry ?? recorded.expiry ?? DEFAULT_EXPIRY
  const facts = await optionFacts(lake, target, options, expiry)
  const { session, missingSeries: lacking } = facts
  const { dates } = parseSession(session, dt)
  const multiplier = await findMultiplier(lake, target, options, recorded)
  const optional = (date: string) => date !== dt
  const published = await publishedStatistics(lake, target)
  return {
    parameters: {
      session,
      expiry,
      ...conventionParameters(options, recorded, multiplier.value),
      ...facts.parameters,
      // A table that was made of none of their orders is not what would be made now: an error.
      is_partial: facts.parameters.is_partial || lacking?.areAll === true,
    },
    reads: [
      { dataset: DATASETS.snapshot, symbol, dt, optional: false },
      {
        dataset: DATASETS.definitions,
        symbol,
        dt: await definitionDate(lake, target),
        optional: false,
      },
      ...[...new Set([eveningOf(dt).date, ...dates])].map((date) => ({
        dataset: DATASETS.optionMbo,
        symbol,
        dt: date,
        optional: optional(date),
      })),
      ...(await comboReads(lake, target, dates, await definitionDate(lake, target))),
      ...published.filter((read) => read.dt !== dt),
      // A note is added if it is missing: there may be no open interest.
      { dataset: DATASETS.statistics, symbol, dt, optional: true },
    ],
    notes: [...multiplier.notes, ...facts.notes],
  }
}

/** Of none of its series are orders: every exposure would be 0. */
function noOrders({ symbol, dt, parameters }: GammaWork, { text }: MissingSeries): Failure {
  return new Failure({
    code: 'input',
    what: `no orders of the options that expire within ${parameters.expiry} are in the lake`,
    where: `${DATASETS.optionMbo} ${symbol} ${dt}`,
    expected: `orders of ${text}`,
    found: 'orders of other series',
    fix: 'ingest their file, or choose another --expiry',
  })
}

async function run(work: GammaWork) {
  const { lake, symbol, dt, inputs, parameters, writers } = work
  // Others are of an evening's combinations.
  const definitions = latest(inputs.definitions)
  const missing = await missingSeries(lake, work, parameters.session, parameters.expiry)
  if (missing?.areAll) throw noOrders(work, missing)
  const { rate, dealerSigns, customerAggressor, multiplier } = conventionOf(parameters)
  const chain = readChain(await readTable(lake, definitions, CHAIN_COLUMNS), symbol, multiplier)
  const clock = await readTable(lake, { dataset: DATASETS.snapshot, symbol, dt }, CLOCK_COLUMNS)
  const ends = clock.columns.window_end_ts_ns
  const tickSize = await futureTickSize(lake, { symbol, dt })
  const series = seriesFor(chain, work)
  const seconds = new OptionSeconds({
    chain,
    series,
    futureTickSize: tickSize,
    sessionEnd: Number(ends[clock.length - 1] / NANOSECONDS_PER_SECOND),
    tradingOpen: eveningOf(dt).openSecond,
    rate,
    dealerSigns,
    surface: writers.gex.table,
    levels: writers.gexLevels.table,
  })
  for (const statistics of inputs.statistics) {
    seconds.openInterest.push(await readTable(lake, statistics, OPEN_INTEREST_COLUMNS))
  }
  const { dates } = parseSession(parameters.session, dt)
  await countEvening(lake, seconds, dt, dates, inputs.optionMbo)
  const isFlowWhole = await hasEvening(lake, { symbol, dt }, parameters.session)
  const combos = await readCombos(lake, work)
  const dealers = new DealerSeconds({
    seconds,
    combos,
    convention: {
      dealerSigns,
      flowWeight: 2 * customerAggressor - 1,
      futureMultiplier: multiplier ?? chain.options[0].multiplier,
    },
    rate,
    futureTickSize: tickSize,
    tradingEnd: parseSession('globex', dt).endSecond,
    tradeDateBefore: startOfUtcDate(tradeDateBefore(symbol, dt)),
    isFlowWhole,
    tables: {
      hedgeProfile: writers.hedgeProfile.table,
      dealerFlow: writers.dealerFlow.table,
      greeks: writers.greeks.table,
      charmClock: writers.charmClock.table,
      volumeGex: writers.volumeGex.table,
      smile: writers.smile.table,
      optionLiquidity: writers.optionLiquidity.table,
    },
  })
  const records = inputs.optionMbo.filter((input) => dates.includes(input.dt))
  const feed = await RecordFeed.open(lake, records, OPTION_RECORD_COLUMNS)
  try {
    await closeWindows(work, clock, seconds, dealers, feed)
  } finally {
    await feed.close()
  }
  const { latestReference } = seconds.openInterest
  return {
    ...seconds.quality,
    ...setAsideCounts(chain.setAside),
    ...tradedLots(seconds),
    ...combos.counts,
    ...(await countUndefinedOptions(lake, inputs.optionMbo)),
    open_interest_date:
      latestReference === undefined ? 'none' : formatTime(latestReference).slice(0, 10),
    last_expiration_ts_ns: `${lastExpiration(series)}`,
    gex_unit: 'gamma x open interest x multiplier: currency delta per point, per point',
  }
}

/** When the last of the series expires: from then on there is no exposure. */
function lastExpiration(series: readonly Series[]): bigint {
  return series.reduce((last, { expiration }) => (expiration > last ? expiration : last), 0n)
}

const CLOCK_COLUMNS = [
  'window_end_ts_ns',
  'spot_ref_price_int',
  'mid_price',
  'window_valid',
] as const

/** Closes each of the future's seconds after applying the options' records up to it. */
async function closeWindows(
  { writers, report, signal }: GammaWork,
  clock: Table,
  seconds: OptionSeconds,
  dealers: DealerSeconds,
  feed: RecordFeed,
): Promise<void> {
  const end = words(clock.column('window_end_ts_ns', 'int64'))
  const spot = words(clock.column('spot_ref_price_int', 'int64'))
  const mid = clock.column('mid_price', 'float64')
  const valid = clock.column('window_valid', 'boolean')
  let endSecond = 0
  let records: OptionRecords | undefined
  const take = (table: Table, row: number) => {
    // A table lasts for many seconds and starts with row 0.
    if (records === undefined || row === 0) records = optionRecords(table)
    return seconds.push(records, row, endSecond)
  }
  const endFile = () => seconds.endFile()
  for (let window = 0; window < clock.length; window++) {
    signal.throwIfAborted()
    endSecond = secondFromWords(end[2 * window], end[2 * window + 1])
    let isEnough = false
    while (!feed.isOver && !isEnough) isEnough = await feed.advance(take, endFile)
    const spotPrice = priceFromWords(spot[2 * window], spot[2 * window + 1])
    const isValid = valid[window] === 1
    const second = { endSecond, spotPrice, midPoints: mid[window], isValid }
    seconds.closeWindow(second)
    dealers.closeWindow(second)
    for (const writer of Object.values(writers)) if (writer.closeWindows(1)) await writer.flush()
    report({ done: feed.consumed, total: feed.total, unit: 'records' })
  }
}

async function futureTickSize(lake: Lake, { symbol, dt }: Target): Promise<number> {
  const stored = await storedManifest(lake, { dataset: DATASETS.snapshot, symbol, dt })
  return Number(stored?.stage.parameters.tick_size)
}

/** Lots of the chosen series since the trading date opened, by aggressor. */
function tradedLots({ trades }: OptionSeconds) {
  const sum = (lots: Float64Array) => lots.reduce((total, each) => total + each, 0)
  return {
    option_lots_bought: sum(trades.bought),
    option_lots_sold: sum(trades.sold),
    option_lots_unknown: sum(trades.unknown),
  }
}

/** The selected series; fails if there are none. */
function seriesFor(chain: Chain, { symbol, dt, parameters }: GammaWork): Series[] {
  const { expiry } = parameters
  const series = chooseSeries(chain.series, parseExpiry(expiry), dt)
  if (series.length > 0) return series
  const expirations = [...new Set(chain.series.map(({ expiration }) => formatTime(expiration)))]
  throw new Failure({
    code: 'input',
    what: `no option on ${symbol} expires within ${expiry} of ${dt}`,
    where: `${DATASETS.definitions} ${symbol}`,
    found: expirations.slice(0, 8).join(', ') || noOption(chain),
    ...(expirations.length > 0 && { fix: 'choose another --expiry' }),
  })
}

/** Why a chain has no options. */
function noOption({ setAside, leftOut }: Chain): string {
  const { spreads, userDefined, other } = leftOut
  const counts = `${spreads} spreads, ${userDefined} user-defined and ${other} other instruments`
  if (setAside.length === 0) return `no option at all among ${counts}`
  const [{ symbol, reason }] = setAside
  return `no option of use: ${setAside.length} set aside, the first ${symbol}: ${reason}; and ${counts}`
}
