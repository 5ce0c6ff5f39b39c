import { MBO_RECORD_COLUMNS } from '../book/mbo-records.ts'
import { DATASETS } from '../contracts/registry.ts'
import type { Manifest, PartitionInput } from '../lake/partition/manifest.ts'
import { type PartitionReader, readPartition } from '../lake/partition/read.ts'
import { readTable } from '../lake/partition/read-table.ts'
import type { Lake } from '../lake/paths.ts'
import { points } from '../market/price.ts'
import { parseSession } from '../market/session.ts'
import { NANOSECONDS_PER_SECOND, startOfUtcDate, utcDate } from '../market/time.ts'
import { hasEvening, tradeDateBefore } from '../stages/silver/evening-trades.ts'
import type { Table } from '../table/table.ts'
import type { Check, CheckSubject } from './check.ts'
import { PlainCombos } from './combo-twin.ts'
import { PlainFlow } from './dealer-flow-twin.ts'
import { DealerComparison, type DealerCursors } from './dealer-second.ts'
import { DealerTwin } from './dealer-twin.ts'
import type { Evidence } from './evidence.ts'
import { PlainBooks } from './gex-books.ts'
import { type GexDay, inputsFrom, publishedInterest, readGexDay, sessionOrders } from './gex-day.ts'
import { PlainInterest } from './gex-interest.ts'
import { LevelsComparison } from './gex-levels-second.ts'
import { LevelsTwin } from './gex-levels-twin.ts'
import { sampleSeconds } from './gex-sample.ts'
import { compareSurface } from './gex-second.ts'
import { GexTwin, type PlainFuture, type PlainSecond } from './gex-twin.ts'
import { gridOf } from './grid.ts'
import { LiquidityComparison } from './option-liquidity-twin.ts'
import { priceOf } from './quote-range.ts'
import { withReaders } from './readers.ts'
import { referenceRecords } from './reference-records.ts'
import { SmileComparison } from './smile-second.ts'
import { WindowCursor } from './window-cursor.ts'

const CLOCK_COLUMNS = ['window_end_ts_ns', 'spot_ref_price_int', 'mid_price', 'window_valid']

/** Bronze, replayed through independent books and Black-76, gives the same seconds. */
export const gexReplay: Check = {
  name: 'gex replay',
  proves:
    'every second of the levels, and rows of seconds over the whole day, replayed from bronze by other code, agree to 1e-9; mids reprice from their iv to 1e-6',
  reads: [
    DATASETS.gex,
    DATASETS.gexLevels,
    DATASETS.snapshot,
    DATASETS.hedgeProfile,
    DATASETS.dealerFlow,
    DATASETS.greeks,
    DATASETS.charmClock,
    DATASETS.volumeGex,
    DATASETS.smile,
    DATASETS.optionLiquidity,
  ],
  run: (subject, evidence) =>
    withReaders(subject, async (surface, levels, snapshot, ...others) => {
      const { manifest } = surface
      const day = await readGexDay(subject, manifest)
      const replay = new GexReplay(evidence, day, {
        surface: await WindowCursor.open(surface, namesOf(surface)),
        levels: await WindowCursor.open(levels, namesOf(levels)),
        clock: await readTable(subject.lake, snapshot.manifest, CLOCK_COLUMNS),
        wanted: await sampleSeconds(surface, subject.signal),
        tickSize: gridOf(snapshot.manifest).tickSize,
        interest: new PlainInterest(await publishedInterest(subject, manifest, day)),
        dealers: await openDealers(others),
        smile: await openCursor(others[5]),
        liquidity: await openCursor(others[6]),
        manifest,
        combos: await PlainCombos.read(
          subject.lake,
          manifest,
          BigInt(parseSession('globex', manifest.dt).startSecond) * NANOSECONDS_PER_SECOND,
        ),
      })
      await replay.pushEvening(subject)
      for (const input of sessionOrders(manifest)) await replay.pushDay(subject, input)
      await replay.end()
    }),
}

interface ReplayInput {
  readonly surface: WindowCursor
  readonly levels: WindowCursor
  /** The future's seconds. */
  readonly clock: Table
  /** The seconds to compare, Unix seconds they end at. */
  readonly wanted: ReadonlySet<number>
  readonly interest: PlainInterest
  readonly dealers: DealerCursors
  readonly smile: WindowCursor
  readonly liquidity: WindowCursor
  readonly manifest: Manifest
  readonly combos: PlainCombos
  /** The future's, price units. */
  readonly tickSize: number
}

