// @module-tag slow
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeTable } from '../../src/dbn/encode.ts'
import { recordLayout } from '../../src/dbn/layout.ts'
import { Table } from '../../src/table/table.ts'
import { metadataOf, streamOf } from '../dbn/streams.ts'
import { dayRecords, writeDbn } from '../stages/made-day.ts'
import { spymaster } from './spymaster.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const RUN = join(ROOT, 'bin/run.js')
const NODE = join(ROOT, 'node_modules/.bin/node')
const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-pipes-'))
const FILE = join(FOLDER, 'es.mbo.dbn.zst')
const LAKE = join(FOLDER, 'lake')
const RECORDS = dayRecords({ seconds: 60 })

beforeAll(async () => {
  await writeDbn(FILE, RECORDS)
  await spymaster(['pipeline', 'run', '--raw', FILE, '--symbol', 'ESH6'], { lake: LAKE })
})
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

/** What a shell makes of a line in which "spymaster" is the program. */
function shell(line: string, env: Readonly<Record<string, string>> = {}) {
  return execa('bash', ['-c', line.replaceAll('spymaster', `"${NODE}" "${RUN}"`)], {
    env: { SPYMASTER_LAKE: LAKE, NODE_OPTIONS: '', XDG_CONFIG_HOME: FOLDER, FILE, ...env },
    reject: false,
  })
}

describe('a reader that has seen enough', () => {
  it.each([
    'spymaster dbn head "$FILE" -n 100000',
    'spymaster dbn head "$FILE" -n 100000 --json',
    'spymaster dbn head "$FILE" -n 100000 --csv',
    'spymaster lake sql "select * from wall_surface_1s" --rows 0',
    'spymaster lake sql "select * from wall_surface_1s" --csv',
    'spymaster lake sql "select * from wall_surface_1s" --json',
    'spymaster lake show wall_surface_1s -n 20000 --json',
    'spymaster pipeline run --help',
  ])('ends %s quietly, with 0', async (command) => {
    const { stdout, stderr } = await shell(`${command} | head -1; echo "\${PIPESTATUS[0]}"`)
    expect(stderr).toBe('')
    expect(stdout.split('\n')).toHaveLength(2)
    expect(stdout).toMatch(/\n0$/)
  })

  it('of progress only does not stop the work', async () => {
    const lake = join(FOLDER, 'unheard')
    const { stdout } = await shell(
      'spymaster pipeline run --raw "$FILE" --symbol ESH6 2> >(head -1 >/dev/null); echo "$?"',
      { SPYMASTER_LAKE: lake },
    )
    expect(stdout).toMatch(/0$/)
    const listed = await spymaster(['lake', 'ls', '--json'], { lake })
    expect(listed.json().partitions.length).toBeGreaterThan(5)
  })
})

describe('stdin', () => {
  it('is a file like any other by the name -', async () => {
    const { stdout } = await shell('spymaster dbn head - -n 3 --csv < "$FILE"')
    const named = await shell('spymaster dbn head "$FILE" -n 3 --csv')
    expect(stdout).toBe(named.stdout)
    const info = await shell('cat "$FILE" | spymaster dbn info -')
    expect(info.stdout).toContain('file       stdin, ')
    expect(info.stdout).toContain(`${RECORDS.length.toLocaleString('en-US')} mbo`)
  })

  it('that holds no DBN is refused', async () => {
    const { stderr, exitCode } = await shell('echo hello | spymaster dbn info -')
    expect(stderr).toBe(
      'Error: stdin, byte 0: this is not a DBN file (expected the bytes "DBN" at the start, found 68 65 6c 6c).',
    )
    expect(exitCode).toBe(3)
  })
})

describe('what is no file', () => {
  it.each([
    ['a named pipe', 'mkfifo "$PIPE"; spymaster dbn info "$PIPE"', 'pipe'],
    ['a device', 'spymaster dbn head /dev/zero', '/dev/zero'],
  ])('is refused before it is opened: %s', async (kind, line) => {
    const { stderr, exitCode } = await shell(line, { PIPE: join(FOLDER, 'pipe') })
    expect(stderr).toMatch(
      new RegExp(
        `^Error: .*: this is not a file \\(expected a file, found ${kind}\\); pipe the bytes in`,
      ),
    )
    expect(exitCode).toBe(3)
  })
})

describe('control bytes', () => {
  it('of a file reach no terminal, as table, CSV or JSON', async () => {
    const file = join(FOLDER, 'evil.dbn')
    const layout = recordLayout('system', 3)
    const table = new Table(layout.contract, 1)
    table.length = 1
    table.column('rtype', 'uint8').fill(layout.rtype)
    table.column('msg', 'text')[0] = '\x1b[2J\x1b]0;owned\x07\x9b31m\u202egnp'
    const metadata = { ...metadataOf(3), schema: 0xffff, symbols: ['\x1b[31mES'] }
    writeFileSync(file, streamOf(metadata, encodeTable(layout, table)))
    for (const command of [
      'dbn head',
      'dbn head --csv',
      'dbn head --json',
      'dbn info',
      'dbn info --json',
    ]) {
      const { stdout, stderr } = await shell(`spymaster ${command} "$FILE"`, { FILE: file })
      expect(stdout.length).toBeGreaterThan(10)
      expect(stdout + stderr).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}/u)
    }
    const named = await shell(`spymaster dbn info $'/no/\\x1b[2Jfile'`)
    expect(named.stderr).toContain('/no/\\x1b[2Jfile: the file cannot be read')
  })
})

describe('without UTF-8', () => {
  const env = { LC_ALL: 'C', LANG: 'C' }
  it.each([
    'spymaster verify all',
    'spymaster pipeline status',
    'spymaster tui replay --frames 1 --plain --at 50%',
    'spymaster lake show wall_surface_1s',
    'spymaster lake sql "from wall_surface_1s"',
    'spymaster doctor',
  ])('%s prints ASCII', async (command) => {
    const { stdout } = await shell(command, env)
    expect(stdout).toMatch(/^\p{ASCII}{20,}$/u)
  })

  it('verify has words for its marks', async () => {
    const { stdout } = await shell('spymaster verify all', env)
    expect(stdout).toMatch(/^ok {4}whole {2,}/)
  })
})
