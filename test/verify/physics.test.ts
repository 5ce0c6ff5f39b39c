import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { DATASETS } from '../../src/contracts/registry.ts'
import { datasetsOfStage } from '../../src/lake/datasets.ts'
import { stageDayOf } from '../../src/lake/partition/keys.ts'
import type { Manifest } from '../../src/lake/partition/manifest.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import { beginRun } from '../../src/lake/partition/write.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import { STAGES } from '../../src/stages/stages.ts'
import { Table } from '../../src/table/table.ts'
import { bands } from '../../src/verify/bands.ts'
import { calibration } from '../../src/verify/calibration.ts'
import { calibrationMode, statedMode } from '../../src/verify/calibration-mode.ts'
import type { Check } from '../../src/verify/check.ts'
import { checksOf, FAMILY_NAMES, type Family } from '../../src/verify/families.ts'
import { formatReport } from '../../src/verify/format.ts'
import { PHYSICS } from '../../src/verify/physics.ts'
import { type Report, runChecks } from '../../src/verify/run-checks.ts'
import { sessionLevels } from '../../src/verify/session-levels.ts'
import { bandsRange, vacuumRange } from '../../src/verify/unit-range.ts'
import { vacuum } from '../../src/verify/vacuum.ts'
import { vacuumKeys } from '../../src/verify/vacuum-keys.ts'
import { LONG_SAMPLES, samplePath } from '../setup/samples.ts'
import { forge } from './forgery.ts'
import { namedChecks } from './named-checks.ts'
import {
  BRONZE,
  buildDay,
  changeManifest,
  changeRows,
  copyOf,
  DT,
  emptyLake,
  market,
  removeLake,
  SNAPSHOTS,
  SYMBOL,
  signal,
  smallLake,
  WALLS,
  writeDay,
} from './small-lake.ts'
import { addTo, cell, lots, pick, rowsOf, rowWhere, setCell, without } from './tables.ts'

const YESTERDAY = '2026-01-05'
const DAY_NS = 86_400_000_000_000n

const VACUUMS: Partition = { ...BRONZE, dataset: DATASETS.vacuum }
const BANDS_DAY: Partition = { ...BRONZE, dataset: DATASETS.bands }
const LEVELS_DAY: Partition = { ...BRONZE, dataset: DATASETS.levels }
const CALIBRATIONS: Partition = { ...BRONZE, dataset: DATASETS.calibration }

/** Yesterday and today, so that today is calibrated by the session before it. */
let original: Lake
let lake: Lake

beforeAll(async () => {
  original = emptyLake()
  const yesterday = join(original.root, 'yesterday.dbn.zst')
  const today = join(original.root, 'today.dbn.zst')
  const earlier = market(50, 11).map((record) => ({
    ...record,
    time: record.time - DAY_NS,
    received: record.received - DAY_NS,
  }))
  await writeDay(yesterday, earlier)
  await writeDay(today, market(40))
  const options = { maxRelTicks: 25 }
  await buildDay(original, [yesterday], { symbol: SYMBOL, dt: YESTERDAY }, options, STAGES)
  await buildDay(original, [today], { symbol: SYMBOL, dt: DT }, options, STAGES)
})
afterAll(() => removeLake(original))
afterEach(() => {
  if (lake) removeLake(lake)
})

/** Which checks should find what is wrong in a dataset. */
const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  [SNAPSHOTS.dataset]: [sessionLevels],
  [WALLS.dataset]: [calibration, vacuumKeys, vacuum],
  [VACUUMS.dataset]: [statedMode, vacuumKeys, vacuumRange, vacuum],
  [BANDS_DAY.dataset]: [bandsRange, bands],
  [LEVELS_DAY.dataset]: [sessionLevels],
  [CALIBRATIONS.dataset]: [calibrationMode, calibration, vacuum],
}

function verify(families: readonly Family[] = ['physics']): Promise<Report> {
  return runChecks(lake, checksOf(families), { symbol: SYMBOL, dt: DT, signal })
}

/** What should find what is wrong in a partition finds; in the long run, what all of physics does. */
async function faultsIn({ dataset }: Partition): Promise<string[]> {
  const checks = namedChecks(PHYSICS, ...CHECKS[dataset])
  return faultsOf(await runChecks(lake, checks, { symbol: SYMBOL, dt: DT, signal }))
}

/** Every fault of a report, with its check before it. */
function faultsOf({ checks }: Report): string[] {
  return checks.flatMap(({ findings }) =>
    findings.flatMap(({ check, offending }) => offending.map((fault) => `${check}: ${fault}`)),
  )
}

