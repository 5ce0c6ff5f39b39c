import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLake } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { partPath, shownFolder } from '../lake/lake-files.ts'
import { SLOW } from '../setup/long.ts'
import { SAMPLES, samplePath } from '../setup/samples.ts'
import { DAY, dayRecords, type Fields, writeDbn } from '../stages/made-day.ts'
import { lakeHashes, leftovers, manifestOf, mbo, SNAPSHOT } from '../stages/made-lake.ts'
import { type Json, spymaster } from './spymaster.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-bad-'))
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

const file = (name: string) => join(FOLDER, name)
const lakeOf = (name: string) => openLake(file(`lake-${name}`))
const run = (lake: { root: string }, ...args: string[]) => spymaster(args, { lake: lake.root })

const RECORDS = dayRecords({ seconds: 10, instruments: ['ESH6'] })
const RECORD_BYTES = 56
/** Any byte of the metadata after its fixed part. */
const METADATA_CUT = 150

/** Bytes of a plain file of {@link RECORDS}. */
let plain: Buffer
let compressed: Buffer

beforeAll(async () => {
  await writeDbn(file('plain.dbn'), RECORDS, { level: 0 })
  await writeDbn(file('whole.dbn.zst'), RECORDS, { frameBytes: 1024 })
  plain = readFileSync(file('plain.dbn'))
  compressed = readFileSync(file('whole.dbn.zst'))
})

/** Where the records begin in the plain file. */
const recordsAt = () => plain.length - RECORDS.length * RECORD_BYTES

/** A file, and the sentence that refuses it, after "Error: " and the file's path. */
interface Refusal {
  readonly name: string
  readonly bytes: () => Uint8Array
  readonly sentence: string | (() => string)
}

const REFUSALS: readonly Refusal[] = [
  {
    name: 'text.dbn',
    bytes: () => Buffer.from('Hello, I am no market data at all.'),
    sentence:
      ', byte 0: this is not a DBN file (expected the bytes "DBN" at the start, found 48 65 6c 6c).',
  },
  {
    name: 'empty.dbn',
    bytes: () => Buffer.alloc(0),
    sentence:
      ', byte 0: this is not a DBN file (expected the bytes "DBN" at the start, found nothing).',
  },
  {
    name: 'newer.dbn',
    bytes: () => Buffer.from(plain).fill(4, 3, 4),
    sentence:
      ', byte 3: DBN version 4 is not supported (expected version 1, 2 or 3, found version 4); request the file in version 3.',
  },
  {
    name: 'metadata.dbn',
    bytes: () => plain.subarray(0, METADATA_CUT),
    sentence: () =>
      `, byte ${METADATA_CUT}: the file ends inside its metadata (expected ${recordsAt()} bytes at least, found ${METADATA_CUT}).`,
  },
  {
    name: 'record.dbn',
    bytes: () => plain.subarray(0, plain.length - 30),
    sentence: () =>
      `, byte ${plain.length - RECORD_BYTES}: the file ends inside a record (found 26 bytes after ${RECORDS.length - 1} complete records); pass --allow-truncated to keep those.`,
  },
]

describe('a run that has nothing to do for want of a refused file', () => {
  it.each([[], ['--quiet']])('says the cause last: %j', async (...flags: string[]) => {
    const folder = file(`cause-${flags.length}`)
    mkdirSync(folder)
    const cut = join(folder, 'glbx-mdp3-20260106.mbo.dbn')
    writeFileSync(cut, plain.subarray(0, plain.length - 30))
    await writeDbn(join(folder, 'other.mbo.dbn'), [], { level: 0 })
    const lake = lakeOf(`cause-${flags.length}`)
    const args = ['pipeline', 'run', '--raw', folder, '--symbol', 'ES', '--dates', DAY, ...flags]
    const { stderr, exitCode } = await run(lake, ...args)
    const lines = stderr.trimEnd().split('\n')
    expect(lines.at(-2)).toContain('the lake has no orders of ES')
    expect(lines.at(-1)).toMatch(
      /^Error: .*20260106\.mbo\.dbn, byte \d+: the file ends inside a record/,
    )
    expect(exitCode).toBe(3)
  })
})

