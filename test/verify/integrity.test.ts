import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { formatPartition, type Lake } from '../../src/lake/paths.ts'
import { formatPrice } from '../../src/market/price.ts'
import { STAGES } from '../../src/stages/stages.ts'
import type { Check } from '../../src/verify/check.ts'
import { checksOf } from '../../src/verify/families.ts'
import { formatReport } from '../../src/verify/format.ts'
import { INTEGRITY } from '../../src/verify/integrity.ts'
import {
  type Report,
  runCheck,
  runChecks,
  type VerifyOptions,
} from '../../src/verify/run-checks.ts'
import { manifestPath, partPath, shownFolder, shownPath } from '../lake/lake-files.ts'
import { LONG_SAMPLES, samplePath } from '../setup/samples.ts'
import {
  BRONZE,
  buildDay,
  changeRows,
  copyOf,
  DT,
  emptyLake,
  market,
  removeLake,
  SNAPSHOTS,
  signal,
  smallLake,
  WALLS,
  writeDay,
} from './small-lake.ts'
import { addTo, cell, lots, rowWhere, without } from './tables.ts'

let original: Lake
let lake: Lake

beforeAll(async () => {
  original = await smallLake(60, STAGES)
})
afterAll(() => removeLake(original))
afterEach(() => {
  if (lake) removeLake(lake)
})

function verify({
  rebuild,
  ...options
}: Partial<VerifyOptions> & { rebuild?: boolean } = {}): Promise<Report> {
  return runChecks(lake, checksOf(['integrity'], rebuild), { signal, ...options })
}

/** Every fault of a report: check, partition and what is wrong there. */
function faultsOf({ checks }: Report): string[] {
  return checks.flatMap(({ findings }) =>
    findings.flatMap(({ check, partitions, offending }) =>
      offending.map((fault) => `${check}: ${formatPartition(partitions[0])}: ${fault}`),
    ),
  )
}

/** Names of the checks that failed. */
function failed({ checks }: Report): string[] {
  return checks.filter(({ pass }) => !pass).map(({ name }) => name)
}

describe('a whole lake', () => {
  it('passes, and reports what it checked', async () => {
    lake = copyOf(original)
    const report = await verify({ rebuild: true })
    expect(faultsOf(report)).toEqual([])
    expect(report.pass).toBe(true)
    expect(report.checks.map(({ name }) => name)).toEqual([
      ...INTEGRITY.map(({ name }) => name),
      'rebuild',
      'events',
    ])
    const counted = Object.fromEntries(
      report.checks.map(({ name, findings }) => [name, findings.at(0)?.counted]),
    )
    expect(counted).toMatchObject({
      windows: { windows: 60 },
      quotes: { windows: 60, valid: 57, crossed: 3 },
      'wall agreement': { windows: 60 },
      'best levels': { compared: 114 },
      rebuild: { windows: 60, records: 1136 },
    })
  })

  it('can be written as JSON and read back', async () => {
    lake = copyOf(original)
    const report = await verify()
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })

  it('verifies what the chosen day was made of, too', async () => {
    lake = emptyLake()
    const path = join(lake.root, 'midnight.dbn')
    const toMidnight = 52_220n * 1_000_000_000n
    const records = market(40).map((record) => ({
      ...record,
      time: record.time - toMidnight,
      received: record.received - toMidnight,
    }))
    await writeDay(path, records)
    await buildDay(lake, [path], undefined, { session: 'globex' })
    const report = await verify({ dt: DT, rebuild: true })
    expect(faultsOf(report)).toEqual([])
    const [whole] = report.checks
    expect(whole.findings.map(({ partitions: [partition] }) => partition)).toContainEqual({
      ...BRONZE,
      dt: '2026-01-05',
    })
    const rebuilt = report.checks.find(({ name }) => name === 'rebuild')?.findings.at(0)
    expect(rebuilt?.counted).toMatchObject({ windows: 40, records: records.length })
  })

  it('hears every finding as it is made', async () => {
    lake = copyOf(original)
    const received: string[] = []
    const report = await verify({ report: ({ check }) => received.push(check) })
    expect(received).toHaveLength(report.checks.flatMap(({ findings }) => findings).length)
  })

  it('can be interrupted', async () => {
    lake = copyOf(original)
    await expect(verify({ signal: AbortSignal.abort() })).rejects.toThrow('aborted')
  })
})