/** What physics finds once rows of one partition are changed, every hash made right again. */
async function faultsAfter(
  partition: Partition,
  change: (table: Table) => readonly Table[] | undefined,
): Promise<string[]> {
  lake = copyOf(original)
  await changeRows(lake, partition, change)
  return faultsIn(partition)
}

/** What physics finds once cells of one partition are changed. */
function faultsOfCells(partition: Partition, change: (table: Table) => void): Promise<string[]> {
  return faultsAfter(partition, (table) => {
    change(table)
    return undefined
  })
}

async function faultsOfManifest(
  partition: Partition,
  change: (manifest: Manifest) => Manifest,
): Promise<string[]> {
  lake = copyOf(original)
  changeManifest(lake, partition, change)
  return faultsIn(partition)
}

/** Puts a partition into the lake; other tables of its stage are empty. */
async function write(partition: Partition, table: Table): Promise<void> {
  const day = stageDayOf(lake, partition)
  const run = await beginRun(lake, day)
  for (const dataset of datasetsOfStage(lake.datasets, day.stage)) {
    const writer = await run.table(dataset)
    if (dataset === partition.dataset) await writer.writeRowGroup(table)
  }
  const stage = { name: day.stage, revision: 1, parameters: {} }
  await run.commit({ stage, inputs: [], quality: {}, notes: [] })
}

describe('a whole lake', () => {
  it('passes, and reports what it checked', async () => {
    lake = copyOf(original)
    const report = await verify()
    expect(faultsOf(report)).toEqual([])
    expect(report.checks.map(({ name }) => name)).toEqual(PHYSICS.map(({ name }) => name))
    const counted = Object.fromEntries(
      report.checks.map(({ name, findings }) => [name, findings.at(0)?.counted]),
    )
    const { length: rows } = await readTable(lake, WALLS)
    expect(counted).toMatchObject({
      'calibration mode': { 'prior calibrations': 1 },
      calibration: { sessions: 1, metrics: 5 },
      'vacuum keys': { rows },
      vacuum: { rows },
      bands: { windows: 37, levels: rows },
      'session levels': { windows: 40 },
    })
  })

  it('passes with all other families', async () => {
    lake = copyOf(original)
    const report = await verify(FAMILY_NAMES)
    expect(faultsOf(report)).toEqual([])
    expect(report.checks.length).toBeGreaterThan(PHYSICS.length)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })

  it('of a single day is calibrated by itself, and says so', async () => {
    lake = await smallLake(20, STAGES)
    const report = await verify()
    expect(faultsOf(report)).toEqual([])
    expect(formatReport(report)).toContain('1 same-day calibration')
  })

  it('without any physics has nothing to verify, which is no pass', async () => {
    lake = await smallLake(5)
    await expect(verify()).rejects.toThrow(/there is nothing to verify/)
    expect((await verify(FAMILY_NAMES)).pass).toBe(true)
  })
})

describe('a vacuum', () => {
  const ROW = 'vacuum: row \\d+, window 2026-01-06T14:30:\\d\\dZ, (?:ask|bid) \\S+: '

  it.each([
    'pull_intensity_rest',
    'pull_add_log',
    'd1_pull_add_log',
    'd2_pull_add_log',
    'd3_pull_add_log',
    'wall_strength_log',
    'wall_erosion',
  ])('whose %s is changed, ever so little', async (name) => {
    const found = await faultsOfCells(VACUUMS, (table) => addTo(table, name, 200, 1e-11))
    expect(found[0]).toMatch(new RegExp(`^${ROW}${name} is \\S+, expected \\S+$`))
  })

  it('whose score is changed, ever so little', async () => {
    const found = await faultsOfCells(VACUUMS, (table) => {
      const row = rowWhere(table, (row) => lots(table, 'vacuum_score', row) > 0.1)
      addTo(table, 'vacuum_score', row, -1e-10)
    })
    expect(found[0]).toMatch(new RegExp(`^${ROW}vacuum_score is 0\\.\\d+, expected 0\\.\\d+$`))
  })

  it('of a wall that is not this one', async () => {
    const found = await faultsOfCells(WALLS, (table) => {
      const row = rowWhere(table, (row) => lots(table, 'pull_qty_rest', row) > 1)
      addTo(table, 'pull_qty_rest', row, -1)
    })
    expect(found.filter((fault) => /^vacuum: .*pull_add_log/.test(fault))).not.toEqual([])
  })

  it('that states another mode', async () => {
    const found = await faultsOfManifest(VACUUMS, (manifest) => ({
      ...manifest,
      quality: { ...manifest.quality, calibration_mode: 'same_day' },
    }))
    // Both tables of the stage have it of the one manifest.
    expect(found).toEqual(
      [DATASETS.vacuum, DATASETS.bands].map(
        (table) =>
          `stated mode: ${table}: quality calibration_mode is same_day, the calibration's prior`,
      ),
    )
  })

  it.each([1.5, -0.5, Number.NaN])('whose score is %d, whatever its contract', async (score) => {
    lake = copyOf(original)
    const table = await readTable(lake, VACUUMS)
    setCell(table, 'vacuum_score', 30, score)
    forge(lake, VACUUMS, [table])
    expect(await faultsIn(VACUUMS)).toContainEqual(
      expect.stringMatching(new RegExp(`^vacuum range: row 30, .* is ${score}, not in 0\\.\\.1$`)),
    )
  })
})