describe('a file that cannot be ingested', () => {
  it.each(REFUSALS)(
    'is refused in one sentence, with 3: $name',
    async ({ name, bytes, sentence }) => {
      const lake = lakeOf(name)
      writeFileSync(file(name), bytes())
      const { stdout, stderr, exitCode } = await run(lake, 'pipeline', 'ingest', file(name))
      const rest = typeof sentence === 'string' ? sentence : sentence()
      expect(stderr).toBe(`Error: ${file(name)}${rest}\n`)
      expect(stdout).toBe('')
      expect(exitCode).toBe(3)
      expect(lakeHashes(lake)).toEqual({})
      expect(leftovers(lake)).toEqual([])
    },
  )

  it('is one that is not there', async () => {
    const { stderr, exitCode } = await run(lakeOf('none'), 'pipeline', 'ingest', file('none.dbn'))
    expect(stderr).toBe(
      `Error: ${file('none.dbn')}: there is no such file or folder; check the path.\n`,
    )
    expect(exitCode).toBe(3)
  })

  it('says all that as JSON too', async () => {
    writeFileSync(file('json.dbn'), 'no')
    const { json, exitCode } = await run(
      lakeOf('json'),
      'pipeline',
      'ingest',
      file('json.dbn'),
      '--json',
    )
    expect(json()).toEqual({
      error: {
        message: `${file('json.dbn')}, byte 0: this is not a DBN file (expected the bytes "DBN" at the start, found 6e 6f).`,
        code: 'input',
        what: 'this is not a DBN file',
        where: `${file('json.dbn')}, byte 0`,
        expected: 'the bytes "DBN" at the start',
        found: '6e 6f',
      },
    })
    expect(exitCode).toBe(3)
  })
})

describe('a record that was cut', () => {
  it('ends what is kept: --allow-truncated takes the whole records before it, and says so', async () => {
    const lake = lakeOf('record-kept')
    const path = file('record-kept.dbn')
    writeFileSync(path, plain.subarray(0, plain.length - 30))
    const { stderr, exitCode } = await run(lake, 'pipeline', 'ingest', path, '--allow-truncated')
    const at = plain.length - RECORD_BYTES
    const note = `record-kept.dbn was cut at byte ${at}: its ${RECORDS.length - 1} whole records were kept`
    expect(stderr).toContain(`  note: ${note}\n`)
    expect(exitCode).toBe(0)
    expect(await manifestOf(lake, mbo())).toMatchObject({
      rows: RECORDS.length - 1,
      notes: [note],
    })
  })
})

describe('several zstd frames', () => {
  it('are how files come, and all are read', async () => {
    const lake = lakeOf('frames')
    const { exitCode } = await run(lake, 'pipeline', 'ingest', file('whole.dbn.zst'))
    expect(compressed.toString('latin1').split('\x28\xb5\x2f\xfd').length).toBeGreaterThan(3)
    expect(exitCode).toBe(0)
    expect((await manifestOf(lake, mbo())).rows).toBe(RECORDS.length)
  })
})

describe('a zstd frame that was cut', SLOW, () => {
  it('is refused with the byte and the whole records before it; --allow-truncated keeps those', async () => {
    const lake = lakeOf('frame')
    const path = file('frame.dbn.zst')
    const at = compressed.length - 300
    writeFileSync(path, compressed.subarray(0, at))
    const refused = await run(lake, 'pipeline', 'ingest', path)
    const found = /found (\d+) complete records before it/.exec(refused.stderr)
    const whole = Number(found?.[1])
    expect(whole).toBeGreaterThan(0)
    expect(whole).toBeLessThan(RECORDS.length)
    expect(refused.stderr).toBe(
      `Error: ${path}, byte ${at}: the file ends inside a zstd frame (found ${whole} complete records before it); pass --allow-truncated to keep those.\n`,
    )
    expect(refused.exitCode).toBe(3)
    expect(lakeHashes(lake)).toEqual({})

    const kept = await run(lake, 'pipeline', 'ingest', path, '--allow-truncated')
    const note = `frame.dbn.zst was cut at byte ${at}: its ${whole} whole records were kept`
    expect(kept.stderr).toContain(`  note: ${note}\n`)
    expect(kept.exitCode).toBe(0)
    expect(await manifestOf(lake, mbo())).toMatchObject({ rows: whole, notes: [note] })
  })
})

