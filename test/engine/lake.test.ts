import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MBO_RECORD_COLUMNS, mboRecords } from '../../src/book/mbo-records.ts'
import { Engine, type EngineInput } from '../../src/engine/engine.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import { regularOpen } from '../../src/market/regular-open.ts'
import { parseSession } from '../../src/market/session.ts'
import { secondFromWords, startOfUtcDate } from '../../src/market/time.ts'
import { readChain } from '../../src/options/chain.ts'
import { CHAIN_COLUMNS } from '../../src/options/definition-rows.ts'
import { chooseSeries, parseExpiry } from '../../src/options/expiry.ts'
import { OPEN_INTEREST_COLUMNS } from '../../src/options/open-interest.ts'
import { OPTION_RECORD_COLUMNS, optionRecords } from '../../src/options/option-records.ts'
import { copySecond } from '../../src/seconds/copy-second.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import {
  DEFAULT_SURFACES,
  type Second,
  SURFACE_DATASETS,
  SURFACE_NAMES,
  type SurfaceContracts,
  type SurfaceName,
} from '../../src/seconds/second.ts'
import { parseParameters } from '../../src/stages/parameters.ts'
import { tradeDateBefore } from '../../src/stages/silver/evening-trades.ts'
import { CONVENTION_PARAMETERS, conventionOf } from '../../src/stages/silver/gamma-convention.ts'
import { NO_NORMS, wallNorms } from '../../src/surfaces/calibration-norms.ts'
import { SETTLEMENT_COLUMNS } from '../../src/surfaces/settlements.ts'
import { type Table, words } from '../../src/table/table.ts'
import { DATES } from '../goldens/goldens.ts'
import { buildMarketLake } from '../goldens/market-lake.ts'
import { manifestOf } from '../stages/made-lake.ts'
import { randomFrom } from './random-clock.ts'

/** What the engine makes: the pipeline alone finds events. */
const MADE: readonly SurfaceName[] = SURFACE_NAMES.filter((name) => name !== 'events')

const [EARLIER, DT] = DATES
const SYMBOL = 'ESH6'

