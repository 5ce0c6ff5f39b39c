import { loadContract } from '../../src/contracts/load.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { regularOpen } from '../../src/market/regular-open.ts'
import { BandsSurface } from '../../src/surfaces/bands.ts'
import { CalibrationSurface, WallSample } from '../../src/surfaces/calibration.ts'
import { LevelsSurface } from '../../src/surfaces/levels.ts'
import { RadarSurface } from '../../src/surfaces/radar.ts'
import { referenceBands, type ScoredLevel } from '../../src/surfaces/reference-bands.ts'
import { ReferenceSample } from '../../src/surfaces/reference-calibration.ts'
import { ReferenceLevels } from '../../src/surfaces/reference-levels.ts'
import { ReferenceRadar } from '../../src/surfaces/reference-radar.ts'
import type { ReferenceRow } from '../../src/surfaces/reference-rows.ts'
import { ReferenceSeconds } from '../../src/surfaces/reference-seconds.ts'
import { referenceScore } from '../../src/surfaces/reference-vacuum.ts'
import { VacuumSurface } from '../../src/surfaces/vacuum.ts'
import { assertFits } from '../../src/table/fit.ts'
import { EPOCH_SECOND, type MboRecord, NO_PRICE, referenceRecord, TICK } from '../book/records.ts'
import { UNIT_NORMS } from './random-norms.ts'
import { rowsOf, surfaces } from './run-seconds.ts'
import { vacuumTwin } from './vacuum-twin.ts'
import { windowGroups } from './wall-groups.ts'
import { eachWindow, emptyTable } from './windows.ts'

const TICK_POINTS = TICK / 1e9
const NANOSECONDS = 1_000_000_000n
const OPEN = regularOpen('09:30-16:00@America/New_York', 15, '2026-01-06')
const MAX_REL_TICKS = 60

/** Every table of a future's day, as rows. */
export type DayTables = Readonly<
  Record<
    'snapshot' | 'wall' | 'radar' | 'vacuum' | 'bands' | 'levels' | 'calibration',
    readonly ReferenceRow[]
  >
>

/** A day whose prices are so many ticks lower; what has no price has none. */
export function lowered(files: readonly MboRecord[][], ticks: number): MboRecord[][] {
  const by = BigInt(ticks * TICK)
  return files.map((file) =>
    file.map((record) =>
      record.price === UNDEF_PRICE ? record : { ...record, price: record.price - by },
    ),
  )
}

/** What a day knows from outside of it, as many ticks lower. */
function outsideOf(ticks: number) {
  const points = (price: number) => price - ticks * TICK_POINTS
  return {
    priorHigh: points(30.25),
    priorLow: points(20),
    priorClose: points(25.5),
    settlements: [
      { receivedSecond: EPOCH_SECOND + 2, price: points(26) },
      { receivedSecond: EPOCH_SECOND + 6, price: Number.NaN },
      { receivedSecond: EPOCH_SECOND + 9, price: points(24.75) },
    ],
  }
}

/** The day's tables by the pipeline's own code. */
export function fastDay(files: MboRecord[][], ticks: number): DayTables {
  const { snapshot, wall } = surfaces(files, { maxRelTicks: MAX_REL_TICKS })
  const radar = new RadarSurface(emptyTable('silver/radar_vacuum_1s'))
  eachWindow(files, (window) => radar.append(window))
  const levels = new LevelsSurface(emptyTable('silver/session_levels_1s'), OPEN, outsideOf(ticks))
  levels.push(snapshot, TICK)
  const end = snapshot.length === 0 ? 0n : snapshot.columns.window_end_ts_ns[0]
  const firstEndSecond = Number(end / NANOSECONDS)
  const vacuum = new VacuumSurface(
    loadContract('silver/vacuum_surface_1s'),
    UNIT_NORMS,
    firstEndSecond,
  )
  const bands = new BandsSurface(emptyTable('silver/physics_bands_1s'), UNIT_NORMS)
  const sample = new WallSample()
  sample.beginSession(firstEndSecond)
  const vacuumRows = windowGroups(snapshot, wall, 4).flatMap((group) => {
    sample.push(group.wall)
    const scored = vacuum.push(group.wall)
    bands.push(group.snapshot, group.wall, scored)
    return rowsOf(scored)
  })
  const calibration = new CalibrationSurface(emptyTable('gold/physics_norm_calibration'), {
    mode: 'same_day',
    asofDate: '2026-01-06',
    sessionWindow: 'test',
    lookbackSessions: 1,
  })
  sample.appendTo(calibration)
  for (const table of [snapshot, wall, radar.table, levels.table, bands.table]) assertFits(table)
  return {
    snapshot: rowsOf(snapshot),
    wall: rowsOf(wall),
    radar: rowsOf(radar.table),
    vacuum: vacuumRows,
    bands: rowsOf(bands.table),
    levels: rowsOf(levels.table),
    calibration: rowsOf(calibration.table),
  }
}

