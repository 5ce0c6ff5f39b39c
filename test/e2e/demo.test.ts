// @module-tag slow
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawn } from '@lydell/node-pty'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadDatasets } from '../../src/lake/datasets.ts'
import { openLake } from '../../src/lake/paths.ts'
import { lakeHashes } from '../stages/made-lake.ts'
import { type Ended, type Json, spymaster } from './spymaster.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const NODE = join(ROOT, 'node_modules/.bin/node')

/** Where the program works and keeps its temporary files: whatever stays there shows. */
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-demo-test-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const demo = (...args: string[]) =>
  spymaster(['demo', ...args], { cwd: folder, env: { TMPDIR: folder } })

describe('demo off a terminal', () => {
  let ended: Ended
  beforeAll(async () => {
    ended = await demo()
  })

  test('ends well and leaves nothing behind', () => {
    expect(ended.exitCode, ended.stderr).toBe(0)
    expect(readdirSync(folder)).toEqual([])
  })

  test('prints what verify found: all of it holds', () => {
    const [, checks] = /^(\d+) checks passed in \d+ s$/m.exec(ended.stdout) ?? []
    expect(Number(checks)).toBeGreaterThan(20)
    expect(ended.stdout).not.toMatch(/^[✓✗–] /m)
  })

  test('prints one frame of the replay, as text', () => {
    const { stdout } = ended
    expect(stdout).not.toContain('\x1b')
    const frame = stdout.slice(stdout.indexOf('\n ESH6 ')).trim().split('\n')
    expect(frame.length).toBeGreaterThan(30)
    expect(frame[0]).toMatch(/^ESH6 +2026-01-06 +\d\d:\d\d:\d\d ET .* 69\d\d\.\d/)
    expect(frame[1]).toMatch(/looks ahead .*book valid/)
  })

  test('says what to try next', () => {
    expect(ended.stdout).toMatch(/spymaster demo --keep demo-lake\n {2}spymaster serve/)
  })
})

describe('demo --keep', () => {
  let json: Json
  beforeAll(async () => {
    json = (await demo('--keep', 'kept', '--events', '3000', '--seed', '5', '--json')).json()
  })

  test('as JSON says what was made and proved, and carries the frame', () => {
    expect(json.report).toMatchObject({ pass: true })
    expect(json.frame).toContain(' ESH6 ')
    const stages = json.results.filter(({ state }: Json) => state === 'written')
    expect(stages.length).toBeGreaterThan(4)
  })

  test('leaves the lake, with a partition of every dataset that files have, and nothing else', async () => {
    expect(readdirSync(folder)).toEqual(['kept'])
    const hashes = Object.keys(lakeHashes(openLake(join(folder, 'kept'))))
    const shown = hashes.filter((path) => path.endsWith('part-00000.parquet'))
    // Gaps are of live recordings.
    expect(shown).toHaveLength(loadDatasets().size - 1)
  })

  test('may be done again in the same folder', async () => {
    const { exitCode, stderr } = await demo('--keep', 'kept', '--events', '3000', '--seed', '5')
    expect(exitCode, stderr).toBe(0)
    expect(stderr).toContain(': fresh\n')
  })
})

describe('demo in a terminal', () => {
  const small = ['demo', '--events', '3000', '--seed', '5']
  const ENTERED = '\x1b[?1049h'
  const LEFT = '\x1b[?1049l'

  /** Runs the demo until its replay has drawn something, then presses a key. */
  function playUntil(key: string): Promise<{ exitCode: number; output: string }> {
    const cwd = mkdtempSync(join(folder, 'terminal-'))
    const env = { ...process.env, TMPDIR: cwd, CI: '', NO_COLOR: '', SPYMASTER_LAKE: '' }
    const terminal = spawn(NODE, [join(ROOT, 'bin/run.js'), ...small], {
      name: 'xterm-256color',
      cols: 100,
      rows: 30,
      cwd,
      env,
    })
    let output = ''
    let isPressed = false
    terminal.onData((data) => {
      output += data
      // A name is drawn as it is; between words only the cursor may move.
      const [, screen = ''] = output.split(ENTERED)
      if (isPressed || !screen.includes('ESH6')) return
      isPressed = true
      terminal.write(key)
    })
    return new Promise((resolve) => {
      terminal.onExit(({ exitCode }) => {
        output += readdirSync(cwd).map((name) => `\nleft behind: ${name}`)
        rmSync(cwd, { recursive: true })
        resolve({ exitCode, output })
      })
    })
  }

  test.each([
    ['q', 'q', 0],
    ['Ctrl-C', '\x03', 130],
  ])('opens the replay after the checks, until %s', async (_, key, expected) => {
    const { exitCode, output } = await playUntil(key)
    expect(output).toContain('checks passed in')
    expect(output.indexOf(ENTERED)).toBeGreaterThan(output.indexOf('checks passed in'))
    expect(output.lastIndexOf(LEFT)).toBeGreaterThan(output.lastIndexOf(ENTERED))
    expect(output).not.toContain('left behind')
    expect(exitCode).toBe(expected)
  })
})