describe('keys of a vacuum', () => {
  const keyFaults = (found: readonly string[]) =>
    found.filter((fault) => fault.startsWith('vacuum keys'))

  it.each(['first', 'last'])('a row removed, the %s of its window', async (place) => {
    const found = await faultsAfter(VACUUMS, (table) => {
      const windows = rowsOf(table).filter(
        (row) => cell(table, 'window_end_ts_ns', row) === cell(table, 'window_end_ts_ns', 100),
      )
      return [without(table, windows.at(place === 'first' ? 0 : -1) as number)]
    })
    expect(keyFaults(found)).toEqual([
      expect.stringMatching(
        /^vacuum keys: (row \d+, .*|window \S+: no row), the wall's there is row \d+, window /,
      ),
    ])
  })

  it('a window removed', async () => {
    const found = await faultsAfter(VACUUMS, (table) => {
      const end = cell(table, 'window_end_ts_ns', 100)
      const rest = rowsOf(table).filter((row) => cell(table, 'window_end_ts_ns', row) !== end)
      return [pick(table, rest)]
    })
    expect(keyFaults(found)).toEqual([
      expect.stringMatching(
        /^vacuum keys: window \S+: no row, the wall's there is row \d+, window /,
      ),
    ])
  })

  it('a row of the wall removed', async () => {
    const found = await faultsAfter(WALLS, (table) => [without(table, table.length - 1)])
    expect(keyFaults(found)).toEqual([
      expect.stringMatching(/^vacuum keys: row \d+, .*: the wall has no such row there$/),
    ])
  })

  it('another price, another side', async () => {
    // The last bid, so that rows stay sorted.
    const price = await faultsOfCells(VACUUMS, (table) =>
      addTo(table, 'price_int', table.length - 1, 250_000_000),
    )
    expect(keyFaults(price)).toHaveLength(1)
    removeLake(lake)
    const side = await faultsOfCells(VACUUMS, (table) => {
      const row = rowWhere(
        table,
        (row) => lots(table, 'side', row) === 0 && lots(table, 'side', row + 1) === 1,
      )
      addTo(table, 'side', row, 1)
      // Below all bids.
      setCell(table, 'price_int', row, 250_000_000n)
    })
    expect(keyFaults(side)).toHaveLength(1)
  })

  it.each([
    ['rel_ticks', 1],
    ['spot_ref_price_int', 250_000_000],
    ['window_valid', -1],
  ])('another %s', async (name, amount) => {
    const found = await faultsOfCells(VACUUMS, (table) => {
      addTo(table, name, table.length - 1, amount)
    })
    expect(keyFaults(found)).toEqual([
      expect.stringMatching(new RegExp(`^vacuum keys: row \\d+, .*: ${name} is .*, the wall's `)),
    ])
  })
})