/** The same tables by the plain twins, as far as they have columns. */
export function twinDay(files: MboRecord[][], ticks: number): DayTables {
  const snapshot: ReferenceRow[] = []
  const wall: ReferenceRow[] = []
  const radar: ReferenceRow[] = []
  const radarTwin = new ReferenceRadar()
  const reference = new ReferenceSeconds(
    {
      tickSize: BigInt(TICK),
      startSecond: BigInt(EPOCH_SECOND - 3600),
      endSecond: BigInt(EPOCH_SECOND + 3600),
      maxRelTicks: MAX_REL_TICKS,
    },
    (row, levels, window) => {
      snapshot.push(row)
      wall.push(...levels)
      const found = radarTwin.row(window)
      if (found) radar.push(found)
    },
  )
  for (const file of files) {
    for (const record of file) reference.push(referenceRecord(record))
    reference.endFile()
  }
  reference.end()
  // A day without a window has no level either.
  const levels =
    snapshot.length === 0
      ? []
      : vacuumTwin(wall, Number((snapshot[0].window_end_ts_ns as bigint) / NANOSECONDS))
  const sample = new ReferenceSample()
  for (const { level, vacuum } of levels) sample.add(level, vacuum)
  const scored = levels.map(({ level, vacuum }, index) => ({
    ...level,
    end: wall[index].window_end_ts_ns,
    vacuum_score: referenceScore(vacuum, UNIT_NORMS),
  }))
  const windows = Map.groupBy(scored, ({ end }) => end)
  return {
    snapshot,
    wall,
    radar,
    vacuum: levels.map(({ vacuum }, index) => ({
      ...vacuum.measures,
      ...vacuum.metrics,
      vacuum_score: scored[index].vacuum_score,
    })),
    bands: snapshot
      .filter(({ spot_ref_price_int }) => spot_ref_price_int !== NO_PRICE)
      .map(({ window_end_ts_ns, spot_ref_price_int, mid_price, mid_price_int }) => ({
        window_end_ts_ns,
        spot_ref_price_int,
        mid_price,
        mid_price_int,
        ...referenceBands((windows.get(window_end_ts_ns) ?? []) as ScoredLevel[], UNIT_NORMS),
      })),
    levels: twinLevels(snapshot, ticks),
    calibration: [...sample.bounds()].map(([metric_name, { q05, q95, count }]) => ({
      metric_name,
      q05,
      q95,
      sample_count: count,
    })),
  }
}

function twinLevels(snapshot: readonly ReferenceRow[], ticks: number): ReferenceRow[] {
  const { priorHigh: high, priorLow: low, priorClose: close, settlements } = outsideOf(ticks)
  const published = settlements.map(({ receivedSecond, price }) => ({
    received: BigInt(receivedSecond) * NANOSECONDS,
    price,
  }))
  const reference = new ReferenceLevels(OPEN, { high, low, close }, published)
  return snapshot.map((row) => {
    const points = (name: string) => (row[name] === NO_PRICE ? Number.NaN : Number(row[name]) / 1e9)
    reference.push({
      startSecond: Number((row.window_start_ts_ns as bigint) / NANOSECONDS),
      spot: points('spot_ref_price_int'),
      trades:
        row.trade_count === 0
          ? undefined
          : {
              high: points('trade_high_price_int'),
              low: points('trade_low_price_int'),
              last: points('last_trade_price_int'),
            },
      value: row.trade_value as number,
      volume: row.trade_volume as number,
    })
    return reference.row()
  })
}

/** Columns in points, that move with prices. */
const POINTS =
  /^(mid_price|spot_ref_price|session_(high|low)|vwap|(pm|or|prior)_(high|low)|prior_close|settlement|sma_\d+)$/

/**
 * What is wrong with a day's tables, if it is to be another's with every price so many ticks lower:
 * prices moved by as much, points to 1e-9, trade_value by its formula, and all else the same.
 */
export function shiftFaults(day: DayTables, shifted: DayTables, ticks: number): string[] {
  const faults: string[] = []
  for (const [name, rows] of Object.entries(day)) {
    const others = shifted[name as keyof DayTables]
    if (rows.length !== others.length)
      faults.push(`${name}: ${others.length} of ${rows.length} rows`)
    for (const [index, row] of rows.entries()) {
      for (const column of Object.keys(row)) {
        const [before, after] = [row[column], others[index]?.[column]]
        if (!isShifted(column, before, after, row, ticks))
          faults.push(`${name} ${index} ${column}: ${before} became ${after}`)
      }
    }
  }
  return faults.slice(0, 8)
}

function isShifted(
  column: string,
  before: ReferenceRow[string],
  after: ReferenceRow[string] | undefined,
  { trade_volume: volume }: ReferenceRow,
  ticks: number,
): boolean {
  if (/price_int$/.test(column)) {
    return after === (before === NO_PRICE ? NO_PRICE : (before as bigint) - BigInt(ticks * TICK))
  }
  const moved = column === 'trade_value' ? (volume as number) : POINTS.test(column) ? 1 : 0
  if (moved === 0 || Number.isNaN(before)) return Object.is(after, before)
  const expected = (before as number) - moved * ticks * TICK_POINTS
  return Math.abs((after as number) - expected) <= 1e-9 * Math.max(1, moved)
}