/** Replays a day of options; a second is closed by the first record of a later one. */
class GexReplay {
  readonly #evidence: Evidence
  readonly #input: ReplayInput
  readonly #day: GexDay
  readonly #books: PlainBooks
  readonly #twin: GexTwin
  readonly #levelsTwin: LevelsTwin
  readonly #levels: LevelsComparison
  readonly #flow: PlainFlow
  readonly #dealers: DealerComparison
  readonly #smile: SmileComparison
  readonly #liquidity: LiquidityComparison
  #isFlowWhole = true
  /** Row of the clock that is open, and the second's end, ns. */
  #window = 0
  #end: bigint
  /** Recomputed last seconds, by end. */
  readonly #seconds = new Map<number, PlainSecond>()
  /** The first second since one without a spot. */
  #since = 0

  constructor(evidence: Evidence, day: GexDay, input: ReplayInput) {
    this.#evidence = evidence
    this.#input = input
    this.#day = day
    const ends = input.clock.column('window_end_ts_ns', 'int64')
    this.#end = ends[0]
    const ids = followedIds(day)
    this.#books = new PlainBooks(ids, day.chain.tickSize, ends[input.clock.length - 1])
    this.#twin = new GexTwin(day.chain, day.series, day.parameters, input.interest)
    this.#levelsTwin = new LevelsTwin(day.chain, day.series, day.parameters, input.interest)
    this.#levels = new LevelsComparison(
      this.#levelsTwin,
      day.parameters,
      smallestGap(day.series),
      input.tickSize,
      evidence,
    )
    const { startSecond, endSecond } = parseSession('globex', input.manifest.dt)
    this.#smile = new SmileComparison(this.#levelsTwin, day.parameters, evidence)
    this.#flow = new PlainFlow(BigInt(startSecond) * NANOSECONDS_PER_SECOND)
    const twin = new DealerTwin(this.#levelsTwin, input.interest, this.#flow, day.parameters)
    this.#liquidity = new LiquidityComparison(twin, evidence)
    this.#dealers = new DealerComparison(
      twin,
      this.#flow,
      day.parameters,
      input.tickSize,
      BigInt(endSecond) * NANOSECONDS_PER_SECOND,
      evidence,
    )
  }

  async #compareSmile(future: PlainFuture): Promise<void> {
    const { smile, wanted } = this.#input
    await smile.seek(this.#end)
    this.#smile.compare(smile, this.#books, future, wanted.has(future.endSecond))
  }

  async #compareLiquidity(future: PlainFuture): Promise<void> {
    const { liquidity } = this.#input
    await liquidity.seek(this.#end)
    if (liquidity.end === this.#end) this.#liquidity.compare(liquidity, this.#books, future)
  }

  /** Counts the trades of the evening before the session, and nothing else of it. */
  async pushEvening({ lake, signal }: CheckSubject): Promise<void> {
    const { manifest } = this.#input
    const { startSecond } = parseSession('globex', manifest.dt)
    const date = utcDate(BigInt(startSecond) * NANOSECONDS_PER_SECOND)
    const evening = inputsFrom(manifest, DATASETS.optionMbo).find(({ dt }) => dt === date)
    this.#isFlowWhole = await hasEvening(lake, manifest, String(manifest.stage.parameters.session))
    if (!evening || sessionOrders(manifest).includes(evening)) return
    for await (const table of orderTables(lake, evening, signal)) {
      const ids = table.column('instrument_id', 'uint32')
      let row = 0
      for (const record of referenceRecords(table, 1n)) this.#flow.push(record, ids[row++])
    }
  }

  async pushDay({ lake, signal }: CheckSubject, input: PartitionInput): Promise<void> {
    // Without options there is no grid and nothing to follow.
    const tickSize = BigInt(this.#day.chain.tickSize || 1)
    for await (const table of orderTables(lake, input, signal)) {
      const ids = table.column('instrument_id', 'uint32')
      let row = 0
      for (const record of referenceRecords(table, tickSize)) {
        const id = ids[row++]
        while (!this.#isOver && this.#books.waits(record, id, this.#end)) await this.#close()
        if (!this.#isOver) this.#flow.push(record, id)
        this.#books.push(record, id)
      }
      this.#evidence.count('records', table.length)
    }
    this.#books.endFile()
  }

  async end(): Promise<void> {
    while (!this.#isOver) await this.#close()
  }

  get #isOver(): boolean {
    return this.#window === this.#input.clock.length
  }

  async #close(): Promise<void> {
    const { clock, combos } = this.#input
    combos.advance(this.#end, this.#flow)
    const future = futureAt(clock, this.#window)
    if (future) {
      this.#since ||= future.endSecond
      this.#twin.look(this.#books, future)
      this.#levelsTwin.look(this.#books, future)
      await this.#compareLevels(future)
      await this.#compareDealers(future)
      await this.#compareSmile(future)
      await this.#compareLiquidity(future)
      if (this.#input.wanted.has(future.endSecond)) await this.#compare(future)
    } else this.#since = 0
    this.#flow.endSecond()
    this.#books.endSecond()
    if (++this.#window < clock.length) {
      this.#end = clock.column('window_end_ts_ns', 'int64')[this.#window]
    }
  }

  async #compareLevels(future: PlainFuture): Promise<void> {
    const { levels, clock } = this.#input
    await levels.seek(this.#end)
    const isValid = clock.column('window_valid', 'boolean')[this.#window] === 1
    // A second missing from either is reported by the agreement check.
    if (levels.end === this.#end) this.#levels.compare(levels, future, isValid)
  }

  async #compareDealers(future: PlainFuture): Promise<void> {
    const { dealers, interest, manifest, wanted } = this.#input
    for (const cursor of Object.values(dealers)) await cursor.seek(this.#end)
    const reference = interest.latestReference(future.endSecond)
    const before = startOfUtcDate(tradeDateBefore(manifest.symbol, manifest.dt))
    this.#dealers.compare(dealers, {
      future,
      isPublished: reference !== undefined,
      isComplete: this.#isFlowWhole && reference === before,
      isWhole: wanted.has(future.endSecond),
    })
  }

  async #compare(future: PlainFuture): Promise<void> {
    const { surface } = this.#input
    const second = this.#twin.second(future)
    this.#seconds.set(future.endSecond, second)
    this.#seconds.delete(future.endSecond - 4)
    await surface.seek(this.#end)
    const before = [1, 2, 3].map((back) =>
      this.#seconds.get(Math.max(future.endSecond - back, this.#since)),
    )
    this.#evidence.count('seconds')
    // A second missing from either is reported by the agreement check.
    const { parameters } = this.#day
    if (surface.end === this.#end) {
      compareSurface(surface, [second, ...before], future, parameters, this.#evidence)
    }
  }
}

/** @param readers in the order of the check's `reads` */
async function openDealers(readers: readonly PartitionReader[]): Promise<DealerCursors> {
  const cursors = await Promise.all(readers.slice(0, 5).map(openCursor))
  const [hedgeProfile, dealerFlow, greeks, charmClock, volumeGex] = cursors
  return { hedgeProfile, dealerFlow, greeks, charmClock, volumeGex }
}

/** Of all columns. */
function openCursor(reader: PartitionReader): Promise<WindowCursor> {
  return WindowCursor.open(reader, namesOf(reader))
}

/** The second of a clock's row; undefined without a spot. */
function futureAt(clock: Table, row: number): PlainFuture | undefined {
  const spotPrice = priceOf(clock, 'spot_ref_price_int', row)
  if (Number.isNaN(spotPrice)) return undefined
  const mid = clock.column('mid_price', 'float64')[row]
  const end = clock.column('window_end_ts_ns', 'int64')[row]
  const endSecond = Number(end / NANOSECONDS_PER_SECOND)
  return { endSecond, spotPrice, forward: Number.isNaN(mid) ? points(spotPrice) : mid }
}

function followedIds({ chain, series }: GexDay): number[] {
  return series.flatMap(({ calls, puts }) =>
    [...calls, ...puts]
      .filter((option) => option >= 0)
      .map((option) => chain.options[option].instrumentId),
  )
}

/** The smallest gap between strikes of the series, price units; 0 of one strike. */
function smallestGap(series: GexDay['series']): number {
  const strikes = [...new Set(series.flatMap((one) => [...one.strikes]))].sort((a, b) => a - b)
  const gaps = strikes.slice(1).map((strike, index) => strike - strikes[index])
  return gaps.length === 0 ? 0 : Math.min(...gaps)
}

function namesOf({ contract }: PartitionReader): string[] {
  return contract.fields.map(({ name }) => name)
}

/** The orders of a partition of bronze, a row group at a time. */
async function* orderTables(
  lake: Lake,
  input: PartitionInput,
  signal: AbortSignal,
): AsyncGenerator<Table> {
  const reader = await readPartition(lake, input)
  try {
    for (let group = 0; group < reader.rowGroups.length; group++) {
      signal.throwIfAborted()
      yield await reader.read(group, ['instrument_id', ...MBO_RECORD_COLUMNS])
    }
  } finally {
    await reader.close()
  }
}
