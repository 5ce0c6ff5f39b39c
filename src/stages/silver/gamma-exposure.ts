import { DATASETS } from '../../contracts/registry.ts'
import { Failure } from '../../failure.ts'
import type { PartitionInput } from '../../lake/manifest.ts'
import type { Lake } from '../../lake/paths.ts'
import { readTable } from '../../lake/read-table.ts'
import { priceFromWords } from '../../market/price.ts'
import { parseSession } from '../../market/session.ts'
import { formatTime, NANOSECONDS_PER_SECOND, secondFromWords } from '../../market/time.ts'
import { type Chain, readChain, type Series } from '../../options/chain.ts'
import { CHAIN_COLUMNS } from '../../options/definition-rows.ts'
import { chooseSeries, daysToExpiry, parseExpiry } from '../../options/expiry.ts'
import { OPEN_INTEREST_COLUMNS } from '../../options/open-interest.ts'
import {
  OPTION_RECORD_COLUMNS,
  type OptionRecords,
  optionRecords,
} from '../../options/option-records.ts'
import { OptionSeconds } from '../../options/option-seconds.ts'
import { setAsideCounts } from '../../options/set-aside.ts'
import { type Table, words } from '../../table/table.ts'
import { definitionDate } from '../definition-date.ts'
import { findMultiplier } from '../multiplier.ts'
import { publishedStatistics } from '../published-statistics.ts'
import { RecordFeed } from '../record-feed.ts'
import { sessionFacts } from '../session-facts.ts'
import {
  declareStage,
  type Job,
  type Parameters,
  type Resolved,
  type StageOptions,
  type Target,
  type Written,
} from '../stage.ts'
import { storedManifest } from '../stored-manifest.ts'
import { type SurfaceWriter, writeSurfaces } from '../surface-writer.ts'
import { conventionOf, conventionParameters } from './gamma-convention.ts'

/** What trades most, and moves most. */
const DEFAULT_EXPIRY = '0dte'

/** Where dealer gamma sits relative to spot, every second, from the options' own books. */
export const gammaExposure = declareStage({
  name: 'silver/gamma-exposure',
  revision: 5,
  writes: [DATASETS.gex, DATASETS.gexLevels],
  lacks: missingGamma,
  resolve,
  run,
})

/**
 * Why a day has no gamma exposure: no orders, or nothing expires that day and nobody asked for
 * more. Not every day has an expiration; an expiry that was asked for and is not there is an error.
 */
export async function missingGamma(
  lake: Lake,
  target: Target,
  { expiry }: StageOptions,
): Promise<string | undefined> {
  const { symbol, dt } = target
  if (!(await storedManifest(lake, { dataset: DATASETS.optionMbo, symbol, dt }))) {
    return `no option orders on ${symbol} ${dt} are in the lake: no gamma exposure`
  }
  const definitions = {
    dataset: DATASETS.definitions,
    symbol,
    dt: await definitionDate(lake, target),
  }
  const isChosen =
    expiry !== undefined || (await storedManifest(lake, { ...target, dataset: DATASETS.gex }))
  if (isChosen || !(await storedManifest(lake, definitions))) return undefined
  const { series } = readChain(await readTable(lake, definitions, CHAIN_COLUMNS), symbol)
  // A chain that lists nothing is an error of its definitions, which the stage itself tells.
  if (series.length === 0) return undefined
  if (chooseSeries(series, parseExpiry(DEFAULT_EXPIRY), dt).length > 0) return undefined
  const days = daysToExpiry(series, dt)
  const nearest = days === undefined ? 'none expires later' : `--expiry ${days}d takes the nearest`
  return `no option on ${symbol} expires on ${dt}: no gamma exposure; ${nearest}`
}

async function resolve(
  lake: Lake,
  target: Target,
  options: StageOptions,
  recorded: Parameters | undefined,
): Promise<Resolved> {
  const { symbol, dt } = target
  const facts = await sessionFacts(lake, target, options, [DATASETS.mbo, DATASETS.optionMbo])
  const { session } = facts
  const expiry = options.expiry ?? String(recorded?.expiry ?? DEFAULT_EXPIRY)
  parseExpiry(expiry)
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
    },
    reads: [
      { dataset: DATASETS.snapshot, symbol, dt, optional: false },
      {
        dataset: DATASETS.definitions,
        symbol,
        dt: await definitionDate(lake, target),
        optional: false,
      },
      ...dates.map((date) => ({
        dataset: DATASETS.optionMbo,
        symbol,
        dt: date,
        optional: optional(date),
      })),
      ...published.filter((read) => read.dt !== dt),
      // Named where it is missing: without it there may be no open interest.
      { dataset: DATASETS.statistics, symbol, dt, optional: true },
    ],
    notes: [...multiplier.notes, ...facts.notes],
  }
}

