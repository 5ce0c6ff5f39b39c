import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import { STYPE_PARENT } from '../../src/dbn/codes.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { startOfUtcDate } from '../../src/market/time.ts'
import { sessionCoverage } from '../../src/stages/session-coverage.ts'
import {
  DAY,
  dayRecords,
  definition,
  type Fields,
  mappingsOf,
  timeOf,
  writeDbn,
} from './made-day.ts'
import { ingestFiles, MBO, manifestOf, mbo, temporaryFolder, temporaryLake } from './made-lake.ts'

const ESH6 = { symbol: 'ESH6', dt: DAY }
const HOUR = 3_600_000_000_000n
const BEFORE = '2026-01-05'

interface File {
  readonly date: string
  /** The hours of UTC that the header was asked for. */
  readonly hours?: readonly [number, number]
  /** UTC clock of the first record. */
  readonly from?: string
  readonly seconds?: number
  /** A live recording: its header knows no end. */
  readonly isEndless?: boolean
}

async function write(folder: string, index: number, file: File): Promise<string> {
  const { date, hours = [0, 24], from = '14:30:00', seconds = 10, isEndless = false } = file
  const path = join(folder, `${index}.${date}.dbn`)
  const start = startOfUtcDate(date)
  await writeDbn(
    path,
    dayRecords({ date, from, seconds, instruments: ['ESH6'], seed: index + 1 }),
    {
      date,
      metadata: {
        mappings: mappingsOf(date, { ESH6: 101 }),
        start: start + BigInt(hours[0]) * HOUR,
        end: isEndless ? 0n : start + BigInt(hours[1]) * HOUR,
      },
    },
  )
  return path
}

async function lakeOf(...files: File[]): Promise<Lake> {
  const lake = temporaryLake()
  const folder = temporaryFolder()
  for (const [index, file] of files.entries()) await write(folder, index, file)
  if (files.length > 0) await ingestFiles(lake, [folder])
  return lake
}

describe('of globex, 23:00 to 22:00 UTC in winter', () => {
  const missing = async (lake: Lake, dt = DAY) =>
    (await sessionCoverage(lake, { ...ESH6, dt }, 'globex')).missing

  it('nothing is missing where both UTC files are there', async () => {
    const lake = await lakeOf({ date: BEFORE, from: '23:10:00' }, { date: DAY })
    expect(await sessionCoverage(lake, ESH6, 'globex')).toEqual({
      isThere: true,
      isScheduled: true,
      share: 1,
      missing: [],
    })
  })

  it('a file that is not there is named', async () => {
    expect(await missing(await lakeOf({ date: DAY }))).toEqual([
      `${MBO} ESH6 ${BEFORE} is not there`,
    ])
    expect(await missing(await lakeOf({ date: BEFORE }))).toEqual([
      `${MBO} ESH6 ${DAY} is not there`,
    ])
    const { share } = await sessionCoverage(await lakeOf({ date: DAY }), ESH6, 'globex')
    expect(share).toBeCloseTo(22 / 23, 12)
  })

  it('hours that no header asks for are named, but for less than a minute', async () => {
    const lake = await lakeOf(
      { date: BEFORE, from: '23:10:00', hours: [22, 24] },
      { date: DAY, from: '01:00:00', hours: [0, 12] },
      { date: DAY, from: '20:00:00', hours: [18, 21] },
    )
    expect(await missing(lake)).toEqual([
      'no file was asked for 2026-01-06T12:00Z to 2026-01-06T18:00Z',
      'no file was asked for 2026-01-06T21:00Z to 2026-01-06T22:00Z',
    ])
  })

  it('a recording without an end covers what its records do', async () => {
    const lake = await lakeOf({ date: BEFORE, from: '23:10:00' }, { date: DAY, isEndless: true })
    const { missing, share } = await sessionCoverage(lake, ESH6, 'globex')
    // A quiet market has no record for some minutes.
    expect(missing).toEqual([
      'no file was asked for 2026-01-06T00:00Z to 2026-01-06T14:24Z',
      'no file was asked for 2026-01-06T14:35:09Z to 2026-01-06T22:00Z',
    ])
    expect(share).toBeLessThan(0.1)
  })

  it('so does a truncated file, whatever its header says', async () => {
    const lake = temporaryLake()
    const path = await write(temporaryFolder(), 0, { date: DAY, from: '00:00:10', seconds: 3000 })
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.subarray(0, bytes.length - 20_000))
    await ingestFiles(lake, [path], { allowTruncated: true })
    const { share, missing } = await sessionCoverage(lake, ESH6, 'file')
    expect(share).toBeLessThan(0.1)
    // Nothing is missing of session `file` before and after its files, but they were cut.
    expect(missing).toEqual([
      expect.stringMatching(
        /^0\.2026-01-06\.dbn is cut, and nothing is there of 2026-01-06T00:\d\d:\d\dZ to 2026-01-06T22:00Z$/,
      ),
      expect.stringMatching(
        /^0.*is cut, and nothing is there of 2026-01-06T23:00Z to 2026-01-07T00:00Z$/,
      ),
    ])
  })

  it('the exchange’s half days are whole, and on a holiday nothing is missing', async () => {
    // 13:15 New York on Christmas Eve is 18:15 UTC.
    const lake = await lakeOf(
      { date: '2025-12-23', from: '23:10:00' },
      { date: '2025-12-24', hours: [0, 19] },
      { date: '2025-12-25', from: '23:10:00', hours: [23, 24] },
    )
    expect(await missing(lake, '2025-12-24')).toEqual([])
    const christmas = await sessionCoverage(lake, { ...ESH6, dt: '2025-12-25' }, 'globex')
    expect(christmas).toMatchObject({ isScheduled: false, share: 0, missing: [] })
  })
})

