// @module-tag slow
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  commandsOf,
  type Ended,
  openShell,
  reasonNotToRun,
  withOutputs,
} from '../../docs/run-page.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGES = [
  'README.md',
  'docs/your-data.md',
  'docs/numbers.md',
  'docs/research.md',
  'docs/notebook.md',
  'docs/screens.md',
  'docs/running.md',
]

/** What is run in place of a command: the demo with fewer events, for demo.test.ts runs it whole. */
function shortened(command: string): string {
  return command.replace(/^spymaster demo/, '$& --events 3000 --seed 5')
}

describe.each(PAGES)('%s, from top to bottom in one fresh folder', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8')
  const run = commandsOf(text).filter(({ command }) => reasonNotToRun(command) === undefined)
  const ends: Ended[] = []
  let folder: string
  let written: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'spymaster-page-'))
    const shell = openShell(folder)
    written = await withOutputs(text, async (command) => {
      if (reasonNotToRun(command) !== undefined) return undefined
      const ended = await shell(shortened(command))
      ends.push(ended)
      return ended.stdout
    })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('has commands', () => {
    expect(run.length).toBeGreaterThan(2)
    expect(ends).toHaveLength(run.length)
  })

  test.each(run.map(({ command }, at) => [command, at] as const))('%s', (_, at) => {
    const { exitCode, stdout, stderr } = ends[at]
    expect(exitCode, stderr).toBe(0)
    expect(`${stdout}${stderr}`).not.toBe('')
    expect(`${stdout}${stderr}`).not.toMatch(/error|✗/i)
  })

  test('shows what they print: npm run docs writes it', () => expect(written).toBe(text))

  test('shows pictures that are there', () => {
    for (const [, path] of text.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
      expect(existsSync(new URL(path, new URL(page, `file://${ROOT}`))), path).toBe(true)
  })
})
