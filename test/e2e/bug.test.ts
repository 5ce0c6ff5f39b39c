import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { STAGES } from '../../src/stages/stages.ts'
import { shownPath } from '../lake/lake-files.ts'
import { BRONZE, removeLake, smallLake } from '../verify/small-lake.ts'
import { spymaster } from './spymaster.ts'

let lake: Lake
beforeAll(async () => {
  lake = await smallLake(20, STAGES)
})
afterAll(() => removeLake(lake))

/** Options of Node under which the reader of pages has a bug. */
function withBug(): Record<string, string> {
  const preload = join(lake.root, 'break-pages.mjs')
  writeFileSync(
    preload,
    `import { registerHooks } from 'node:module'
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (!url.endsWith('/dist/lake/parquet/pages.js')) return loaded
    const source = String(loaded.source).replace(/export function readPage\\([^)]*\\) \\{/, '$& undefined.size;')
    return { ...loaded, source }
  },
})`,
  )
  return { NODE_OPTIONS: `--import ${pathToFileURL(preload)}` }
}

const SHOW = ['lake', 'show', 'future_mbo.mbo'] as const

describe('a bug in a reader', () => {
  it('is reported as one, with its stack and a code of its own', async () => {
    const { stdout, stderr, exitCode } = await spymaster(SHOW, { lake: lake.root, env: withBug() })
    expect(stderr).toMatch(/^Error: this is a bug of spymaster; please report it with these lines:/)
    expect(stderr).toMatch(/\nTypeError: Cannot read .*\n +at readPage .*pages\.js/)
    expect(stderr).not.toContain('damaged')
    expect(stdout).toBe('')
    expect(exitCode).toBe(70)
  })
})

describe('a damaged file', () => {
  it('is told in a sentence, and with DEBUG with the place in the code that found it', async () => {
    const file = shownPath(lake, BRONZE)
    const sound = readFileSync(file)
    const bytes = Buffer.from(sound)
    bytes[200] ^= 1
    writeFileSync(file, bytes)
    const told = await spymaster(SHOW, { lake: lake.root })
    const debugged = await spymaster(SHOW, { lake: lake.root, env: { DEBUG: '1' } })
    writeFileSync(file, sound)
    expect(told.stderr).toMatch(
      /^Error: .*: the file is damaged: .*; write its partition again .*\n$/,
    )
    expect(told.exitCode).toBe(3)
    expect(debugged.stderr).toContain(told.stderr)
    expect(debugged.stderr).toMatch(/Caused by: (Format)?Error: .*\n +at .*(decode|pages)\.js/)
    expect(debugged.exitCode).toBe(3)
  })
})