describe('bands', () => {
  const names = ['above', 'below'].flatMap((direction) => [
    ...['at', 'near', 'mid', 'far'].flatMap((band) =>
      ['wall_strength', 'wall_erosion', 'vacuum'].map(
        (measure) => `${direction}_${band}_${measure}_norm`,
      ),
    ),
    `${direction}_score`,
  ])

  it.each([...names, 'vacuum_total_score'])('whose %s is changed, ever so little', async (name) => {
    const found = await faultsOfCells(BANDS_DAY, (table) => {
      addTo(table, name, 20, lots(table, name, 20) > 0.5 ? -1e-10 : 1e-10)
    })
    expect(found).toEqual([
      expect.stringMatching(
        new RegExp(`^bands: row 20, window 2026-01-06T14:30:\\d\\dZ: ${name} is \\S+, expected`),
      ),
    ])
  })

  it('that lack a second', async () => {
    const found = await faultsAfter(BANDS_DAY, (table) => [without(table, 10)])
    expect(found).toEqual([
      expect.stringMatching(/^bands: window \S+: it has no row, and should have$/),
    ])
  })

  it.each([1.5, Number.NaN])('of which one is %d, whatever its contract', async (norm) => {
    lake = copyOf(original)
    const table = await readTable(lake, BANDS_DAY)
    setCell(table, 'below_far_vacuum_norm', 5, norm)
    forge(lake, BANDS_DAY, [table])
    expect(await faultsIn(BANDS_DAY)).toContain(
      `bands range: row 5, window 2026-01-06T14:30:09Z: below_far_vacuum_norm is ${norm}, not in 0..1`,
    )
  })
})

describe('a calibration', () => {
  it.each([
    ['q05', 1e-10],
    ['q95', 1e-10],
    ['sample_count', 1],
  ])('whose %s is changed', async (name, amount) => {
    for (let row = 0; row < 5; row++) {
      const metric = (await readTable(original, CALIBRATIONS)).column('metric_name', 'text')[row]
      const found = await faultsOfCells(CALIBRATIONS, (table) => addTo(table, name, row, amount))
      expect(found).toContainEqual(
        expect.stringMatching(
          new RegExp(`^calibration: ${metric}: ${name} is \\S+, expected \\S+$`),
        ),
      )
      if (row < 4) removeLake(lake)
    }
  })

  it.each([
    ['lookback_sessions', 2],
    ['session_window', 'rth'],
    ['asof_dt', YESTERDAY],
    ['mode', 1],
  ])('whose %s is changed', async (name, value) => {
    const found = await faultsOfCells(CALIBRATIONS, (table) => setCell(table, name, 2, value))
    expect(found).toContainEqual(
      expect.stringMatching(new RegExp(`^calibration mode: p3_erosion: ${name} is \\S+, expected`)),
    )
  })

  it('without a metric', async () => {
    const found = await faultsAfter(CALIBRATIONS, (table) => [without(table, 4)])
    expect(found[0]).toBe('calibration: wall_strength_log: it has no row')
    expect(found).toContainEqual(
      expect.stringMatching(/^vacuum: .*not be finished: .*cannot norm wall_strength_log/),
    )
  })

  it('with a metric of nothing', async () => {
    const found = await faultsOfCells(CALIBRATIONS, (table) =>
      setCell(table, 'metric_name', 0, 'gex_abs'),
    )
    expect(found).toEqual(
      expect.arrayContaining([
        'calibration: gex_abs: it has a row too many, or no values',
        'calibration: p1_pull_add_log: it has no row',
      ]),
    )
  })

  it('of other walls than those it was made of', async () => {
    const walls = { ...WALLS, dt: YESTERDAY }
    const found = await faultsOfCells(walls, (table) => {
      const row = rowWhere(
        table,
        (row) => lots(table, 'window_valid', row) === 1 && lots(table, 'depth_qty_rest', row) > 0,
      )
      setCell(table, 'depth_qty_rest', row, 0)
    })
    expect(found).toEqual([
      expect.stringMatching(/^calibration: wall_strength_log: (q05|sample_count) is /),
      ...found.slice(1),
    ])
  })

  it('that looks ahead', async () => {
    const found = await faultsOfManifest(CALIBRATIONS, (manifest) => ({
      ...manifest,
      inputs: [
        ...manifest.inputs,
        { dataset: WALLS.dataset, symbol: SYMBOL, dt: DT, content_sha256: '0'.repeat(64) },
      ],
    }))
    expect(found).toContain(
      `calibration mode: it looks ahead: a session of ${DT} calibrates ${DT} as prior`,
    )
  })

  it('of two sessions, one of which was chosen', async () => {
    const found = await faultsOfManifest(CALIBRATIONS, (manifest) => ({
      ...manifest,
      stage: { ...manifest.stage, parameters: { calibration: YESTERDAY, lookback: 5 } },
      inputs: [
        ...manifest.inputs,
        { dataset: WALLS.dataset, symbol: SYMBOL, dt: DT, content_sha256: '0'.repeat(64) },
      ],
    }))
    expect(found).toContain(
      `calibration mode: it is of one session that was chosen, and yet of ${YESTERDAY}, ${DT}`,
    )
  })

  it('of gamma exposures, too: all of them, whatever their second is', async () => {
    const gex: Partition = { ...BRONZE, dataset: DATASETS.gex, dt: YESTERDAY }
    lake = copyOf(original)
    const surface = new Table(loadContract('silver/gex_surface_1s'), 101)
    surface.length = 101
    for (const row of rowsOf(surface)) setCell(surface, 'gex_abs', row, 1e6 * (100 - row))
    await write(gex, surface)
    const quantiles = await readTable(lake, CALIBRATIONS)
    const table = pick(quantiles, [0, ...rowsOf(quantiles)])
    setCell(table, 'metric_name', 0, 'gex_abs')
    setCell(table, 'q05', 0, 5e6)
    setCell(table, 'q95', 0, 95e6)
    setCell(table, 'sample_count', 0, 101n)
    await changeRows(lake, CALIBRATIONS, () => [table])
    const input = { ...gex, content_sha256: '0'.repeat(64) }
    changeManifest(lake, CALIBRATIONS, (manifest) => ({
      ...manifest,
      inputs: [...manifest.inputs, input],
    }))
    expect(faultsOf(await verify())).toEqual([])
    setCell(surface, 'gex_abs', 5, 1)
    await write(gex, surface)
    expect(faultsOf(await verify())).toEqual([
      'calibration: gex_abs: q05 is 5000000, expected 4000000',
      'calibration: gex_abs: q95 is 95000000, expected 94000000',
    ])
  })

  it('of no session', async () => {
    const found = await faultsOfManifest(CALIBRATIONS, (manifest) => ({ ...manifest, inputs: [] }))
    expect(found).toContain('calibration mode: no wall is recorded that it was made of')
  })
})