it('of cash hours only what lies in them is missed', async () => {
  const lake = await lakeOf({ date: DAY, hours: [15, 24], from: '15:00:00' })
  expect((await sessionCoverage(lake, ESH6, 'rth')).missing).toEqual([
    'no file was asked for 2026-01-06T14:30Z to 2026-01-06T15:00Z',
  ])
})

it.each([
  ['a minute', 60, '14:01Z'],
  ['less than a minute', 30, '14:00:30Z'],
  ['a second', 1, '14:00:01Z'],
  ['no whole second', 0.9, undefined],
  ['nothing', 0, undefined],
])('between two requests %s is missing', async (_, seconds, until) => {
  const folder = temporaryFolder()
  const split = timeOf(DAY, '14:00:00')
  const ranges = [
    { from: '13:30:00', start: timeOf(DAY, '13:00:00'), end: split },
    {
      from: '14:30:00',
      start: split + BigInt(seconds * 1e9),
      end: timeOf(DAY, '15:00:00'),
    },
  ]
  for (const [index, { from, start, end }] of ranges.entries()) {
    const records = dayRecords({ from, seconds: 3, instruments: ['ESH6'], seed: index + 1 })
    const metadata = { mappings: mappingsOf(DAY, { ESH6: 101 }), start, end }
    await writeDbn(join(folder, `${index}.dbn`), records.slice(index === 0 ? 0 : 16), { metadata })
  }
  const lake = temporaryLake()
  await ingestFiles(lake, [folder])
  const { missing } = await sessionCoverage(lake, ESH6, 'file')
  expect(missing).toEqual(
    until === undefined ? [] : [`no file was asked for ${DAY}T14:00Z to ${DAY}T${until}`],
  )
})

