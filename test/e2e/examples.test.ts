// @module-tag slow
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openShell, reasonNotToRun } from '../../docs/run-page.ts'
import { LONG } from '../setup/long.ts'
import { spymaster } from './spymaster.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const config = await Config.load(ROOT)
const commands = config.commands.filter(({ pluginName }) => pluginName === 'spymaster')

/** Examples as a user types them. */
const EXAMPLES = commands.flatMap(({ id, examples = [] }) =>
  examples.map((example) =>
    String(example)
      .replaceAll('<%= config.bin %>', 'spymaster')
      .replaceAll('<%= command.id %>', id.replaceAll(':', ' ')),
  ),
)

/** A folder with a lake, files and a shell where the program is on the path. */
const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-examples-'))
const DAY = join(FOLDER, 'made')
const shell = openShell(FOLDER)

beforeAll(async () => {
  const day = ['--session', '09:30-09:40', '--events', '8000', '--strikes', '30']
  const made = await spymaster(['synth', '--out', DAY, '--expiries', '0', ...day], { cwd: FOLDER })
  expect(made.exitCode, made.stderr).toBe(0)
  cpSync(DAY, FOLDER, { recursive: true })
  mkdirSync(join(FOLDER, 'databento'))
  cpSync(DAY, join(FOLDER, 'databento'), { recursive: true })
  cpSync(DAY, join(FOLDER, 'lake/raw'), { recursive: true })
  // Beside what is ingested: files that only judge it.
  const judges = ['--schemas', 'trades,mbp-1,mbp-10', '--expiries', '0', ...day]
  const judged = await spymaster(['synth', '--out', FOLDER, ...judges], { cwd: FOLDER })
  expect(judged.exitCode, judged.stderr).toBe(0)
  const run = await spymaster(['pipeline', 'run'], { cwd: FOLDER })
  expect(run.exitCode, run.stderr).toBe(0)
})
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

/** The demo takes long and has a test of its own. */
const isRun = (line: string) => !line.startsWith('spymaster demo') && !reasonNotToRun(line)

describe('every example', () => {
  it('is of a command, and every command has one', () => {
    expect(EXAMPLES.length).toBeGreaterThan(40)
    expect(commands.filter(({ examples }) => !examples?.length).map(({ id }) => id)).toEqual([])
  })

  it.each(EXAMPLES)('names a command and flags that are there: %s', (line) => {
    const words = wordsOf(line.replace(/^.*\| /, ''))
    expect(words[0]).toBe('spymaster')
    const command = commands
      .filter(({ id }) => words.slice(1).join(' ').startsWith(id.replaceAll(':', ' ')))
      .at(-1)
    if (!command) throw new Error(`no command: ${line}`)
    for (const word of words.filter((each) => each.startsWith('--'))) {
      const [, no, name] = /^--(no-)?(.*)$/.exec(word) ?? []
      expect(Object.keys(command.flags)).toContain(
        no && !command.flags[`no-${name}`] ? name : word.slice(2),
      )
    }
  })

  // On each commit the first of every command that is run at all.
  const runnable = EXAMPLES.filter(isRun)
  const first = runnable.filter((line, at) => runnable.findIndex(isLike(line)) === at)
  it.each(first)('runs: %s', runs)
  it.each(runnable.filter((line) => !first.includes(line)))('runs: %s', LONG, runs)

  async function runs(line: string): Promise<void> {
    const { exitCode, stdout, stderr } = await shell(line)
    expect(exitCode, stderr).toBe(0)
    expect(`${stdout}${stderr}`).not.toBe('')
  }
})

/** Is an example of the same command as another? */
function isLike(line: string): (other: string) => boolean {
  const commandOf = (each: string) =>
    wordsOf(each.replace(/^.*\| /, ''))
      .slice(0, 3)
      .filter((word) => /^[a-z]+$/.test(word))
      .join(' ')
  return (other) => commandOf(other) === commandOf(line)
}

/** A line's words, as a shell takes them apart; quotes go. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain)
}