describe('nothing to verify is not a pass', () => {
  it('an empty lake', async () => {
    lake = emptyLake()
    await expect(verify()).rejects.toThrow(/there is nothing to verify .*found an empty lake/)
  })

  it('another day, naming those that are there', async () => {
    lake = copyOf(original)
    const wanted = verify({ dt: '2026-01-07' })
    await expect(wanted).rejects.toThrow(/any symbol on 2026-01-07, found ESH6 2026-01-06/)
    await expect(wanted).rejects.toMatchObject({ detail: { code: 'input' } })
  })
})

describe('damage', () => {
  it('a byte of a Parquet file', async () => {
    lake = copyOf(original)
    const path = partPath(lake, WALLS)
    const bytes = readFileSync(path)
    bytes[bytes.length >> 1] ^= 1
    writeFileSync(path, bytes)
    const report = await verify()
    const faults = faultsOf(report)
    expect(faults).toContainEqual(expect.stringMatching(/^whole: .*wall.*parquet: sha256 is/))
    expect(faults).toContainEqual(
      expect.stringMatching(
        /^whole: .*wall_surface_1s.*row group 0, column \w+: the file is damag/,
      ),
    )
    expect(failed(report)).toContain('whole')
    // The damage is in one column: what does not read it, and other tables, is still proved.
    const passed = report.checks.filter(({ pass }) => pass).map(({ name }) => name)
    expect(passed).toEqual(expect.arrayContaining(['lineage', 'windows', 'quotes', 'trades']))
  })

  it.each([
    ['the footer', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['all but some bytes', (bytes: Buffer) => bytes.subarray(0, 3)],
    ['nothing left', () => Buffer.alloc(0)],
  ])('a Parquet file that was cut: %s', async (_, cut) => {
    lake = copyOf(original)
    const path = partPath(lake, SNAPSHOTS)
    writeFileSync(path, cut(readFileSync(path)))
    const report = await verify({ rebuild: true })
    const unread = ['whole', 'windows', 'quotes', 'trades', 'wall agreement', 'rebuild']
    expect(failed(report)).toEqual(expect.arrayContaining(unread))
    expect(report.checks.find(({ name }) => name === 'levels')?.pass).toBe(true)
  })

  it('a missing Parquet file, or a folder in its place', async () => {
    lake = copyOf(original)
    const path = partPath(lake, BRONZE)
    rmSync(path)
    expect(faultsOf(await verify())).toContainEqual(
      expect.stringMatching(/^whole: bronze\.future_mbo\.mbo ESH6 2026-01-06: .*is not there/),
    )
    mkdirSync(path)
    expect(failed(await verify())).toEqual(['whole', 'bronze orders'])
  })

  it('a manifest removed', async () => {
    lake = copyOf(original)
    rmSync(manifestPath(lake, WALLS))
    const report = await verify({ rebuild: true })
    for (const table of ['book_snapshot_1s', 'radar_vacuum_1s', 'wall_surface_1s']) {
      expect(faultsOf(report)).toContainEqual(
        expect.stringMatching(
          new RegExp(
            `^whole: silver\\.future_mbo\\.${table} ESH6 2026-01-06: .*there is no manifest`,
          ),
        ),
      )
    }
    expect(failed(report)).toEqual(
      expect.arrayContaining(['whole', 'lineage', 'levels', 'rebuild']),
    )
  })

  it('what is shown changed, or more than was written', async () => {
    lake = copyOf(original)
    const shown = shownPath(lake, WALLS)
    const bytes = readFileSync(shown)
    rmSync(shown)
    writeFileSync(shown, bytes.subarray(1))
    expect(failed(await verify())).toEqual(['whole'])
    lake = copyOf(original)
    writeFileSync(join(shownFolder(lake, WALLS), '_SUCCESS'), 'x')
    expect(faultsOf(await verify())).toEqual([
      expect.stringMatching(/^whole: .*_SUCCESS: the manifest has no such file$/),
    ])
  })

  it.each([
    ['another number', (text: string) => text.replace(/"rows": \d+/g, '"rows": 1')],
    ['no JSON any more', (text: string) => text.slice(1)],
    ['empty', () => ''],
  ])('a manifest: %s', async (_, change) => {
    lake = copyOf(original)
    const path = manifestPath(lake, BRONZE)
    writeFileSync(path, change(readFileSync(path, 'utf8')))
    const report = await verify()
    expect(faultsOf(report)).toContainEqual(
      expect.stringMatching(
        /^whole: bronze\.future_mbo\.mbo ESH6 2026-01-06: .*manifest is (not the one|damaged)/,
      ),
    )
    expect(failed(report)).toEqual(expect.arrayContaining(['whole', 'lineage', 'bronze orders']))
  })
})

describe('wrong data under right hashes', () => {
  const ROW = /row \d+, window 2026-01-06T14:30:\d\dZ, (?:bid|ask) \d{4}\.?\d*: /
  const WALL = 'silver.future_mbo.wall_surface_1s ESH6 2026-01-06: '

  it('a quantity', async () => {
    lake = copyOf(original)
    await changeRows(lake, WALLS, (table) => {
      const row = rowWhere(table, (row) => row > 100 && lots(table, 'add_qty', row) > 0)
      addTo(table, 'add_qty', row, 1)
      return undefined
    })
    const report = await verify({ rebuild: true })
    expect(failed(report)).toEqual(['levels', 'rebuild'])
    const faults = faultsOf(report)
    expect(faults[0]).toMatch(ROW)
    expect(faults[0]).toContain(`levels: ${WALL}`)
    expect(faults[0]).toMatch(/depth_qty_end is \d+, expected \d+/)
    expect(faults[1]).toMatch(/add_qty is \d+, the rebuild's \d+/)
  })

  it('a rel_ticks', async () => {
    lake = copyOf(original)
    await changeRows(lake, WALLS, (table) => {
      addTo(table, 'rel_ticks', 100, -1)
      return undefined
    })
    const report = await verify()
    expect(failed(report)).toEqual(['levels'])
    expect(faultsOf(report)[0]).toMatch(ROW)
    expect(faultsOf(report)[0]).toMatch(/row 100, .*rel_ticks is -?\d+, expected -?\d+/)
  })

  it('a row removed', async () => {
    lake = copyOf(original)
    let price = ''
    await changeRows(lake, WALLS, (table) => {
      // A level that stood before and stands after, behind the best.
      const row = rowWhere(
        table,
        (row) =>
          row > 200 &&
          lots(table, 'depth_qty_start', row) > 0 &&
          lots(table, 'rel_ticks', row) === 3,
      )
      price = formatPrice(cell(table, 'price_int', row) as bigint)
      return [without(table, row)]
    })
    const report = await verify({ rebuild: true })
    expect(failed(report)).toEqual(['depth history', 'rebuild'])
    const faults = faultsOf(report)
    expect(faults[0]).toMatch(
      /window 2026-01-06T14:30:\d\dZ, ask \S+: it has no row, though \d+ lots/,
    )
    expect(faults.at(-1)).toContain(`side A, price_int ${price}, but the rebuild has`)
  })

  it('a second removed from the snapshot', async () => {
    lake = copyOf(original)
    await changeRows(lake, SNAPSHOTS, (table) => [without(table, 30)])
    const report = await verify({ rebuild: true })
    expect(failed(report)).toEqual(expect.arrayContaining(['windows', 'wall agreement', 'rebuild']))
    expect(faultsOf(report)[0]).toMatch(/row 30, window \S+: it starts at \S+, expected \S+/)
  })

  it('a record of bronze, which only the rebuild can tell', async () => {
    lake = copyOf(original)
    await changeRows(lake, BRONZE, (table) => {
      addTo(table, 'size', 2, 1)
      return undefined
    })
    expect(failed(await verify())).toEqual([])
    const report = await verify({ rebuild: true })
    expect(failed(report)).toEqual(['rebuild'])
    expect(faultsOf(report)[0]).toMatch(/(snapshot|wall) row \d+, window .* the rebuild's/)
  })
})

describe('a check that breaks', () => {
  const broken = (error: unknown): Check => ({
    name: 'broken',
    proves: 'nothing',
    reads: [],
    run: async () => {
      throw error
    },
  })

  it('has failed, and says why', async () => {
    lake = copyOf(original)
    for (const error of [
      new Failure({ code: 'input', what: 'it is gone' }),
      new Error('it is gone'),
    ]) {
      const finding = await runCheck(broken(error), lake, [WALLS], signal)
      expect(finding).toMatchObject({ pass: false, faults: 1, partitions: [WALLS] })
      expect(finding.offending[0]).toMatch(/could not be finished: it is gone/)
    }
  })
})

describe('a real day', LONG_SAMPLES, () => {
  it('passes with its rebuild, and its crossed pre-open does not fail it', async () => {
    lake = emptyLake()
    const day = { symbol: 'ESH4', dt: '2023-12-25' }
    await buildDay(lake, [samplePath('esh4-glbx-mdp3-20231225.mbo.dbn.zst')], day, {}, STAGES)
    const report = await verify({ ...day, rebuild: true })
    expect(faultsOf(report)).toEqual([])
    const text = formatReport(report)
    expect(text).toContain('7,200 windows, 5,995 valid, 1,205 crossed')
    expect(text).toContain('68,792 records, 7,200 windows, 723,283 levels')
    expect(report.pass).toBe(true)
  })
})