describe('a request that was limited in its number of records', () => {
  const records = dayRecords({ seconds: 20, instruments: ['ESH6'] })
  const mappings = mappingsOf(DAY, { ESH6: 101 })
  const [count, half] = [BigInt(records.length), records.length / 2]
  const LIMITED = `limited.dbn ends with the ${records.length} records that its request was limited to`

  async function missingOf(metadata: { limit: bigint; end?: bigint }, more: Fields[] = []) {
    const folder = temporaryFolder()
    const lake = temporaryLake()
    await writeDbn(join(folder, 'limited.dbn'), records, { metadata: { mappings, ...metadata } })
    const start = BigInt(records[half].ts_recv)
    if (more.length > 0)
      await writeDbn(join(folder, 'more.dbn'), more, { metadata: { mappings, start } })
    await ingestFiles(lake, [folder])
    const { notes } = await manifestOf(lake, mbo())
    return { notes, missing: (await sessionCoverage(lake, ESH6, 'file')).missing }
  }

  it('is there up to its last record, and says so', async () => {
    const { notes, missing } = await missingOf({ limit: count })
    expect(notes).toEqual([LIMITED])
    expect(missing).toEqual([
      `${LIMITED}, and nothing is there of 2026-01-06T14:30:19Z to 2026-01-06T22:00Z`,
      `${LIMITED}, and nothing is there of 2026-01-06T23:00Z to 2026-01-07T00:00Z`,
    ])
  })

  it('is partial also where less than a minute of it may be missing', async () => {
    const end = BigInt(records[records.length - 1].ts_recv) + 5_000_000_000n
    const { missing } = await missingOf({ limit: count, end })
    expect(missing).toEqual([expect.stringContaining(LIMITED)])
  })

  it('is whole if it has fewer records, or if another file goes on from there', async () => {
    expect(await missingOf({ limit: count + 1n })).toEqual({ notes: [], missing: [] })
    const { missing } = await missingOf({ limit: count }, records.slice(half))
    expect(missing).toEqual([])
  })
})

describe('of session file', () => {
  const missing = async (lake: Lake, dt = DAY) =>
    (await sessionCoverage(lake, { ...ESH6, dt }, 'file')).missing

  it('nothing is missing before its first file and after its last; its share is that of 24 hours', async () => {
    const lake = await lakeOf(
      { date: DAY, hours: [0, 12], from: '01:00:00' },
      { date: '2026-01-11', from: '23:30:00' },
    )
    expect(await sessionCoverage(lake, ESH6, 'file')).toEqual({
      isThere: true,
      isScheduled: true,
      share: 0.5,
      missing: [],
    })
    const sunday = { ...ESH6, dt: '2026-01-11' }
    expect(await sessionCoverage(lake, sunday, 'file')).toMatchObject({
      isScheduled: false,
      share: 0,
      missing: [],
    })
  })

  it("hours between two of the day's files are missing, but for those without trading", async () => {
    const lake = await lakeOf(
      { date: DAY, hours: [0, 12], from: '01:00:00' },
      { date: DAY, hours: [13, 22], from: '15:00:00' },
      { date: DAY, hours: [23, 24], from: '23:10:00' },
    )
    expect(await missing(lake)).toEqual([
      'no file was asked for 2026-01-06T12:00Z to 2026-01-06T13:00Z',
    ])
  })
})

it('options are checked separately', async () => {
  const lake = await lakeOf({ date: BEFORE, from: '23:10:00' }, { date: DAY })
  const { isThere, missing } = await sessionCoverage(lake, ESH6, 'globex', DATASETS.optionMbo)
  expect(isThere).toBe(false)
  expect(missing).toEqual(
    [BEFORE, DAY].map((dt) => `${DATASETS.optionMbo} ESH6 ${dt} is not there`),
  )
  expect(mbo().dataset).toBe(MBO)
})

