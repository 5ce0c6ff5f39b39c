import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadDatasets } from '../../src/lake/datasets.ts'
import { commandsIn } from './command-lines.ts'
import { type Ended, spymaster } from './spymaster.ts'

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const SESSION = commandsIn(README)

describe('the ten lines', () => {
  let folder: string
  const ends: Ended[] = []
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'spymaster-readme-'))
    for (const args of SESSION) ends.push(await spymaster(args, { cwd: folder }))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('are ten', () => expect(SESSION).toHaveLength(10))

  test.each(SESSION.map((args, index) => [args.join(' '), index] as const))('%s', (_, index) => {
    const { exitCode, stdout, stderr } = ends[index]
    expect(exitCode, stderr).toBe(0)
    expect(`${stdout}${stderr}`).not.toBe('')
    expect(`${stdout}${stderr}`).not.toMatch(/error|✗/i)
  })

  test('the last but one finds nothing to do, as its comment says', () => {
    const lines = (ends.at(-2)?.stderr ?? '').trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines) expect(line).toMatch(/: fresh$/)
  })

  test('the last makes the session it names: ten minutes', () => {
    expect(ends.at(-1)?.stderr).toMatch(/: book_snapshot_1s 600 rows, /)
  })
})

test('every dataset of the lake has its row', () => {
  const rows = [...README.matchAll(/^\| `((?:bronze|silver|gold)\.[^`]+)` \|/gm)]
  expect(rows.map(([, dataset]) => dataset).sort()).toEqual([...loadDatasets().keys()].sort())
})
