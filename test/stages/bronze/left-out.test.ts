import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ProgressView } from '../../../src/cli/progress.ts'
import type { RecordKind } from '../../../src/dbn/layout.ts'
import { recordLayout } from '../../../src/dbn/layout.ts'
import type { Metadata } from '../../../src/dbn/metadata.ts'
import { Failure } from '../../../src/failure.ts'
import type { Lake } from '../../../src/lake/paths.ts'
import { startOfUtcDate } from '../../../src/market/time.ts'
import { type PipelineEvent, runIngest } from '../../../src/pipeline/pipeline.ts'
import { sortByReceipt } from '../../../src/stages/bronze/sort-by-receipt.ts'
import {
  DAY,
  dayRecords,
  definition,
  type Fields,
  mappingsOf,
  NEXT_DAY,
  recordTable,
  timeOf,
  writeDbn,
} from '../made-day.ts'
import {
  DEFINITIONS,
  ingestFiles,
  manifestOf,
  mbo,
  temporaryFolder,
  temporaryLake,
} from '../made-lake.ts'

/** The rows of the page's tables: what is given, what is said, the exit code where the table has one. */
const PAGE = readFileSync(
  fileURLToPath(new URL('../../../docs/left-out.md', import.meta.url)),
  'utf8',
)
const ROWS = new Map(
  [...PAGE.matchAll(/^\| ([^|]+) \| `([^`]+)` \|(?: (\d) \|)?$/gm)].map(([, given, said, exit]) => [
    given,
    { said, exit: exit === undefined ? undefined : Number(exit) },
  ]),
)

interface Outcome {
  readonly text: string
  readonly exit: number
}

interface Choice {
  readonly lake?: Lake
  readonly symbol?: string
  readonly dates?: readonly string[]
}

/** What a user sees of an ingest, and its exit code. */
async function outcomeOf(paths: readonly string[], choice: Choice = {}): Promise<Outcome> {
  const { lake = temporaryLake(), symbol, dates } = choice
  let text = ''
  const write = (piece: string) => {
    text += piece
    return true
  }
  const view = new ProgressView({ quiet: false, out: { write } as unknown as NodeJS.WriteStream })
  let exit = 0
  const report = (event: PipelineEvent) => {
    view.report(event)
    if (event.type === 'refused') exit = event.failure.exitCode
  }
  const asked = {
    paths,
    symbol,
    dates: dates && ({ kind: 'list', dates } as const),
    overwrite: false,
    allowTruncated: false,
  }
  try {
    const { signal } = new AbortController()
    await runIngest(lake, asked, { report, signal, lockWaitMs: 0 })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    text += error.message
    exit = error.exitCode
  }
  return { text, exit }
}

const records = dayRecords({ seconds: 2, instruments: ['ESH6'], hasSnapshot: false })
const [order] = records
const ESH6 = { mappings: mappingsOf(DAY, { ESH6: 101 }) }

/** A day's orders of ESH6. */
async function goodFile(folder: string, name = 'good.mbo.dbn'): Promise<string> {
  const path = join(folder, name)
  await writeDbn(path, records, { metadata: ESH6, level: 0 })
  return path
}

function written(folder: string, name: string, content: Uint8Array | string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** A file whose records no partition takes. */
interface LeftOutCase {
  readonly records: readonly Fields[]
  readonly kind?: RecordKind
  readonly metadata?: Partial<Metadata>
}

const named = (symbol: string): LeftOutCase => ({
  records: [{ ...order, instrument_id: 102 }],
  metadata: { mappings: mappingsOf(DAY, { [symbol]: 102 }) },
})
const defined = (symbol: string, fields: Fields): LeftOutCase => ({
  records: [definition(symbol, fields)],
  kind: 'definition',
})

const LEFT_OUT: Readonly<Record<string, LeftOutCase>> = {
  'orders of an id that nothing names': { records: [{ ...order, instrument_id: 4_000_000 }] },
  'orders of a user-defined instrument': named('UD:1V: GN 2407961'),
  'orders of a calendar spread': named('ESH6-ESM6'),
  'orders of an option without its definition': named('E1AF6 C6900'),
  'orders of a continuous contract without its definition': named('ES.c.0'),
  'orders asked for by instrument id without definitions': named('102'),
  'orders of what is no outright future': named('SPX'),
  'orders received at no time': { records: [{ ...order, ts_recv: -1n, ts_event: -1n }] },
  'the definition of a spread': defined('ESH6-ESM6', { instrument_class: 'S' }),
  'the definition of a user-defined instrument': defined('UD:1V: GN 2407961', {
    user_defined_instrument: 'Y',
  }),
  'the definition of an option that names no underlying': defined('E1AF6 C6900', {
    instrument_class: 'C',
    underlying_id: 4_000_000,
  }),
  'the definition of a bond': defined('ZN', { instrument_class: 'B' }),
  'the definition of an equity': defined('MSFT', { instrument_class: 'K' }),
  'records of another schema': {
    records: [{ instrument_id: 101, ts_recv: order.ts_recv, ts_event: order.ts_event }],
    kind: 'status',
    metadata: { schema: 11 },
  },
}

const ADVICE = "add the day's definition file (schema definition of the same symbols)"

describe('what no partition takes is counted by its reason', () => {
  it.each(Object.entries(LEFT_OUT))('%s', async (given, { kind = 'mbo', metadata, ...made }) => {
    const folder = temporaryFolder()
    const path = join(folder, 'odd.dbn.zst')
    await writeDbn(path, made.records, { kind, ...(metadata && { metadata }) })
    const said = `1 ${ROWS.get(given)?.said}`
    const alone = await outcomeOf([path])
    expect(alone.exit).toBe(3)
    expect(alone.text).toContain(said)
    const lacksDefinition = /definition/.test(said)
    expect(alone.text.includes(ADVICE)).toBe(lacksDefinition)
    await goodFile(folder)
    const among = await outcomeOf([folder])
    expect(among.exit).toBe(lacksDefinition ? 3 : 0)
    expect(among.text.includes(ADVICE)).toBe(lacksDefinition)
    expect(among.text).toContain(said)
    expect(among.text).toContain(`bronze.future_mbo.mbo ESH6 ${DAY}: ${records.length} rows`)
  })

  it('names the days without definitions of a file that holds other records too', async () => {
    const path = join(temporaryFolder(), 'both.dbn')
    const option = { ...order, instrument_id: 102 }
    await writeDbn(path, [...records, option], {
      metadata: { mappings: mappingsOf(DAY, { ESH6: 101, 'E1AF6 C6900': 102 }) },
    })
    const { text, exit } = await outcomeOf([path])
    expect(exit).toBe(0)
    expect(text).toContain('left out 1 records of options without a definition\n')
    expect(text).toContain(`definitions are missing of ${DAY}: ${ADVICE}`)
  })

  it('is of what bronze takes, in a file of a definition and its options', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'es.c.0.dbn')
    await writeDbn(path, records, { metadata: { mappings: mappingsOf(DAY, { 'ES.c.0': 101 }) } })
    await writeDbn(join(folder, 'definition.dbn'), [definition('ESH6')], { kind: 'definition' })
    const { text, exit } = await outcomeOf([folder])
    expect(exit).toBe(0)
    expect(text).toContain(`bronze.future_mbo.mbo ESH6 ${DAY}: ${records.length} rows`)
    expect(text).not.toContain('left out')
  })
})

const statistic = (stat_type: number, ts_recv: bigint): Fields => ({
  instrument_id: 101,
  ts_event: ts_recv,
  ts_recv,
  ts_ref: ts_recv,
  price: 6_900_000_000_000n,
  stat_type,
  update_action: 1,
})

it.each<[string, RecordKind, readonly Fields[]]>([
  ['definitions', 'definition', [definition('ESH6'), definition('ESM6')]],
  [
    'statistics',
    'statistics',
    [statistic(1, order.ts_recv as bigint), statistic(2, (order.ts_recv as bigint) + 5n)],
  ],
])('%s that a file repeats count once', async (_, kind, reports) => {
  const folder = temporaryFolder()
  const lake = temporaryLake()
  const path = join(folder, 'twice.dbn')
  await writeDbn(path, [...reports, ...reports], { kind, metadata: ESH6 })
  const { text, exit } = await outcomeOf([path], { lake })
  expect(exit).toBe(0)
  expect(text).toContain('left out 2 records that the file repeats')
  const dataset = kind === 'definition' ? DEFINITIONS : 'bronze.future_option_mbo.statistics'
  const { rows, quality } = await manifestOf(lake, { dataset, symbol: 'ESH6', dt: DAY })
  expect(rows).toBe(kind === 'definition' ? 1 : 2)
  expect(quality['left_out: records that the file repeats']).toBe(2)
})

it('a live recording may have definitions again, older ones too', async () => {
  const path = join(temporaryFolder(), 'live.dbn')
  const late = definition('ESM6', { ts_recv: timeOf(DAY, '00:00:01') })
  const metadata = { ...ESH6, schema: 0xffff, start: 0n, end: -1n }
  const again = [late, definition('ESH6'), late]
  await writeDbn(path, again, { kind: 'definition', metadata })
  const { text, exit } = await outcomeOf([path])
  expect([exit, text]).toEqual([0, expect.stringContaining('left out 1 records that the file')])
})

it('a file asked for by instrument ids needs definitions, and says so', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'day.dbn')
  await writeDbn(path, records, { metadata: { mappings: mappingsOf(DAY, { '101': 101 }) } })
  const { text, exit } = await outcomeOf([path])
  expect(exit).toBe(3)
  expect(text).toContain(
    `nothing in it can be ingested without definitions (found ${records.length} records of instrument ids that no definition names on ${DAY}); ${ADVICE}.`,
  )
  await writeDbn(join(folder, 'definition.dbn'), [definition('ESH6')], { kind: 'definition' })
  const whole = await outcomeOf([folder])
  expect(whole).toEqual({ exit: 0, text: expect.stringContaining(`ESH6 ${DAY}: `) })
})

describe('options of symbols that were not chosen are not without a definition', () => {
  const OTHERS = '1 records of other symbols or dates'
  /** Orders of CLG6, and one of an option, without its definition. */
  async function crude(folder: string, option: string): Promise<string> {
    const path = join(folder, 'crude.dbn')
    await writeDbn(path, [...records, { ...order, instrument_id: 102 }], {
      metadata: { mappings: mappingsOf(DAY, { CLG6: 101, [option]: 102 }) },
    })
    return path
  }
  const weekly = definition('E1AF6 C6900', {
    instrument_id: 102,
    instrument_class: 'C',
    underlying: 'ESH6',
  })

  it.each(['CL', 'CLG6'])('where a definition file says what they are on: %s', async (symbol) => {
    const folder = temporaryFolder()
    const lake = temporaryLake()
    await crude(folder, 'E1AF6 C6900')
    const definitions = [definition('CLG6', { instrument_id: 101 }), weekly]
    await writeDbn(join(folder, 'definition.dbn'), definitions, { kind: 'definition' })
    const first = await outcomeOf([folder], { lake, symbol })
    expect(first.exit).toBe(0)
    expect(first.text).toContain(`left out ${OTHERS}`)
    expect(first.text).not.toContain('without a definition')
    // The definition file is in the lake by now, as far as it was wanted.
    await writeDbn(join(folder, 'options.dbn'), [{ ...order, instrument_id: 102 }], {
      metadata: { mappings: mappingsOf(DAY, { 'E1AF6 C6900': 102 }) },
    })
    const second = await outcomeOf([folder], { lake, symbol })
    expect(second.exit).toBe(0)
    expect(second.text).not.toContain('without a definition')
  })

  it('where their own symbol begins with the root of another future', async () => {
    const path = await crude(temporaryFolder(), 'ESH6 C6900')
    const chosen = await outcomeOf([path], { symbol: 'CL' })
    expect(chosen.exit).toBe(0)
    expect(chosen.text).toContain(`left out ${OTHERS}`)
    expect(chosen.text).not.toContain('without a definition')
    const meant = await outcomeOf([path], { symbol: 'CL,ESH6' })
    expect(meant.text).toContain('left out 1 records of options without a definition')
    expect(meant.text).toContain(ADVICE)
  })

  it('are not ruled out if nothing identifies them', async () => {
    const path = await crude(temporaryFolder(), 'E1AF6 C6900')
    const { text } = await outcomeOf([path], { symbol: 'CL' })
    expect(text).toContain('left out 1 records of options without a definition')
  })
})

/** What is given, done in a folder of its own. */
type Case = (folder: string) => Promise<Outcome>

const nextDay = (path: string) =>
  writeDbn(path, dayRecords({ date: NEXT_DAY, seconds: 1 }), { date: NEXT_DAY })

const NOTHING_TAKEN: Readonly<Record<string, Case>> = {
  'a file that is in the lake': async (folder) => {
    const lake = temporaryLake()
    const path = await goodFile(folder)
    await ingestFiles(lake, [path])
    return outcomeOf([path], { lake })
  },
  'a file that manifest.json lists and is not there': async (folder) => {
    const path = await goodFile(folder)
    const hash = (content: Uint8Array) =>
      `sha256:${createHash('sha256').update(content).digest('hex')}`
    const files = [
      { filename: 'good.mbo.dbn', size: 1, hash: hash(readFileSync(path)) },
      { filename: 'gone.mbo.dbn', size: 1, hash: hash(Buffer.from('gone')) },
    ]
    written(folder, 'manifest.json', JSON.stringify({ job_id: 'GLBX-1', files }))
    return outcomeOf([folder])
  },
  'symbols that the vendor did not find': async (folder) => {
    const path = join(folder, 'day.dbn')
    await writeDbn(path, records, { metadata: { ...ESH6, notFound: ['NQH6'], partial: ['ESH6'] } })
    return outcomeOf([path])
  },
  'the same file under two names': async (folder) => {
    copyFileSync(await goodFile(folder), join(folder, 'again.mbo.dbn'))
    return outcomeOf([folder])
  },
  'a file of other dates, among others': async (folder) => {
    await goodFile(folder)
    await nextDay(join(folder, 'next.dbn'))
    return outcomeOf([folder], { dates: [DAY] })
  },
  'a file of other symbols, among others': async (folder) => {
    await goodFile(folder)
    const nasdaq = { mappings: mappingsOf(DAY, { NQH6: 101 }) }
    await writeDbn(join(folder, 'nq.dbn'), records, { metadata: nasdaq })
    return outcomeOf([folder], { symbol: 'ES' })
  },
  'a file of other dates, alone': async (folder) =>
    outcomeOf([await goodFile(folder)], { dates: [NEXT_DAY] }),
  'the vendor’s JSONs': async (folder) => {
    const side = written(folder, 'metadata.json', '{}')
    return outcomeOf([side, await goodFile(folder)])
  },
  'a JSON that is not the vendor’s': async (folder) => {
    written(folder, 'manifest.json', '[]')
    return outcomeOf([await goodFile(folder)])
  },
  'a zip in a folder': async (folder) => {
    await goodFile(folder)
    written(folder, 'GLBX.zip', 'PK')
    return outcomeOf([folder])
  },
  'a file of another name in a folder': async (folder) => {
    const path = await goodFile(folder)
    copyFileSync(path, `${path.replace(/\.zst$/, '')} (1).zst`)
    return outcomeOf([folder])
  },
  'a link in a folder that leads nowhere': async (folder) => {
    await goodFile(folder)
    symlinkSync(join(folder, 'gone.dbn'), join(folder, 'link.dbn'))
    return outcomeOf([folder])
  },
  'a pipe in a folder': async (folder) => {
    await goodFile(folder)
    execFileSync('mkfifo', [join(folder, 'pipe.dbn')])
    return outcomeOf([folder])
  },
  'a damaged file of another date': async (folder) => {
    await goodFile(folder)
    written(folder, 'glbx-mdp3-20260107.mbo.dbn', 'spoiled')
    return outcomeOf([folder], { dates: [DAY] })
  },
  'a live recording of a day that a historical file has': async (folder) => {
    await goodFile(folder)
    const live = { ...ESH6, schema: 0xffff, start: 0n, end: -1n }
    await writeDbn(join(folder, 'live.dbn'), records.slice(3), { metadata: live })
    return outcomeOf([folder])
  },
  'a folder without a DBN file': async (folder) => {
    written(folder, 'notes.txt', 'mine')
    return outcomeOf([folder])
  },
}

describe('a file without ingested records is reported', () => {
  it.each(Object.entries(NOTHING_TAKEN))('%s', async (given, run) => {
    const row = ROWS.get(given.replace('’', "'"))
    const { text, exit } = await run(temporaryFolder())
    expect(text).toContain(row?.said)
    expect(exit).toBe(row?.exit)
  })
})

const OLD_FORMAT = Buffer.concat([
  Buffer.from([0x50, 0x2a, 0x4d, 0x18, 8, 0, 0, 0]),
  Buffer.from('DBZ\u0001    '),
])

const REFUSED: Readonly<Record<string, Case>> = {
  'a path where nothing is': (folder) => outcomeOf([join(folder, 'absent.dbn')]),
  'a device': () => outcomeOf(['/dev/null']),
  'a zip': (folder) => outcomeOf([written(folder, 'GLBX.zip', 'PK')]),
  'a file of the format before DBN': (folder) => outcomeOf([written(folder, 'a.dbn', OLD_FORMAT)]),
  'a text': (folder) => outcomeOf([written(folder, 'day.csv', 'ts_event,price\n1,2\n'.repeat(20))]),
  'a file of equities': async (folder) => {
    await goodFile(folder)
    const metadata = { dataset: 'XNAS.ITCH', mappings: mappingsOf(DAY, { MSFT: 101 }) }
    await writeDbn(join(folder, 'stocks.dbn'), records, { metadata })
    return outcomeOf([folder])
  },
  'a file that was cut': async (folder) => {
    const path = await goodFile(folder)
    writeFileSync(path, readFileSync(path).subarray(0, -30))
    await nextDay(join(folder, 'next.dbn'))
    return outcomeOf([folder])
  },
  'a damaged file that may be of the dates': async (folder) => {
    await goodFile(folder)
    written(folder, 'unnamed.dbn', 'spoiled')
    return outcomeOf([folder], { dates: [DAY] })
  },
  'a file that manifest.json says is another': async (folder) => {
    const path = await goodFile(folder)
    const hash = `sha256:${createHash('sha256').update('other').digest('hex')}`
    const files = [{ filename: 'good.mbo.dbn', size: 1, hash }]
    written(folder, 'manifest.json', JSON.stringify({ job_id: 'GLBX-1', files }))
    return outcomeOf([path])
  },
  'two files that differ in what both have': async (folder) => {
    await goodFile(folder)
    const other = records.map((record, row) => (row === 5 ? { ...record, size: 77 } : record))
    await writeDbn(join(folder, 'other.dbn'), other, { metadata: ESH6 })
    return outcomeOf([folder])
  },
  'two files that call two instruments by one symbol': async (folder) => {
    await goodFile(folder)
    const other = records.map((record) => ({ ...record, instrument_id: 199 }))
    await writeDbn(join(folder, 'other.dbn'), other, {
      metadata: { mappings: mappingsOf(DAY, { ESH6: 199 }) },
    })
    return outcomeOf([folder])
  },
  'a file that calls an instrument by two symbols': async (folder) => {
    const path = join(folder, 'two.dbn')
    await writeDbn(path, records, {
      metadata: { mappings: mappingsOf(DAY, { ESH6: 101, ESM6: 101 }) },
    })
    return outcomeOf([path])
  },
  'a file with orders of two publishers': async (folder) => {
    const path = join(folder, 'mixed.dbn')
    const mixed = records.map((record, row) => ({ ...record, publisher_id: row < 5 ? 1 : 2 }))
    await writeDbn(path, mixed, { metadata: ESH6 })
    return outcomeOf([path])
  },
  'futures of another exchange without definitions': async (folder) => {
    await goodFile(folder)
    await writeDbn(join(folder, 'ice.dbn'), records, {
      metadata: { ...ESH6, dataset: 'IFEU.IMPACT' },
    })
    return outcomeOf([folder])
  },
  'two files in one': async (folder) => {
    const path = await goodFile(folder)
    writeFileSync(path, Buffer.concat([readFileSync(path), readFileSync(path)]))
    return outcomeOf([path])
  },
  'options whose definitions cannot be read': async (folder) => {
    await goodFile(folder)
    written(folder, 'glbx-mdp3-20260106.definition.dbn', 'spoiled')
    await writeDbn(join(folder, 'options.dbn'), [order], {
      metadata: { mappings: mappingsOf(DAY, { 'ESH6 C6900': 101 }) },
    })
    return outcomeOf([folder])
  },
  'a file with more records out of order than can be sorted': async () => {
    const times = records.map((record, row) => ({
      ...record,
      ts_recv: startOfUtcDate(DAY) - BigInt(row),
    }))
    const layout = recordLayout('mbo', 3)
    const open = async function* () {
      yield { type: 'records', layout, table: recordTable('mbo', 3, times) } as const
    }
    try {
      for await (const _ of sortByReceipt(open, 'day.dbn', 5));
    } catch (error) {
      if (error instanceof Failure) return { text: error.message, exit: error.exitCode }
      throw error
    }
    throw new Error('it was put in order')
  },
  'definitions or statistics out of order': async (folder) => {
    const path = join(folder, 'definition.dbn')
    const late = definition('ESM6', { ts_recv: timeOf(DAY, '00:00:01') })
    await writeDbn(path, [late, definition('ESH6')], { kind: 'definition' })
    return outcomeOf([path])
  },
  'a shuffled file': async (folder) => {
    // Two packets at each receipt, the later one first.
    const shuffled = records.map((record, row) => ({
      ...record,
      ts_recv: startOfUtcDate(DAY) + BigInt(records.length - (row >> 1)),
      sequence: records.length - row,
    }))
    const path = join(folder, 'day.mbo.dbn')
    await writeDbn(path, shuffled, { metadata: ESH6 })
    return outcomeOf([path])
  },
  'a day in the lake of another contract': async (folder) => {
    const lake = temporaryLake()
    await ingestFiles(lake, [await goodFile(folder)])
    const dataset = lake.datasets.get(mbo().dataset)
    if (!dataset) throw new Error('no such dataset')
    const changed = { ...dataset, contractSha256: '0'.repeat(64) }
    const later = { ...lake, datasets: new Map([...lake.datasets, [dataset.key, changed]]) }
    const more = join(folder, 'more.dbn')
    await writeDbn(more, dayRecords({ seconds: 1, from: '15:00:00', instruments: ['ESH6'] }), {
      metadata: ESH6,
    })
    return outcomeOf([more], { lake: later })
  },
}

describe('a refusal is one sentence, exit code 3', () => {
  it.each(Object.entries(REFUSED))('%s', async (given, run) => {
    const { text, exit } = await run(temporaryFolder())
    expect(text).toContain(ROWS.get(given)?.said)
    expect(exit).toBe(3)
  })
})

it('a header without a dataset is called that', async () => {
  const path = join(temporaryFolder(), 'unnamed.dbn')
  await writeDbn(path, records, { metadata: { ...ESH6, dataset: '' } })
  const { text, exit } = await outcomeOf([path])
  expect(exit).toBe(3)
  expect(text).toContain('futures of a dataset that the header does not name are known by their')
})

it('trades may be of another publisher than the orders, and an order of none', async () => {
  const path = join(temporaryFolder(), 'trades.dbn')
  const mixed = records.map((record, row) => {
    if (row === 0) return { ...record, publisher_id: 0 }
    // Such as those off the market.
    return row === 3 ? { ...record, action: 'T', publisher_id: 75 } : record
  })
  await writeDbn(path, mixed, { metadata: ESH6 })
  const { text, exit } = await outcomeOf([path])
  expect([exit, text]).toEqual([0, expect.stringContaining(`ESH6 ${DAY}: ${records.length} rows`)])
})

it('futures of another exchange are ingested with their definitions, and as not chosen ignored', async () => {
  const folder = temporaryFolder()
  const ice = { ...ESH6, dataset: 'IFEU.IMPACT' }
  await writeDbn(join(folder, 'ice.dbn'), records, { metadata: ice })
  const other = await outcomeOf([folder], { symbol: 'NQ' })
  expect(other.text).not.toContain('known by their definitions only')
  await writeDbn(join(folder, 'definition.dbn'), [definition('ESH6')], {
    kind: 'definition',
    metadata: ice,
  })
  const { text, exit } = await outcomeOf([folder])
  expect(exit).toBe(0)
  expect(text).toContain(`bronze.future_mbo.mbo ESH6 ${DAY}: ${records.length} rows`)
})

it('a continuous name beside an instrument’s own is no second symbol', async () => {
  const path = join(temporaryFolder(), 'both.dbn')
  const mappings = mappingsOf(DAY, { 'ES.c.0': 101, ESH6: 101 })
  await writeDbn(path, records, { metadata: { mappings } })
  expect((await outcomeOf([path])).exit).toBe(0)
})

it('an action that DBN does not define is kept, counted and reported', async () => {
  const path = join(temporaryFolder(), 'odd.dbn')
  const odd = records.map((record, row) => (row % 3 === 1 ? { ...record, action: 'Z' } : record))
  await writeDbn(path, odd, { metadata: ESH6 })
  const lake = temporaryLake()
  const { text, exit } = await outcomeOf([path], { lake })
  const count = odd.filter(({ action }) => action === 'Z').length
  expect(exit).toBe(0)
  expect(text).toContain(
    `note: ${count} records have the action Z, which DBN does not define: they change no book`,
  )
  const { rows, quality } = await manifestOf(lake, mbo())
  expect([rows, quality.unknown_actions]).toEqual([records.length, count])
})

it('the page has each of these, and no other', () => {
  const driven = [LEFT_OUT, NOTHING_TAKEN, REFUSED].flatMap((cases) => Object.keys(cases))
  expect([...ROWS.keys()].sort()).toEqual(driven.map((given) => given.replace('’', "'")).sort())
})