describe('records that are strange', SLOW, () => {
  it('are counted: an unknown rtype, another schema, UNDEF prices and no snapshot', async () => {
    const lake = lakeOf('strange')
    const unknown = Uint8Array.from([4, 0x55, ...new Array<number>(14).fill(1)])
    const live = dayRecords({ seconds: 10, instruments: ['ESH6'], hasSnapshot: false })
    const last = live[live.length - 1]
    const undefinedPrices: Fields[] = [
      { ...last, action: 'A', order_id: 77n, price: UNDEF_PRICE, flags: 128, size: 3 },
      { ...last, action: 'T', order_id: 0n, price: UNDEF_PRICE, flags: 128, size: 1 },
    ]
    await writeDbn(file('strange.dbn.zst'), [...live, ...undefinedPrices], { raw: unknown })
    const { stderr, exitCode } = await run(
      lake,
      'pipeline',
      'run',
      '--raw',
      file('strange.dbn.zst'),
    )
    expect(exitCode).toBe(0)
    expect(stderr).toContain('left out 1 rtype 0x55 records\n')
    const bronze = await manifestOf(lake, mbo())
    expect(bronze.quality['left_out: rtype 0x55 records']).toBe(1)
    expect(bronze.rows).toBe(live.length + 2)
    const { quality } = await manifestOf(lake, { ...mbo(), dataset: SNAPSHOT })
    expect(quality).toMatchObject({ book_origin: 'none', undefined_records: 2 })
  })

  it('are refused where there is nothing else in the file', async () => {
    const unknown = Uint8Array.from([4, 0x55, ...new Array<number>(14).fill(1)])
    await writeDbn(file('unknown.dbn'), [], { raw: unknown, level: 0 })
    const { stderr, exitCode } = await run(
      lakeOf('unknown'),
      'pipeline',
      'ingest',
      file('unknown.dbn'),
    )
    expect(stderr).toBe(
      `Error: ${file('unknown.dbn')}: nothing in it can be ingested (expected MBO, definition or statistics records of the futures, or options, and dates asked for, found 1 rtype 0x55 records).\n`,
    )
    expect(exitCode).toBe(3)
  })

  describe('of real files', SAMPLES, () => {
    it.each([
      ['test_data.mbp-1.v3.dbn.zst', '2 mbp-1 records'],
      ['test_data.status.v3.dbn.zst', '4 status records'],
    ])('refuses %s, which holds nothing for bronze', async (name, found) => {
      const { stderr, exitCode } = await run(lakeOf(name), 'pipeline', 'ingest', samplePath(name))
      expect(stderr).toBe(
        `Error: ${samplePath(name)}: nothing in it can be ingested (expected MBO, definition or statistics records of the futures, or options, and dates asked for, found ${found}).\n`,
      )
      expect(exitCode).toBe(3)
    })

    it('refuses statistics that no definition places, and says which file to add', async () => {
      const name = 'test_data.statistics.v3.dbn.zst'
      const { stderr, exitCode } = await run(lakeOf(name), 'pipeline', 'ingest', samplePath(name))
      expect(stderr).toBe(
        `Error: ${samplePath(name)}: nothing in it can be ingested without definitions (found 2 records that neither a mapping nor a definition names on 2023-04-23); add the day's definition file (schema definition of the same symbols).\n`,
      )
      expect(exitCode).toBe(3)
    })
  })
})

