import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SLOW } from '../setup/long.ts'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'
import { ended, spymaster, start } from './spymaster.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-sql-'))
const LAKE = join(FOLDER, 'lake')
const sql = (query: string, ...flags: string[]) =>
  spymaster(['lake', 'sql', query, ...flags], { lake: LAKE, cwd: FOLDER })

beforeAll(async () => {
  const file = join(FOLDER, 'es.mbo.dbn.zst')
  await writeDbn(file, dayRecords({ seconds: 10, instruments: ['ESH6'] }))
  const { exitCode, stderr } = await spymaster(['pipeline', 'run', '--raw', file], { lake: LAKE })
  expect(exitCode, stderr).toBe(0)
})
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

const SECONDS =
  'select symbol, dt, window_end_exchange as second from book_snapshot_1s order by all'

describe('lake sql', () => {
  it('prints aligned columns, numbers to the right, and how much more there is', async () => {
    const { stdout, stderr, exitCode } = await sql(SECONDS, '--rows', '2')
    expect(stdout).toBe(
      `symbol  dt          second\nESH6    ${DAY}  ${DAY} 09:30:01\nESH6    ${DAY}  ${DAY} 09:30:02\n… 8 more rows; --rows 0 prints all.\n`,
    )
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
    const numbers = await sql(
      "select 1 as one, 12345.5 as big, null as none union all select 200, 1, 'x'",
    )
    expect(numbers.stdout).toBe('one      big  none\n  1  12345.5  -\n200      1.0  x\n')
  })

  it('prints comma-separated lines, as a spreadsheet reads them', async () => {
    const { stdout } = await sql(
      `select 1 as n, 'a,b' as "x""y", 'say "so"' as q, null as none, '' as empty, 9007199254740993::bigint as big`,
      '--csv',
    )
    expect(stdout).toBe('n,"x""y",q,none,empty,big\n1,"a,b","say ""so""",,"",9007199254740993\n')
  })

  it('ends a query that takes longer than it may, and leaves no file', SLOW, async () => {
    const endless =
      'select count(*) from range(1000000000000) a, range(1000000) b where a.range % 7 = b.range % 11'
    const { stderr, exitCode } = await sql(endless, '--timeout', '1')
    expect(stderr).toBe(
      'Error: --timeout: the query was ended after 1 s; allow it more, or select fewer days.\n',
    )
    expect(exitCode).toBe(2)
    const before = readdirSync(FOLDER)
    expect((await sql(endless, '--timeout', '1', '--parquet', 'late.parquet')).exitCode).toBe(2)
    expect(readdirSync(FOLDER)).toEqual(before)
    expect((await sql('select 1 as one', '--timeout', '60')).exitCode).toBe(0)
  })

  it('prints one JSON document', async () => {
    const { json } = await sql(
      'select dt, 9007199254740993::bigint as big, 0.5::double as half from book_snapshot_1s limit 1',
      '--json',
    )
    expect(json()).toEqual({
      columns: [
        { name: 'dt', type: 'DATE' },
        { name: 'big', type: 'BIGINT' },
        { name: 'half', type: 'DOUBLE' },
      ],
      rows: [{ dt: DAY, big: '9007199254740993', half: 0.5 }],
      leftOut: [],
    })
  })

  it('writes Arrow files, of a query and of a whole table', async () => {
    const written = await sql(SECONDS, '--arrow', 'seconds.arrow')
    expect(written.stdout).toBe('seconds.arrow: 10 rows\n')
    const seconds = tableFromIPC(readFileSync(join(FOLDER, 'seconds.arrow')))
    expect(seconds.numRows).toBe(10)
    expect(seconds.schema.fields.map(({ name }) => name)).toEqual(['symbol', 'dt', 'second'])

    const show = (...flags: string[]) =>
      spymaster(['lake', 'show', 'book_snapshot_1s', '--arrow', 'book.arrow', ...flags], {
        lake: LAKE,
        cwd: FOLDER,
      })
    expect((await show()).stdout).toMatch(/\nbook\.arrow: 10 rows\n$/)
    expect(tableFromIPC(readFileSync(join(FOLDER, 'book.arrow'))).numRows).toBe(10)
    expect((await show()).stderr).toMatch(/^Error: --arrow book\.arrow: the file exists already/)
    const again = await show('--overwrite', '--json')
    expect(again.json()).toMatchObject({ file: join(FOLDER, 'book.arrow'), rows: 10 })
  })

  it('does not pass over an --overwrite without a file', async () => {
    const { stderr, exitCode } = await sql('select 1', '--overwrite')
    expect(stderr).toMatch(/--parquet.*--arrow/)
    expect(exitCode).toBe(2)
  })

  it('writes Parquet, once', async () => {
    const written = await sql(SECONDS, '--parquet', 'seconds.parquet')
    expect(written.stdout).toBe('seconds.parquet: 10 rows\n')
    expect(readFileSync(join(FOLDER, 'seconds.parquet'), 'latin1').slice(0, 4)).toBe('PAR1')
    expect((await sql(SECONDS, '--parquet', 'seconds.parquet')).exitCode).toBe(2)
    const again = await sql('select 1', '--parquet', 'seconds.parquet', '--overwrite', '--json')
    expect(again.json()).toEqual({ file: join(FOLDER, 'seconds.parquet'), rows: 1, leftOut: [] })
  })

  it('reads its query from stdin where it is -', async () => {
    const child = start(['lake', 'sql', '-'], { lake: LAKE })
    child.stdin.end('select count(*) as seconds\nfrom book_snapshot_1s\n')
    expect(ended(await child).stdout).toBe('seconds\n     10\n')
  })

  it.each([
    ['a query that takes long', 'select count(*) from range(100000000) a, range(1000000) b'],
    ['the wait for a query', '-'],
  ])('Ctrl-C ends %s, and leaves nothing', async (_, query) => {
    const child = start(['lake', 'sql', query, '--parquet', 'never.parquet'], {
      lake: LAKE,
      cwd: FOLDER,
    })
    await setTimeout(2000)
    child.kill('SIGINT')
    const { stderr, exitCode } = ended(await child)
    expect(stderr).toBe('Interrupted; what was unfinished has been removed.\n')
    expect(exitCode).toBe(130)
    expect(readdirSync(FOLDER).filter((name) => name.startsWith('never'))).toEqual([])
  })

  it('draws the plan of a query', async () => {
    const { stdout } = await sql('explain select count(*) from wall_surface_1s')
    expect(stdout).toContain('┌')
    expect(stdout.split('\n').length).toBeGreaterThan(5)
  })

  it('answers where there is no lake yet: every table is there, without rows', async () => {
    const { stdout, exitCode } = await spymaster(
      ['lake', 'sql', 'select count(*) as rows from gold.hud.physics_norm_calibration'],
      { lake: join(FOLDER, 'none') },
    )
    expect(stdout).toBe('rows\n   0\n')
    expect(exitCode).toBe(0)
  })
})
