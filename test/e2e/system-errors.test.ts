// @module-tag slow
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openLake } from '../../src/lake/paths.ts'
import { isLong } from '../setup/long.ts'
import { dayRecords, writeDbn } from '../stages/made-day.ts'
import { lakeHashes, leftovers } from '../stages/made-lake.ts'
import { spymaster } from './spymaster.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-errors-'))
const FILE = join(FOLDER, 'es.mbo.dbn.zst')
const PRELOAD = pathToFileURL(join(import.meta.dirname, 'faulty-fs.ts')).href
const INGEST = ['pipeline', 'ingest', FILE]

const CODES = ['EIO', 'EXDEV', 'EMFILE', 'ENAMETOOLONG', 'EDQUOT'] as const
/** Calls that write, and how many of them succeed before. */
const WRITES = [
  ['mkdir', 0],
  ['open', 2],
  ['handle.appendFile', 1],
  ['handle.sync', 3],
  ['link', 0],
  ['rename', 0],
  ['rename', 2],
] as const
/** Each call with one of the codes, each code at least once; in the long run all with all. */
const CASES = WRITES.flatMap(([call, skipped], at) =>
  CODES.filter((_, index) => isLong || index === at % CODES.length).map(
    (code) => [code, call, skipped] as const,
  ),
)

let expected: Record<string, string>

beforeAll(async () => {
  await writeDbn(FILE, dayRecords({ seconds: 10 }))
  const lake = join(FOLDER, 'undisturbed')
  expect(await spymaster(INGEST, { lake })).toMatchObject({ exitCode: 0 })
  expected = lakeHashes(openLake(lake))
})
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

function faultAt(under: string, code: string, call: string, skipped: number) {
  return {
    NODE_OPTIONS: `--import=${PRELOAD}`,
    FAULT_CODE: code,
    FAULT_CALL: call,
    FAULT_UNDER: under,
    FAULT_SKIP: String(skipped),
  }
}

/** One sentence that names a file of the lake, and what to do. */
const sentence = (lake: string) => new RegExp(`^Error: ${lake}[^\\n]*: [^\\n;]+; [^\\n]+\\.\\n$`)

describe('an ingest to which the system says', () => {
  it.each(CASES)('%s at %s, after %s calls', async (code, call, skipped) => {
    const lake = mkdtempSync(join(FOLDER, 'lake-'))
    onTestFinished(() => rmSync(lake, { recursive: true, force: true }))
    const run = await spymaster([...INGEST, '--quiet'], {
      lake,
      env: faultAt(lake, code, call, skipped),
    })
    // A lake that takes no links gets copies.
    if (call === 'link' && code === 'EXDEV') expect(run.exitCode).toBe(0)
    else {
      expect(run.stderr).toMatch(sentence(lake))
      expect(run.exitCode).toBe(3)
    }
    const again = await spymaster(INGEST, { lake })
    expect(again).toMatchObject({ exitCode: 0 })
    expect(lakeHashes(openLake(lake))).toEqual(expected)
    expect(leftovers(openLake(lake))).toEqual([])
  })
})

it.each(isLong ? CODES : CODES.slice(0, 1))(
  'a table that cannot be read, %s, is one sentence and 3, and is read the next time',
  async (code) => {
    const lake = join(FOLDER, `read-${code}`)
    cpSync(join(FOLDER, 'undisturbed'), lake, { recursive: true })
    const show = ['lake', 'show', 'mbo', '--symbol', 'ESH6']
    const env = faultAt(join(lake, '.parts'), code, 'handle.read', 0)
    const run = await spymaster(show, { lake, env })
    expect(run.stderr).toMatch(sentence(lake))
    expect(run.exitCode).toBe(3)
    expect(await spymaster(show, { lake })).toMatchObject({ exitCode: 0 })
  },
)