describe('options of several roots under one future', () => {
  const OPTIONS = { 'E1BF6 C6900': 901, 'E1BF6 P6900': 902, 'EWF6 C6900': 903 }
  type OptionName = keyof typeof OPTIONS

  const ALL_DAY = ['00:00:00', '21:00:00'] as const

  interface Asked {
    readonly session?: string
    /** UTC clocks from which and until when the options are listed. */
    readonly listed?: readonly [string, string]
  }

  interface OptionsFile {
    readonly options: readonly OptionName[]
    /** UTC clocks that the header was asked for. */
    readonly clocks: readonly [string, string]
    /** "E1B.OPT"; without one its options were asked for by their names. */
    readonly parent?: string
    readonly seconds?: number
    readonly limit?: bigint
  }

  /** Definitions of the day, whose options are listed from one UTC clock to another. */
  async function writeDefinitions(folder: string, listed: readonly [string, string]) {
    const [activation, expiration] = listed.map((clock) => timeOf(DAY, clock))
    const definitions = Object.entries(OPTIONS).map(([symbol, id]) =>
      definition(symbol, {
        instrument_id: id,
        instrument_class: symbol.includes('C6') ? 'C' : 'P',
        underlying: 'ESH6',
        activation,
        expiration,
      }),
    )
    const metadata = { mappings: mappingsOf(DAY, OPTIONS) }
    await writeDbn(join(folder, 'definitions.dbn'), definitions, { kind: 'definition', metadata })
  }

  async function writeOptions(
    path: string,
    { options, clocks, parent, seconds = 5, limit = 0n }: OptionsFile,
  ) {
    const [from, until] = clocks
    const ids = Object.fromEntries(options.map((name) => [name, OPTIONS[name]]))
    const own = dayRecords({ from, seconds, instruments: ['ESH6'], hasSnapshot: false })
    const records = own.map((record, index) => ({
      ...record,
      instrument_id: OPTIONS[options[index % options.length]],
    }))
    await writeDbn(path, records, {
      metadata: {
        mappings: mappingsOf(DAY, ids),
        symbols: parent ? [parent] : options,
        limit,
        ...(parent && { stypeIn: STYPE_PARENT }),
        start: timeOf(DAY, from),
        end: timeOf(DAY, until),
      },
    })
  }

  async function missing(
    files: readonly OptionsFile[],
    { session = '09:00-10:00', listed = ALL_DAY }: Asked = {},
  ): Promise<readonly string[]> {
    const lake = temporaryLake()
    const folder = temporaryFolder()
    await writeDefinitions(folder, listed)
    for (const [index, file] of files.entries()) {
      await writeOptions(join(folder, `${index}.dbn`), file)
    }
    await ingestFiles(lake, [folder])
    return (await sessionCoverage(lake, ESH6, session, DATASETS.optionMbo)).missing
  }

  const e1b = { options: ['E1BF6 C6900', 'E1BF6 P6900'], parent: 'E1B.OPT' } as const
  const ew = { options: ['EWF6 C6900'], parent: 'EW.OPT' } as const
  /** Ten minutes of E1B are missing, and of EW none. */
  const WITH_HOLE: readonly OptionsFile[] = [
    { ...e1b, clocks: ['14:00:00', '14:40:00'] },
    { ...e1b, clocks: ['14:50:00', '15:00:00'] },
    { ...ew, clocks: ['14:00:00', '15:00:00'] },
  ]
  const HOLE = 'no file of E1BF6 was asked for 2026-01-06T14:40Z to 2026-01-06T14:50Z'

  it("a hole of one root is not hidden by another's file, in whatever session", async () => {
    expect(await missing(WITH_HOLE)).toEqual([HOLE])
    expect(await missing(WITH_HOLE, { session: 'file' })).toEqual([HOLE])
  })

  it('nor where the files were requested by single symbols', async () => {
    const singly = WITH_HOLE.map(({ options, clocks }) => ({ options, clocks }))
    expect(await missing(singly)).toEqual([HOLE])
    const oneStrike = { options: ['E1BF6 P6900'], clocks: ['14:40:00', '14:50:00'] } as const
    expect(await missing([...singly, oneStrike])).toEqual([HOLE.replace('E1BF6', 'E1BF6 C6900')])
  })

  it('nothing is missing of options that are listed later, or expire before', async () => {
    const listed = ['14:50:00', '15:00:00'] as const
    expect(await missing(WITH_HOLE.slice(1), { listed })).toEqual([])
    const earlier = ['14:00:00', '14:40:00'] as const
    expect(await missing([WITH_HOLE[0], WITH_HOLE[2]], { listed: earlier })).toEqual([])
  })

  it("nothing where the parent's file of all roots fills the hole", async () => {
    const all = { options: ['E1BF6 C6900', 'EWF6 C6900'], parent: 'ES.OPT' } as const
    expect(await missing([...WITH_HOLE, { ...all, clocks: ['14:30:00', '15:00:00'] }])).toEqual([])
  })

  it('in session file they are to be there as long as the future', async () => {
    const lake = temporaryLake()
    const folder = temporaryFolder()
    await writeDefinitions(folder, ['00:00:00', '15:50:00'])
    await writeOptions(join(folder, 'options.dbn'), { ...e1b, clocks: ['14:10:00', '14:35:00'] })
    await write(folder, 0, { date: DAY, hours: [14, 24] })
    await ingestFiles(lake, [folder])
    const { missing } = await sessionCoverage(lake, ESH6, 'file', DATASETS.optionMbo)
    // They expire before the day is over.
    expect(missing).toEqual([
      'no file of E1BF6 was asked for 2026-01-06T14:00Z to 2026-01-06T14:10Z',
      'no file of E1BF6 was asked for 2026-01-06T14:35Z to 2026-01-06T15:50Z',
    ])
    expect((await sessionCoverage(lake, ESH6, 'file')).missing).toEqual([])
  })

  it('a file that its limit ended is there up to its last record', async () => {
    const lake = temporaryLake()
    const folder = temporaryFolder()
    await writeDefinitions(folder, ALL_DAY)
    const limit = BigInt(
      dayRecords({ seconds: 5, instruments: ['ESH6'], hasSnapshot: false }).length,
    )
    const clocks = ['14:00:00', '15:00:00'] as const
    await writeOptions(join(folder, 'limited.dbn'), { ...e1b, clocks, limit })
    await writeOptions(join(folder, 'ew.dbn'), { ...ew, clocks })
    await ingestFiles(lake, [folder])
    const { missing } = await sessionCoverage(lake, ESH6, '09:00-10:00', DATASETS.optionMbo)
    expect(missing).toEqual([
      `limited.dbn ends with the ${limit} records that its request was limited to, and nothing of E1BF6 is there of 2026-01-06T14:00:04Z to 2026-01-06T15:00Z`,
    ])
  })

  it.each([
    ['its last whole record', 300, '14:0[1-4]:\\d\\d'],
    ['nothing, where it has none', 5, '14:00'],
  ])('a file that was cut is there up to %s', async (_, seconds, from) => {
    const lake = temporaryLake()
    const folder = temporaryFolder()
    await writeDefinitions(folder, ALL_DAY)
    const cut = join(folder, 'cut.dbn')
    await writeOptions(cut, { ...e1b, clocks: ['14:00:00', '15:00:00'], seconds })
    await writeOptions(join(folder, 'ew.dbn'), { ...ew, clocks: ['14:00:00', '15:00:00'] })
    const bytes = readFileSync(cut)
    writeFileSync(cut, bytes.subarray(0, bytes.length - 30))
    await ingestFiles(lake, [folder], { allowTruncated: true })
    const { missing } = await sessionCoverage(lake, ESH6, '09:00-10:00', DATASETS.optionMbo)
    expect(missing).toEqual([
      expect.stringMatching(
        `^cut.dbn is cut, and nothing of E1BF6 is there of 2026-01-06T${from}Z to 2026-01-06T15:00Z$`,
      ),
    ])
  })
})