describe('session levels', () => {
  it.each(['session_high', 'session_low', 'vwap', 'pm_high', 'prior_high', 'prior_close'])(
    'whose %s is changed',
    async (name) => {
      const known = await readTable(original, LEVELS_DAY)
      const row = known.length - 1
      const before = lots(known, name, row)
      const change = Number.isNaN(before) ? 5000 : before + 1e-8
      const found = await faultsOfCells(LEVELS_DAY, (table) => setCell(table, name, row, change))
      expect(found).toEqual([
        `session levels: row ${row}, window 2026-01-06T14:30:40Z: ${name} is ${change}, expected ${before}`,
      ])
    },
  )

  it.each(['sma_200', 'sma_400', 'settlement', 'vwap'])('that know %s too early', async (name) => {
    const found = await faultsOfCells(LEVELS_DAY, (table) => setCell(table, name, 0, 5000))
    expect(found).toEqual([
      `session levels: row 0, window 2026-01-06T14:30:01Z: ${name} is 5000, expected NaN`,
    ])
  })

  it('that forget', async () => {
    const found = await faultsOfCells(LEVELS_DAY, (table) =>
      setCell(table, 'session_high', 39, Number.NaN),
    )
    expect(found).toEqual([expect.stringMatching(/session_high is NaN, expected \d+/)])
  })

  it('that lack a second', async () => {
    const found = await faultsAfter(LEVELS_DAY, (table) => [without(table, 10)])
    expect(found).toEqual([
      'session levels: window 2026-01-06T14:30:11Z: it has no row, and should have',
    ])
  })

  it('of other snapshots than these', async () => {
    const found = await faultsOfCells(SNAPSHOTS, (table) => addTo(table, 'trade_value', 20, 1e-3))
    expect(found[0]).toMatch(/^session levels: row 20, .*vwap is/)
  })

  it('whose prior session is not before', async () => {
    const found = await faultsOfManifest(LEVELS_DAY, (manifest) => ({
      ...manifest,
      dt: DT,
      inputs: manifest.inputs.map((input) =>
        'dt' in input && input.dt === YESTERDAY ? { ...input, dt: '2026-01-07' } : input,
      ),
    }))
    expect(found[0]).toMatch(/^session levels: .*2026-01-07/)
  })
})

describe('a real evening', LONG_SAMPLES, () => {
  it('passes all but the rebuild', async () => {
    lake = emptyLake()
    const day = { symbol: 'ESH4', dt: '2023-12-25' }
    await buildDay(lake, [samplePath('esh4-glbx-mdp3-20231225.mbo.dbn.zst')], day, {}, STAGES)
    const report = await runChecks(lake, checksOf(FAMILY_NAMES), { ...day, signal })
    expect(faultsOf(report)).toEqual([])
    expect(formatReport(report)).toMatch(/✓ vacuum +1 partition, 723,283 rows/)
  })
})
