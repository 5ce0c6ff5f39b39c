import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { type PipelineEvent, runIngest, runPipeline } from '../../src/pipeline/pipeline.ts'
import { SYNTH_ROOTS } from '../../src/synth/profile.ts'
import { synthesize } from '../../src/synth/synthesize.ts'
import { checksOf, FAMILY_NAMES } from '../../src/verify/families.ts'
import { runChecks } from '../../src/verify/run-checks.ts'
import { LONG } from '../setup/long.ts'
import { signal } from './small-lake.ts'

const [FIRST, ...OTHERS] = SYNTH_ROOTS
describe.each([FIRST])('a synthetic day of %s', verifyDay)
describe.each(OTHERS)('a synthetic day of %s', LONG, verifyDay)

function verifyDay(root: string): void {
  let folder: string
  let lake: Lake
  const failures: string[] = []
  const ran = new Set<string>()
  let symbol: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'spymaster-root-'))
    lake = openLake(join(folder, 'lake'))
    const made = { folder, root, events: 4000, session: '10:00-10:02', seed: 3 }
    symbol = (await synthesize(made)).symbol
    const report = (event: PipelineEvent) => {
      if (event.type !== 'run') return
      if (event.event.type === 'failed') failures.push(event.event.failure.message)
      if (event.event.type === 'done') ran.add(event.event.node.stage.name)
    }
    const watcher = { report, signal }
    const as = { overwrite: false, allowTruncated: false }
    await runIngest(lake, { paths: [folder], ...as }, watcher)
    const request = { options: {}, layer: 'all', overwrite: false, workers: 1 } as const
    await runPipeline(lake, request, watcher)
  }, 60_000)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('goes through every stage', () => {
    expect(failures).toEqual([])
    expect([...ran]).toEqual(
      expect.arrayContaining([
        'silver/futures-book',
        'silver/session-levels',
        'gold/calibration',
        'silver/futures-physics',
        'silver/open-interest',
        'silver/gamma-exposure',
      ]),
    )
  })

  it('has volatilities at its strikes', async () => {
    const surface = await readTable(lake, { dataset: DATASETS.gex, symbol, dt: '2026-01-06' }, [
      'quality',
      'strike_price_int',
    ])
    const quoted = surface.filled('quality').filter((quality) => quality === 0)
    expect(surface.length % 25).toBe(0)
    expect(quoted.length / surface.length).toBeGreaterThan(0.02)
  })

  it('is verified, rebuilt too', async () => {
    const report = await runChecks(lake, checksOf(FAMILY_NAMES, true), { signal })
    const offending = report.checks.flatMap(({ findings }) =>
      findings.flatMap((finding) => finding.offending),
    )
    expect(offending).toEqual([])
  })
}
