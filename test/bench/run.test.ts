import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '../../bench/measure.ts'
import { LONG } from '../setup/long.ts'
import { onlyIf } from '../setup/only-if.ts'

const RUN = fileURLToPath(new URL('../../bench/run.ts', import.meta.url))
const hasZstd = spawnSync('zstd', ['--version']).status === 0

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spymaster-run-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** @param path where programs are looked for */
function bench(args: readonly string[], path = process.env.PATH) {
  const env = { ...process.env, PATH: path, TMPDIR: folder }
  return spawnSync(process.execPath, [RUN, ...args], { encoding: 'utf8', env })
}

const small = ['--records', '3000', '--rounds', '2']

describe('npm run bench', onlyIf(hasZstd, 'there is no zstd program'), () => {
  test(
    '--json is one document: every lap with its reference, and its process’s memory',
    LONG,
    () => {
      const { stdout, status } = bench([...small, '--only', 'pipeline', '--json'])
      expect(status).toBe(0)
      const { day, measurements } = JSON.parse(stdout) as Report
      expect(day.records).toBe(3000)
      expect(measurements[0]).toMatchObject({ name: 'ingest', reference: 'zstd -dc', rounds: 2 })
      expect(measurements.at(-1)?.name).toBe('file to all of it')
      for (const { items, seconds, referenceSeconds, ratio, peakBytes } of measurements) {
        expect(items).toBe(6001) // with the snapshot's
        for (const number of [seconds, referenceSeconds, ratio]) expect(number).toBeGreaterThan(0)
        expect(peakBytes).toBeGreaterThan(2e7)
      }
    },
  )

  test('without --json it is a table', () => {
    const { stdout } = bench([...small, '--only', 'decode'])
    expect(stdout).toMatch(
      /^decode +6001 records +[\d.]+ +[\d.]+ [kM] +zstd -dc +[\d.]+ +[\d.]+ ×/m,
    )
  })
})

test('without zstd nothing is measured, and the reader is told how to get it', () => {
  const { stderr, stdout, status } = bench(small, folder)
  expect(status).toBe(3)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/there is no zstd program.*apt-get install zstd/)
})

test('a flag that is none is a usage error', () => {
  expect(bench(['--fast']).status).toBe(2)
})