describe('what is asked for', () => {
  it('lists what a file holds where a date or symbol is not in it', async () => {
    const path = file('whole.dbn.zst')
    for (const choice of [
      ['--dates', '2026-02-01'],
      ['--symbol', 'NQ'],
    ]) {
      const { stderr, exitCode } = await run(
        lakeOf('choice'),
        'pipeline',
        'ingest',
        path,
        ...choice,
      )
      expect(stderr).toBe(
        `Error: ${path}: nothing in it can be ingested (expected MBO, definition or statistics records of the futures, or options, and dates asked for, found ESH6 ${DAY}).\n`,
      )
      expect(exitCode).toBe(3)
    }
  })

  it.each([
    [
      ['--dates', '2026-13-01'],
      'Error: --dates: the dates are invalid (expected A, A,B or A:B of dates like 2026-01-06, found 2026-13-01).\n',
    ],
    [
      ['--session', 'noon'],
      'Error: --session: the session is invalid (expected file, rth, globex or HH:MM-HH:MM[@zone], found noon).\n',
    ],
    [
      ['--max-rel-ticks', '19'],
      'Error: --max-rel-ticks: the value cannot be read (expected an integer greater than or equal to 20, found 19); see: spymaster pipeline run --help.\n',
    ],
    [
      ['--max-rel-ticks', 'many'],
      'Error: --max-rel-ticks: the value cannot be read (expected an integer, found many); see: spymaster pipeline run --help.\n',
    ],
    [
      ['--max-rel-ticks'],
      'Error: flag --max-rel-ticks expects a value; see: spymaster pipeline run --help.\n',
    ],
    [
      ['--product-type', 'future_mb'],
      'Error: --product-type: there is no such value (expected future_mbo, future_option_mbo, hud, found future_mb); did you mean "future_mbo"?\n',
    ],
    [['--xyzzy'], 'Error: there is no flag --xyzzy; see: spymaster pipeline run --help.\n'],
    [['--sesion', 'rth'], 'Error: there is no flag --sesion; did you mean "--session"?\n'],
    [
      ['ESH6'],
      'Error: spymaster has no command "pipeline run ESH6"; did you mean "pipeline run"?\n',
    ],
  ])('is refused with 2 where a flag cannot be read: %j', async (flags, sentence) => {
    const lake = lakeOf('flags')
    if (!Object.keys(lakeHashes(lake)).length)
      await run(lake, 'pipeline', 'ingest', file('whole.dbn.zst'))
    const { stdout, stderr, exitCode } = await run(lake, 'pipeline', 'run', ...flags)
    expect(stderr).toBe(sentence)
    expect(stdout).toBe('')
    expect(exitCode).toBe(2)
  })

  it.each([
    [['pipeline', 'ingst', 'x.dbn'], 'did you mean "pipeline ingest"?'],
    [['lake', 'sqll', 'select count(*) from book_snapshot_1s'], 'did you mean "lake sql"?'],
    [['dcotor'], 'did you mean "doctor"?'],
    [['frobnicate'], 'see: spymaster --help.'],
  ])('is refused where there is no such command: %j', async (args, meant) => {
    const { stdout, stderr, exitCode } = await run(lakeOf('typo'), ...args)
    expect(stderr).toBe(`Error: spymaster has no command "${args.join(' ')}"; ${meant}\n`)
    expect(stdout).toBe('')
    expect(exitCode).toBe(2)
  })

  it('is spelled out where the locale has no such letter, or it would steer the terminal', async () => {
    const spelled = { lake: lakeOf('typo').root, env: { LC_ALL: 'C' } }
    const { stderr, exitCode } = await spymaster(['größe', '\x1b[2J\n'], spelled)
    expect(stderr).toBe(
      'Error: spymaster has no command "gr\\u{f6}\\u{df}e \\x1b[2J\\x0a"; see: spymaster --help.\n',
    )
    expect(exitCode).toBe(2)
  })
})

describe('the lake', () => {
  // Permissions do not stop root, as whom tests may run; a file in the way stops everybody.
  it('that cannot be written is named, with what to do', async () => {
    const root = file('blocked')
    mkdirSync(root)
    writeFileSync(join(root, '.leases'), 'in the way')
    const { stderr, exitCode } = await run({ root }, 'pipeline', 'ingest', file('whole.dbn.zst'))
    expect(stderr).toMatch(
      /^Error: .*blocked\/\.leases.*: a file stands where a folder is needed; move that file away\.\n$/,
    )
    expect(exitCode).toBe(3)
  })

  it('that has no such table says which was meant', async () => {
    const lake = lakeOf('tables')
    await run(lake, 'pipeline', 'ingest', file('whole.dbn.zst'))
    const { stderr, exitCode } = await run(lake, 'lake', 'show', 'book_snapshots_1s')
    expect(stderr).toBe(
      `Error: book_snapshots_1s: the lake has no such partition (found bronze.future_mbo.mbo ESH6 ${DAY}); did you mean "book_snapshot_1s"?\n`,
    )
    expect(exitCode).toBe(3)
  })

  it('that was edited by hand is stale, and refused where it is read', async () => {
    const lake = lakeOf('edited')
    await run(lake, 'pipeline', 'run', '--raw', file('whole.dbn.zst'))
    const snapshot = shownFolder(lake, { ...mbo(), dataset: SNAPSHOT })
    const part = join(snapshot, 'part-00000.parquet')
    const bytes = readFileSync(part)
    writeFileSync(part, bytes.subarray(1))
    const status = await run(lake, 'pipeline', 'status', '--json')
    const found = status.json().partitions.find(({ dataset }: Json) => dataset === SNAPSHOT)
    expect(found).toMatchObject({
      state: 'stale',
      reasons: [`part-00000.parquet has ${bytes.length - 1} bytes, ${bytes.length} were written`],
    })
    const shown = await run(lake, 'lake', 'show', 'book_snapshot_1s')
    expect(shown.stderr).toBe(
      `Error: ${part}: the file is not the one that was written (expected ${bytes.length} bytes, found ${bytes.length - 1}); write its partition again with --overwrite.\n`,
    )
    expect(shown.exitCode).toBe(3)
    const mended = await run(lake, 'pipeline', 'run')
    expect(mended.exitCode).toBe(0)
    expect(readFileSync(part)).toEqual(bytes)
  })
})

