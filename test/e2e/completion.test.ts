import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, spymaster } from './spymaster.ts'

const CACHE = mkdtempSync(join(tmpdir(), 'spymaster-completion-'))
const FOLDER = join(CACHE, 'spymaster/autocomplete')
const run = (...args: string[]) => spymaster(args, { env: { XDG_CACHE_HOME: CACHE } })

let set: Ended
beforeAll(async () => {
  set = await run('autocomplete', 'bash')
})
afterAll(() => rmSync(CACHE, { recursive: true, force: true }))

/** What a shell would offer for the last word. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout } = await execa('bash', [
    '-c',
    `source "$1"; shift
     COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
     _spymaster_autocomplete; printf '%s\\n' "\${COMPREPLY[@]}"`,
    'bash',
    join(FOLDER, 'functions/bash/spymaster.bash'),
    ...words,
  ])
  return [...new Set(stdout.split('\n').filter(Boolean))]
}

describe('autocomplete', () => {
  it('says how to set a shell up, with commands that are there', async () => {
    expect(set.exitCode).toBe(0)
    expect(set.stdout).toContain('printf "$(spymaster autocomplete script bash)" >> ~/.bashrc')
    const { stdout, exitCode } = await run('autocomplete', 'script', 'bash')
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`SPYMASTER_AC_BASH_SETUP_PATH=${FOLDER}/bash_setup`)
    expect(existsSync(join(FOLDER, 'functions/zsh/_spymaster'))).toBe(true)
  })

  it('completes commands, commands of a topic, and flags', async () => {
    expect(await offered('spymaster', 'do')).toEqual(['doctor'])
    expect(await offered('spymaster', 'lake', '')).toEqual([
      'copy',
      'du',
      'export',
      'gc',
      'ls',
      'publish',
      'rm',
      'show',
      'sql',
      'upgrade',
    ])
    expect(await offered('spymaster', 'pipeline', 'run', '--se')).toContain('--session')
    expect(await offered('spymaster', 'lake', 'sql', '--p')).toEqual(['--parquet'])
  })
})
