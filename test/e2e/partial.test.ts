// @module-tag slow
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readDbn } from '../../src/dbn/file.ts'
import { DbnFileWriter } from '../../src/dbn/file-writer.ts'
import { recordLayout } from '../../src/dbn/layout.ts'
import type { Metadata } from '../../src/dbn/metadata.ts'
import { openLake } from '../../src/lake/paths.ts'
import { gather } from '../../src/table/gather.ts'
import { Table } from '../../src/table/table.ts'
import { DAY, timeOf } from '../stages/made-day.ts'
import { manifestOf } from '../stages/made-lake.ts'
import { type Ended, spymaster } from './spymaster.ts'

const RUN = ['pipeline', 'run', '--symbol', 'ES,ZN', '--dates', DAY]
const GEX = 'silver.future_option_mbo.gex_surface_1s'
const HOLE = 'no file of E1BF6 was asked for 2026-01-06T14:32Z to 2026-01-06T14:36Z'

let folder: string
const at = (...names: string[]) => join(folder, ...names)

/** Twelve minutes of ES and of two roots of its options, of one of which four minutes are missing. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-partial-'))
  const hours = ['--session', '09:28-09:40', '--events', '3000', '--strikes', '10']
  const args = ['synth', '--out', at('day'), ...hours, '--expiries', '0', '--expiries', '3']
  expect(await spymaster(args, { lake: at('lake') })).toMatchObject({ exitCode: 0 })
  const options = at('day', 'glbx-mdp3-20260106.options.mbo.dbn.zst')
  await cut(options, at('day', '1.mbo.dbn'), 'E1BF6', ['00:00:00', '14:32:00'])
  await cut(options, at('day', '2.mbo.dbn'), 'E1BF6', ['14:36:00', '24:00:00'])
  await cut(options, at('day', '3.mbo.dbn'), 'EW2F6', ['00:00:00', '24:00:00'])
  await cut(options, at('rest.mbo.dbn'), 'E1BF6', ['14:32:00', '14:36:00'])
  rmSync(options)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Writes what a file has of a series of options between two UTC clocks. */
async function cut(
  from: string,
  to: string,
  series: string,
  clocks: readonly [string, string],
): Promise<void> {
  const [start, end] = clocks.map((clock) => timeOf(DAY, clock))
  let metadata: Metadata | undefined
  const tables: Table[] = []
  const ids = new Set<number>()
  for await (const item of readDbn(from, { keepTables: true })) {
    if (item.type === 'metadata') {
      const mappings = item.metadata.mappings.filter(({ rawSymbol }) =>
        rawSymbol.startsWith(series),
      )
      for (const { intervals } of mappings) ids.add(Number(intervals[0].symbol))
      const symbols = mappings.map(({ rawSymbol }) => rawSymbol)
      metadata = { ...item.metadata, mappings, symbols, start, end }
    }
    if (item.type === 'records') tables.push(chosen(item.table, ids, start, end))
  }
  if (!metadata) throw new Error(`${from} has no metadata`)
  const writer = await DbnFileWriter.create(to, metadata)
  for (const table of tables) await writer.write(recordLayout('mbo', metadata.version), table)
  await writer.close()
}

function chosen(table: Table, ids: ReadonlySet<number>, start: bigint, end: bigint): Table {
  const times = table.column('ts_recv', 'int64')
  const instruments = table.column('instrument_id', 'uint32')
  const rows = Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => ids.has(instruments[row]) && times[row] >= start && times[row] < end,
  )
  const own = new Table(table.contract, Math.max(1, rows.length))
  gather(table, Int32Array.from(rows), own)
  own.length = rows.length
  return own
}

const run = (...args: string[]): Promise<Ended> => spymaster(args, { lake: at('lake') })

