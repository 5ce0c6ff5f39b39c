// @module-tag slow
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { onlyIf } from '../setup/only-if.ts'
import { dayRecords, writeDbn } from '../stages/made-day.ts'
import { start } from './spymaster.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-blocked-'))
const FILE = join(FOLDER, 'es.mbo.dbn.zst')
const PIPE = join(FOLDER, 'pipe')
const PRELOAD = pathToFileURL(join(import.meta.dirname, 'blocking-fs.ts')).href
const POSIX = onlyIf(process.platform !== 'win32', 'there are no named pipes')

beforeAll(async () => {
  if (process.platform === 'win32') return
  execFileSync('mkfifo', [PIPE])
  await writeDbn(FILE, dayRecords({ seconds: 10 }))
})
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

/** An ingest that is blocked in a system call. */
async function blocked() {
  const run = start(['pipeline', 'ingest', FILE], {
    lake: join(FOLDER, 'lake'),
    env: { NODE_OPTIONS: `--import=${PRELOAD}`, BLOCKED: FILE, PIPE },
  })
  onTestFinished(() => {
    run.kill('SIGKILL')
  })
  await new Promise<void>((resolve) => {
    run.stderr.on('data', (text) => {
      if (String(text).includes('blocked')) resolve()
    })
  })
  return { run }
}

it('a second signal ends a run that is blocked in a system call', POSIX, async () => {
  const { run } = await blocked()
  run.kill('SIGINT')
  const second = setInterval(() => run.kill('SIGTERM'), 500)
  const begun = performance.now()
  const { signal } = await run
  clearInterval(second)
  expect(signal).toBe('SIGTERM')
  expect(performance.now() - begun).toBeLessThan(4500)
})

it('one signal ends it after 5 s, with a sentence', POSIX, async () => {
  const { run } = await blocked()
  run.kill('SIGHUP')
  const { signal, stderr } = await run
  expect(signal).toBe('SIGHUP')
  expect(stderr).toContain(
    'Interrupted; the work did not end within 5 s. The next run removes what is unfinished.\n',
  )
})