describe('a day of bronze through the engine in one pass', () => {
  let root: string
  let lake: Lake
  let source: LakeSeconds
  let future: Table
  let options: Table
  let statistics: Parameters<Engine['pushStatistics']>[0][]
  let input: Omit<EngineInput, 'onSecond'>

  const partition = <D extends string>(dataset: D, dt: string = DT): Partition<D> => ({
    dataset,
    symbol: SYMBOL,
    dt,
  })

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'spymaster-engine-'))
    lake = await buildMarketLake(root, 'v1', DATES)
    source = await LakeSeconds.open(lake, SYMBOL, DT)
    future = await readTable(lake, partition('bronze.future_mbo.mbo'), MBO_RECORD_COLUMNS)
    options = await readTable(
      lake,
      partition('bronze.future_option_mbo.mbo'),
      OPTION_RECORD_COLUMNS,
    )
    const columns = [...new Set([...OPEN_INTEREST_COLUMNS, ...SETTLEMENT_COLUMNS])]
    statistics = await Promise.all(
      [EARLIER, DT].map((dt) =>
        readTable(lake, partition('bronze.future_option_mbo.statistics', dt), columns),
      ),
    )
    input = await inputFrom()
  }, 120_000)

  afterAll(async () => {
    await source?.close()
    await rm(root, { recursive: true, force: true })
  })

  /** What the pipeline made the day with. */
  async function inputFrom(): Promise<Omit<EngineInput, 'onSecond'>> {
    const { day } = source
    const definitions = partition('bronze.shared.instrument_definitions')
    const symbols = await readTable(lake, definitions, ['instrument_id', 'raw_symbol'])
    const row = (symbols.filled('raw_symbol') as string[]).lastIndexOf(SYMBOL)
    const gex = (await manifestOf(lake, partition(SURFACE_DATASETS.gex))).stage.parameters
    const { rate, dealerSigns, customerAggressor, multiplier } = conventionOf(
      parseParameters(CONVENTION_PARAMETERS, gex, 'silver/gamma-exposure'),
    )
    const chain = readChain(await readTable(lake, definitions, CHAIN_COLUMNS), SYMBOL, multiplier)
    const levels = (await manifestOf(lake, partition(SURFACE_DATASETS.levels))).stage.parameters
    const [first] = await source.readRange('levels', day.firstEndSecond, day.firstEndSecond)
    const prior = (name: string) => first.column(name, 'float64')[0]
    const contracts = SURFACE_NAMES.map((name) => {
      return [name, lake.datasets.get(SURFACE_DATASETS[name])?.contract]
    })
    return {
      contracts: Object.fromEntries(contracts) as SurfaceContracts,
      session: parseSession(day.session, DT),
      tickSize: day.tickSize,
      maxRelTicks: day.maxRelTicks,
      norms: wallNorms(await readTable(lake, partition('gold.hud.physics_norm_calibration'))),
      open: regularOpen(String(levels.regular_session), Number(levels.opening_range_minutes), DT),
      outside: {
        priorHigh: prior('prior_high'),
        priorLow: prior('prior_low'),
        priorClose: prior('prior_close'),
        settlements: [],
      },
      instrumentId: symbols.columns.instrument_id[row],
      options: {
        chain,
        series: chooseSeries(chain.series, parseExpiry(String(gex.expiry)), DT),
        rate,
        dealerSigns,
        tradingOpen: parseSession('globex', DT).startSecond,
        dealers: {
          convention: {
            dealerSigns,
            flowWeight: 2 * customerAggressor - 1,
            futureMultiplier: multiplier ?? chain.options[0].multiplier,
          },
          tradingEnd: parseSession('globex', DT).endSecond,
          tradeDateBefore: startOfUtcDate(tradeDateBefore(SYMBOL, DT)),
          // The evening before is in the lake, without trades.
          isFlowWhole: true,
        },
      },
    }
  }

  /** Where a second differs from what the lake has of it. */
  async function differences({ endSecond, surfaces }: Second): Promise<string[]> {
    const stored = await source.read(endSecond, MADE)
    const made = [...stored.surfaces].filter(([name]) => MADE.includes(name))
    return made.flatMap(([name, table]) => {
      const found = surfaces.get(name)
      if (found?.length !== table.length) return `${endSecond} ${name}: ${found?.length} rows`
      return table.contract.fields
        .filter((field) => !isEqual(found.filled(field.name), table.filled(field.name)))
        .map((field) => `${endSecond} ${name}.${field.name}`)
    })
  }

  async function expectTheLake(seconds: readonly Second[]): Promise<void> {
    const { firstEndSecond, lastEndSecond } = source.day
    expect(seconds.map(({ endSecond }) => endSecond)).toEqual(
      Array.from({ length: lastEndSecond - firstEndSecond + 1 }, (_, at) => firstEndSecond + at),
    )
    const found: string[] = []
    for (const second of seconds) found.push(...(await differences(second)))
    expect(found).toEqual([])
  }

  test('every surface of every second is the lake’s', async () => {
    const seconds: Second[] = []
    const engine = new Engine({ ...input, onSecond: (second) => seconds.push(copySecond(second)) })
    expect(engine.surfaces).toEqual(source.day.surfaces.filter((name) => MADE.includes(name)))
    for (const table of statistics) engine.pushStatistics(table)
    // Far ahead of the future: what is not due is held.
    engine.pushOptions(optionRecords(options))
    engine.endOptionFile()
    engine.push(mboRecords(future))
    engine.endFile()
    engine.end()
    await expectTheLake(seconds)
    const surfaceRows = (name: SurfaceName) =>
      seconds.reduce((sum, { surfaces }) => sum + (surfaces.get(name)?.length ?? 0), 0)
    // A day of files has no gaps of a recording.
    for (const name of MADE.filter((each) => each !== 'gaps'))
      expect([name, surfaceRows(name) > 100]).toEqual([name, true])
    const { quality } = await manifestOf(lake, partition(SURFACE_DATASETS.snap))
    expect(quality).toEqual(engine.quality)
  }, 60_000)

  test.each([1, 2, 3])(
    'however it is cut, with a clock (%i)',
    async (seed) => {
      const random = randomFrom(seed)
      const seconds: Second[] = []
      const engine = new Engine({
        ...input,
        onSecond: (second) => {
          seconds.push(copySecond(second))
          if (random() < 0.1) engine.pause()
        },
      })
      for (const table of statistics) engine.pushStatistics(table)
      const placed = secondsOf(future)
      const optionSeconds = secondsOf(options)
      let option = 0
      for (let row = 0; row < future.length; ) {
        const to = Math.min(future.length, row + 1 + Math.floor(random() * 400))
        const reached = placed.subarray(row, to).reduce((most, second) => Math.max(most, second))
        let needed = option
        while (needed < options.length && optionSeconds[needed] <= reached) needed++
        needed = Math.min(options.length, needed + Math.floor(random() * 50))
        engine.pushOptions(optionRecords(options.rows(option, needed)))
        option = needed
        const records = mboRecords(future.rows(row, to))
        for (let at = 0; at < records.length; ) at = engine.push(records, at)
        row = to
        // Never past the next record, nor behind what the day has.
        const isLast = row === future.length
        if (!isLast && random() < 0.5) engine.advanceTo(Math.min(reached, placed[row]))
      }
      engine.endOptionFile()
      engine.end()
      await expectTheLake(seconds)
    },
    60_000,
  )

  test('without options, and without a calibration', () => {
    const seconds: Second[] = []
    const onSecond = (second: Second) => seconds.push(copySecond(second))
    const engine = new Engine({ ...input, options: undefined, norms: NO_NORMS, onSecond })
    engine.push(mboRecords(future))
    engine.end()
    expect(engine.optionQuality).toBeUndefined()
    expect([...seconds[0].surfaces.keys()]).toEqual(
      DEFAULT_SURFACES.filter((name) => !name.startsWith('gex') && name !== 'gaps'),
    )
    const scores = seconds.flatMap(({ surfaces }) => [
      ...(surfaces.get('vacuum')?.filled('vacuum_score') ?? []),
      ...(surfaces.get('physics')?.filled('vacuum_total_score') ?? []),
    ])
    expect(scores.length).toBeGreaterThan(1000)
    expect(new Set(scores)).toEqual(new Set([Number.NaN]))
  })

  test('what a second hands out is the engine’s own memory until it is copied', () => {
    const kept: Second[] = []
    const copied: Second[] = []
    const engine = new Engine({
      ...input,
      onSecond: (second) => {
        kept.push(second)
        copied.push(copySecond(second))
      },
    })
    engine.push(mboRecords(future))
    engine.end()
    const end = ({ surfaces }: Second) =>
      surfaces.get('snap')?.column('window_end_ts_ns', 'int64')[0]
    expect(end(kept[0])).toBe(end(copied[copied.length - 1]))
    expect(end(copied[0])).toBe(BigInt(copied[0].endSecond) * 1_000_000_000n)
  })
})

function secondsOf(table: Table): Float64Array {
  const time = words(table.column('ts_event', 'int64'))
  return Float64Array.from({ length: table.length }, (_, row) =>
    secondFromWords(time[2 * row], time[2 * row + 1]),
  )
}

/** The same values, NaN like NaN. */
function isEqual(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  return a.length === b.length && Array.from(a).every((value, at) => Object.is(value, b[at]))
}