function run(job: Job): Promise<Written> {
  return writeSurfaces(job, gammaExposure, async (writers) => {
    const { lake, symbol, dt, inputs, parameters } = job
    const [definitions] = ofDataset(inputs, DATASETS.definitions)
    const { rate, dealerSigns, multiplier } = conventionOf(parameters)
    const chain = readChain(await readTable(lake, definitions, CHAIN_COLUMNS), symbol, multiplier)
    const clock = await readTable(lake, { dataset: DATASETS.snapshot, symbol, dt }, CLOCK_COLUMNS)
    const ends = clock.column('window_end_ts_ns', 'int64')
    const seconds = new OptionSeconds({
      chain,
      series: seriesFor(chain, job),
      futureTickSize: await futureTickSize(lake, { symbol, dt }),
      sessionEnd: Number(ends[clock.length - 1] / NANOSECONDS_PER_SECOND),
      rate,
      dealerSigns,
      surface: writers[0].table,
      levels: writers[1].table,
    })
    for (const statistics of ofDataset(inputs, DATASETS.statistics)) {
      seconds.openInterest.push(await readTable(lake, statistics, OPEN_INTEREST_COLUMNS))
    }
    const feed = await RecordFeed.open(
      lake,
      ofDataset(inputs, DATASETS.optionMbo),
      OPTION_RECORD_COLUMNS,
    )
    try {
      await closeWindows(job, clock, seconds, feed, writers)
    } finally {
      await feed.close()
    }
    const { latestReference } = seconds.openInterest
    return {
      ...seconds.quality,
      ...setAsideCounts(chain.setAside),
      open_interest_date:
        latestReference === undefined ? 'none' : formatTime(latestReference).slice(0, 10),
      gex_unit: 'gamma x open interest x multiplier: currency delta per point, per point',
    }
  })
}

const CLOCK_COLUMNS = ['window_end_ts_ns', 'spot_ref_price_int', 'mid_price'] as const

/** Goes through the future's seconds; each closes once the options' records up to it have come. */
async function closeWindows(
  { report, signal }: Job,
  clock: Table,
  seconds: OptionSeconds,
  feed: RecordFeed,
  writers: readonly SurfaceWriter[],
): Promise<void> {
  const end = words(clock.column('window_end_ts_ns', 'int64'))
  const spot = words(clock.column('spot_ref_price_int', 'int64'))
  const mid = clock.column('mid_price', 'float64')
  let endSecond = 0
  let records: OptionRecords | undefined
  const take = (table: Table, row: number) => {
    // A table lasts for many seconds, and begins with row 0.
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
    seconds.closeWindow({ endSecond, spotPrice, midPoints: mid[window] })
    for (const writer of writers) if (writer.closeWindows(1)) await writer.flush()
    report({ done: feed.done, total: feed.total, unit: 'records' })
  }
}

async function futureTickSize(lake: Lake, { symbol, dt }: Target): Promise<number> {
  const stored = await storedManifest(lake, { dataset: DATASETS.snapshot, symbol, dt })
  return Number(stored?.manifest.stage.parameters.tick_size)
}

function ofDataset(inputs: readonly PartitionInput[], dataset: string): PartitionInput[] {
  return inputs.filter((input) => input.dataset === dataset)
}

/** The series that are chosen; none is no answer. */
function seriesFor(chain: Chain, { symbol, dt, parameters }: Job): Series[] {
  const expiry = String(parameters.expiry)
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

/** Why a chain lists nothing. */
function noOption({ setAside, leftOut }: Chain): string {
  const { spreads, userDefined, other } = leftOut
  const counts = `${spreads} spreads, ${userDefined} user-defined and ${other} other instruments`
  if (setAside.length === 0) return `no option at all among ${counts}`
  const [{ symbol, reason }] = setAside
  return `no option of use: ${setAside.length} set aside, the first ${symbol}: ${reason}; and ${counts}`
}
