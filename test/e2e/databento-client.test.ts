// @module-tag slow
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onlyIf } from '../setup/only-if.ts'
import { SAMPLES, samplePath } from '../setup/samples.ts'
import { startGateway } from './gateway-process.ts'
import { type Json, spymaster } from './spymaster.ts'

/** Of an environment with test/clients/requirements.txt, as .ci/run makes it. */
const PYTHON = process.env.SPYMASTER_CLIENT_PYTHON ?? ''
const isHere = existsSync(PYTHON)
const SCRIPT = fileURLToPath(new URL('../clients/stream_day.py', import.meta.url))
const KEY = 'db-0123456789012345678901234567x'
const FILES = ['esh4-glbx-mdp3-20231225.mbo.dbn.zst', 'test_data.statistics.v1.dbn.zst']

let folder: string
beforeAll(async () => {
  if (!isHere) return
  folder = mkdtempSync(join(tmpdir(), 'spymaster-client-'))
  const day = [
    '--events',
    '20000',
    '--session',
    '09:30-09:35',
    '--strikes',
    '10',
    '--expiries',
    '0',
  ]
  await spymaster(['synth', '--out', folder, ...day, '--schemas', 'mbp-1,ohlcv-1s'], {})
})
afterAll(() => {
  if (isHere) rmSync(folder, { recursive: true })
})

/** What databento's client streams from a gateway over files, beside what it reads in the files. */
async function streamed(
  files: readonly string[],
  compression: string,
  subscriptions: readonly Record<string, unknown>[],
  flags: readonly string[] = [],
): Promise<Json> {
  const args = [...files, '--speed', 'max', ...flags]
  const { port } = await startGateway(args, { DATABENTO_API_KEY: KEY })
  const { stdout } = await execa(PYTHON, [SCRIPT], {
    input: JSON.stringify({
      host: '127.0.0.1',
      port,
      key: KEY,
      dataset: 'GLBX.MDP3',
      compression,
      ts_out: compression === 'zstd',
      subscriptions,
      files,
    }),
  })
  return JSON.parse(stdout)
}

const all = (...schemas: string[]) => schemas.map((schema) => ({ schema, symbols: 'ALL_SYMBOLS' }))

const HAS_CLIENT = onlyIf(
  isHere,
  'SPYMASTER_CLIENT_PYTHON names no Python with the packages of test/clients/requirements.txt',
)

describe.each(['none', 'zstd'])(
  "databento's own client, compression %s",
  HAS_CLIENT,
  (compression) => {
    test('streams a synthetic day, every record of it', async () => {
      const files = readdirSync(folder)
        .filter((name) => name.endsWith('.dbn.zst'))
        .map((name) => join(folder, name))
      const answer = await streamed(files, compression, [
        { schema: 'mbo', symbols: ['ES.FUT', 'E1B.OPT'], stype_in: 'parent' },
        ...all('definition', 'statistics', 'mbp-1', 'ohlcv-1s'),
      ])
      expect(Object.keys(answer.files).length).toBeGreaterThan(30)
      expect(answer.streamed).toEqual(answer.files)
      expect(answer.problems).toEqual({
        'without ts_out': 0,
        'sent before received': 0,
        'out of order': 0,
        unmapped: 0,
      })
      expect(answer).toMatchObject({ closed: null, failures: [] })
      expect(answer.said.map(({ system }: Json) => system)).toEqual([1, 1, 1, 1, 1])
      expect(Object.values(answer.symbols)).toContain('ESH6')
    })

    describe('real files', SAMPLES, () => {
      test.each(FILES)('streams %s in pieces of any size, every record of it', async (name) => {
        const wanted = all('mbo', 'statistics')
        const answer = await streamed([samplePath(name)], compression, wanted, [
          '--faults',
          'split',
        ])
        expect(Object.keys(answer.files).length).toBeGreaterThan(0)
        expect(answer.streamed).toEqual(answer.files)
        expect(answer.closed).toBeNull()
        expect(answer.problems.unmapped).toBe(0)
      })
    })
  },
)