describe('a query', SLOW, () => {
  const lake = lakeOf('asked')
  const folder = (name: string) => join(FOLDER, name)
  beforeAll(async () => {
    await run(lake, 'pipeline', 'run', '--raw', file('whole.dbn.zst'))
    writeFileSync(file('there.parquet'), 'precious')
  })

  it.each([
    [
      ['select * from book_snapshot'],
      'Error: the query, line 1, column 15: unknown table book_snapshot; did you mean "book_snapshot_1s"?\n',
    ],
    [
      ['from mbo'],
      'Error: the query, line 1, column 6: unknown table mbo; did you mean future_mbo.mbo or future_option_mbo.mbo?\n',
    ],
    [
      ['select best_bd_qty from book_snapshot_1s'],
      'Error: the query, line 1, column 8: unknown column best_bd_qty; did you mean "best_bid_qty"?\n',
    ],
    [['selct 1'], 'Error: the query, line 1, column 1: syntax error at or near "selct".\n'],
    [[''], 'Error: this is not a single query (expected one SELECT, found 0 statements).\n'],
    [
      ['select 1; select 2'],
      'Error: this is not a single query (expected one SELECT, found 2 statements).\n',
    ],
    [
      ['drop view book_snapshot_1s'],
      'Error: a query reads the tables of the lake and nothing else (expected a SELECT, found DROP).\n',
    ],
    [
      ["select * from read_text('/etc/passwd')"],
      'Error: the query, line 1, column 15: a query reads the tables of the lake and nothing else.\n',
    ],
    [[], 'Error: missing: QUERY; see: spymaster lake sql --help.\n'],
    [
      ['select 1', '--csv', '--parquet', 'x'],
      'Error: --parquet=x cannot also be provided when using --csv; see: spymaster lake sql --help.\n',
    ],
    [
      ['select 1', '--csv', '--arrow', 'x'],
      'Error: --arrow=x cannot also be provided when using --csv; see: spymaster lake sql --help.\n',
    ],
    [
      ['select 1', '--arrow', folder('there.parquet')],
      `Error: --arrow ${folder('there.parquet')}: the file exists already; pass --overwrite to replace it.\n`,
    ],
    [
      ['select 1', '--parquet', folder('there.parquet')],
      `Error: --parquet ${folder('there.parquet')}: the file exists already; pass --overwrite to replace it.\n`,
    ],
    [
      ['select 1', '--parquet', folder('lake-asked/silver/x.parquet')],
      `Error: --parquet ${folder('lake-asked/silver/x.parquet')}: a query cannot write into the lake; choose a file outside it.\n`,
    ],
  ])(
    'that cannot be answered is refused with 2, and nothing changes: %j',
    async (args, sentence) => {
      const before = lakeHashes(lake)
      const { stdout, stderr, exitCode } = await run(lake, 'lake', 'sql', ...args)
      expect(stderr).toBe(sentence)
      expect(stdout).toBe('')
      expect(exitCode).toBe(2)
      expect(lakeHashes(lake)).toEqual(before)
      expect(readFileSync(file('there.parquet'), 'utf8')).toBe('precious')
    },
  )

  it('whose file has no folder is refused with 3', async () => {
    const path = folder('no/such/x.parquet')
    const { stderr, exitCode } = await run(lake, 'lake', 'sql', 'select 1', '--parquet', path)
    expect(stderr).toBe(
      `Error: --parquet ${path}: the folder does not exist (found ${folder('no/such')}); create it first.\n`,
    )
    expect(exitCode).toBe(3)
  })

  it('does without a partition that was edited by hand, and says so', async () => {
    const edited = lakeOf('asked-edited')
    await run(edited, 'pipeline', 'ingest', file('whole.dbn.zst'))
    const part = partPath(edited, mbo())
    writeFileSync(part, readFileSync(part).subarray(1))
    const { stdout, stderr, exitCode } = await run(
      edited,
      'lake',
      'sql',
      'select count(*) as rows from future_mbo.mbo',
    )
    expect(stdout).toBe('rows\n   0\n')
    expect(stderr).toBe(
      `Skipped a damaged partition: bronze.future_mbo.mbo ESH6 ${DAY}; see: spymaster verify integrity\n`,
    )
    expect(exitCode).toBe(0)
  })
})