it('a hole of one option root makes the day partial; an absent symbol does not stop it, and ends with 3', async () => {
  const whole = await run(...RUN, '--raw', at('day'), '--require-whole')
  expect(whole.stderr.split(`session file is incomplete: ${HOLE}; ingest`)).toHaveLength(2)
  expect(whole.exitCode).toBe(3)
  expect(whole.stderr).not.toContain('gex_surface_1s')

  const { exitCode, stderr } = await run(...RUN)
  expect(stderr).toContain(`ESH6 ${DAY} is partial: of session file, ${HOLE}\n`)
  expect(stderr).toMatch(/^silver\/gamma-exposure ESH6 .*: gex_surface_1s/m)
  expect(stderr).toContain(`note: partial: ${HOLE}\n`)
  expect(stderr).toMatch(/^ZN 2026-01-06 is left out: .*; ingest the file with: spymaster/m)
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
    /^Error: .*: the lake has no orders of ZN 2026-01-06 \(found ESH6 2026-01-06\); ingest the file/,
  )
  expect(exitCode).toBe(3)

  const { partitions } = (await run('pipeline', 'status', '--json')).json()
  const partial = partitions.filter(({ isPartial }: { isPartial: boolean }) => isPartial)
  expect(partial.map(({ dataset }: { dataset: string }) => dataset).sort()).toEqual([
    'silver.future_option_mbo.charm_clock_1s',
    'silver.future_option_mbo.dealer_flow_1s',
    'silver.future_option_mbo.gex_levels_1s',
    GEX,
    'silver.future_option_mbo.greeks_surface_1s',
    'silver.future_option_mbo.hedge_pressure_1s',
    'silver.future_option_mbo.hedge_profile_1s',
    'silver.future_option_mbo.option_liquidity_1s',
    'silver.future_option_mbo.smile_1s',
    'silver.future_option_mbo.volume_gex_1s',
  ])
  const partition = { dataset: GEX, symbol: 'ESH6', dt: DAY }
  const { stage, notes } = await manifestOf(openLake(at('lake')), partition)
  expect(stage.parameters.is_partial).toBe(true)
  expect(notes).toContain(`partial: ${HOLE}`)
})

it('the file that was missing makes it whole', async () => {
  const dates = ['--symbol', 'ES', '--dates', DAY]
  const files = ['--raw', at('rest.mbo.dbn'), '--require-whole']
  const { exitCode, stderr } = await run('pipeline', 'run', ...dates, ...files)
  expect(stderr).not.toContain('partial')
  expect(stderr).toMatch(/^silver\/gamma-exposure ESH6 .*: gex_surface_1s/m)
  expect(exitCode).toBe(0)
})

it('without any file of the series that expires that day there is no gamma, in words', async () => {
  const other = (...args: string[]) => spymaster(args, { lake: at('other') })
  const own = ['mbo', 'definition', 'statistics'].map((kind) =>
    at('day', `glbx-mdp3-20260106.${kind}.dbn.zst`),
  )
  const files = [...own, at('day', '3.mbo.dbn')].flatMap((path) => ['--raw', path])
  const first = await other('pipeline', 'run', ...files)
  expect(first.exitCode).toBe(0)
  expect(first.stderr).toContain(
    `no orders of E1BF6 (expires ${DAY}) are in the lake: no gamma exposure on ESH6 ${DAY}; add their file, or choose another --expiry\n`,
  )
  expect(first.stderr).not.toContain('gex_surface_1s')
  const missing = `no file of E1BF6 (expires ${DAY}) is in the lake`
  const wider = await other('pipeline', 'run', '--expiry', '7d')
  expect(wider.stderr).toContain(`ESH6 ${DAY} is partial: of session file, ${missing}\n`)
  expect(wider.stderr).toContain(`note: partial: ${missing}\n`)
  // What is there of another expiry does not stand for the one that is asked for.
  const asked = await other('pipeline', 'run', '--expiry', '0dte')
  expect(asked.stderr).toContain('no orders of the options that expire within 0dte are in the lake')
  expect(asked.exitCode).toBe(3)
})