describe('a configuration', SLOW, () => {
  const config = (name: string) => join(FOLDER, name, 'spymaster.config.yaml')

  it.each([
    ['unknown', 'sesion: rth', ', line 1, sesion: unknown setting; did you mean "session"?'],
    [
      'value',
      '\nworkers: 100\n',
      ', line 2, workers: the value is invalid (expected a whole number from 1 to 64, found 100).',
    ],
    [
      'session',
      'session: noon',
      ', line 1, session: the value is invalid (expected file, rth, globex or HH:MM-HH:MM[@zone], found "noon").',
    ],
    [
      'group',
      'serve:\n  prt: 80',
      ', line 2, serve.prt: unknown setting; did you mean "serve.port"?',
    ],
    ['twice', 'theme: dark\ntheme: light', ', line 2: invalid YAML: Map keys must be unique.'],
    ['list', '- theme', ', line 1: the configuration is not a map (expected keys and values).'],
  ])('that makes no sense stops every command with 2: %s', async (name, text, sentence) => {
    mkdirSync(join(FOLDER, name))
    writeFileSync(config(name), text)
    const cwd = join(FOLDER, name)
    const { stdout, stderr, exitCode } = await spymaster(['lake', 'ls'], { cwd })
    expect(stderr).toBe(`Error: ${config(name)}${sentence}\n`)
    expect(stdout).toBe('')
    expect(exitCode).toBe(2)
    const told = await spymaster(['doctor', '--json'], { cwd })
    expect(told.exitCode).toBe(1)
    expect(told.json().findings).toContainEqual({
      name: 'settings',
      state: 'fault',
      text: `${config(name)}${sentence}`,
    })
  })

  it('is refused alike where the environment makes no sense', async () => {
    const { stderr, exitCode } = await spymaster(['pipeline', 'status'], {
      lake: lakeOf('none').root,
      env: { SPYMASTER_RATE: '4%' },
    })
    expect(stderr).toBe(
      'Error: SPYMASTER_RATE: the value is invalid (expected a number from -0.5 to 1, found 4%).\n',
    )
    expect(exitCode).toBe(2)
  })

  it.each([
    ['--rate', '4%', 'a number from -0.5 to 1'],
    ['--dealer-signs', 'call=1', 'call and put, each 1 or -1'],
    ['--multiplier', 'ESH6=50', 'numbers above 0 by root'],
  ])('and where the flag %s does', async (flag, found, expected) => {
    const { stderr, exitCode } = await run(lakeOf('none'), 'pipeline', 'run', flag, found)
    expect(stderr).toBe(
      `Error: ${flag}: the value cannot be read (expected ${expected}, found ${found}); see: spymaster pipeline run --help.\n`,
    )
    expect(exitCode).toBe(2)
  })
})

describe('a lake that is no folder is refused', SLOW, () => {
  const commands = ['lake ls', 'lake du', 'pipeline status', 'verify all', 'doctor']
  it.each(['/dev/null', 'a-file'])('%s', async (name) => {
    writeFileSync(file('a-file'), 'not a lake')
    const root = name.startsWith('/') ? name : file(name)
    for (const command of commands) {
      expect(await run({ root }, ...command.split(' '))).toMatchObject({
        exitCode: 3,
        stderr: `Error: ${root}: this is not a lake (expected a folder, one that is not there yet, or s3://bucket/prefix, found ${name === 'a-file' ? 'a file' : 'a device'}); name another with --lake.\n`,
      })
    }
  })
})
