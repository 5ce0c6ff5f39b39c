import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Failure } from '../../../src/failure.ts'
import { listPartitions } from '../../../src/lake/partition/list.ts'
import { formatPartition, type Lake } from '../../../src/lake/paths.ts'
import { pipelineStatus } from '../../../src/pipeline/status.ts'
import { bronzeOrders } from '../../../src/verify/bronze-day.ts'
import { runChecks } from '../../../src/verify/run-checks.ts'
import { whole } from '../../../src/verify/whole.ts'
import {
  DAY,
  dayRecords,
  definition,
  type Fields,
  mappingsOf,
  NEXT_DAY,
  timeOf,
  writeDbn,
} from '../made-day.ts'
import {
  columnOf,
  DEFINITIONS,
  ingestFiles,
  lakeHashes,
  manifestOf,
  mbo,
  temporaryFolder,
  temporaryLake,
} from '../made-lake.ts'

const OPTION_MBO = 'bronze.future_option_mbo.mbo'
const ES = { ESH6: 101 }
const records = dayRecords({ seconds: 10, instruments: ['ESH6'] })
const mappings = mappingsOf(DAY, ES)

/** A vendor's folder: a day's orders of ESH6 and the JSONs that come with it. */
async function download(changes: { hash?: string; condition?: string } = {}) {
  const folder = temporaryFolder()
  const filename = 'glbx-mdp3-20260106.mbo.dbn.zst'
  const path = join(folder, filename)
  await writeDbn(path, records, { metadata: { mappings } })
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  const { hash = sha256, condition = 'available' } = changes
  const side = {
    'manifest.json': { job_id: 'GLBX-1', files: [{ filename, hash: `sha256:${hash}`, size: 1 }] },
    'condition.json': [
      { date: DAY, condition },
      { date: NEXT_DAY, condition: 'degraded' },
    ],
    'metadata.json': { query: { symbols: ['ES.FUT'] } },
    'symbology.json': {},
  }
  for (const [name, content] of Object.entries(side)) {
    writeFileSync(join(folder, name), JSON.stringify(content))
  }
  return { folder, path, side: Object.keys(side).map((name) => join(folder, name)) }
}

const partitionsOf = async (lake: Lake) => (await listPartitions(lake)).map(formatPartition)

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'nothing was thrown',
    (error: unknown) => (error as Failure).message,
  )
}

describe('a download folder as it arrives', () => {
  it('is ingested completely, its JSON files ignored, named or not', async () => {
    const { folder, path, side } = await download()
    const whole = temporaryLake()
    await ingestFiles(whole, [folder])
    expect(await partitionsOf(whole)).toEqual([formatPartition(mbo())])
    const named = temporaryLake()
    await ingestFiles(named, [...side, path])
    expect(lakeHashes(named)).toEqual(lakeHashes(whole))
    expect((await manifestOf(whole, mbo())).quality.vendor_condition).toBeUndefined()
  })

  it('reports ignored files, and a JSON file it could not use', async () => {
    const { folder, path, side } = await download()
    writeFileSync(join(folder, 'manifest.json'), '{"files":')
    writeFileSync(join(folder, 'condition.json'), '{"date": "2026-01-06"}')
    writeFileSync(join(folder, 'more.zip'), 'PK')
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    writeFileSync(join(folder, 'truth.json'), '{}')
    writeFileSync(join(folder, 'glbx-mdp3-20260107.mbo.dbn'), 'spoiled')
    const dates = { kind: 'list', dates: [DAY] } as const
    const lake = temporaryLake()
    const events = await ingestFiles(lake, [folder], { dates })
    const passedOver = events.flatMap((event) =>
      event.type === 'passed-over' ? [`${event.why}: ${event.files.map((f) => basename(f))}`] : [],
    )
    expect(passedOver).toEqual([
      'what the vendor says of the download: condition.json,manifest.json,metadata.json,symbology.json',
      'a zip archive: unpack it with unzip: more.zip',
      'its name is not one of DBN files, *.dbn or *.dbn.zst: rename it if it is one: notes.txt',
      'of another date by its name; it cannot be read: glbx-mdp3-20260107.mbo.dbn',
      "it is not of the vendor's form, and its hashes are not used: manifest.json",
      "it is not of the vendor's form, and its conditions are not used: condition.json",
    ])
    expect(await partitionsOf(lake)).toEqual([formatPartition(mbo())])
    // By name they are skipped too: a shell's glob names them.
    const named = await ingestFiles(temporaryLake(), [...side, path])
    expect(named[0]).toMatchObject({ type: 'passed-over', files: side })
  })

  it('are not waited for where a pipe or a device stands in their place', async () => {
    const { folder } = await download()
    for (const name of ['manifest.json', 'condition.json']) rmSync(join(folder, name))
    execFileSync('mkfifo', [join(folder, 'manifest.json')])
    symlinkSync('/dev/zero', join(folder, 'condition.json'))
    const lake = temporaryLake()
    const passedOver = (await ingestFiles(lake, [folder])).flatMap((event) =>
      event.type === 'passed-over' ? event.why : [],
    )
    expect(passedOver).toContain(
      'this is not a file (found a named pipe), and its hashes are not used',
    )
    expect(passedOver).toContain(
      'this is not a file (found a device), and its conditions are not used',
    )
    expect(await partitionsOf(lake)).toEqual([formatPartition(mbo())])
  })

  it('that has another date only fails a run that may need it', async () => {
    const { folder } = await download()
    writeFileSync(join(folder, 'glbx-mdp3-20260107.mbo.dbn'), 'spoiled')
    writeFileSync(join(folder, 'unnamed.dbn'), 'spoiled')
    const refusalsOn = async (dt: string) => {
      const refused: string[] = []
      const dates = { kind: 'list', dates: [dt] } as const
      await ingestFiles(temporaryLake(), [folder], { dates }, undefined, (failure) =>
        refused.push(basename(String(failure.detail.where).replace(/, .*/, ''))),
      )
      return refused
    }
    expect(await refusalsOn(DAY)).toEqual(['unnamed.dbn'])
    expect(await refusalsOn(NEXT_DAY)).toEqual(['glbx-mdp3-20260107.mbo.dbn', 'unnamed.dbn'])
  })

  it('is held to its manifest.json', async () => {
    const { folder, path } = await download({ hash: '0'.repeat(64) })
    expect(await messageOf(ingestFiles(temporaryLake(), [folder]))).toMatch(
      `${path}: the file is not the one that was delivered: manifest.json beside it says otherwise (expected sha256 ${'0'.repeat(64)}, found `,
    )
  })

  it('records the condition of a day from condition.json', async () => {
    const { folder } = await download({ condition: 'degraded' })
    const lake = temporaryLake()
    await ingestFiles(lake, [folder])
    const { quality, notes } = await manifestOf(lake, mbo())
    expect(quality.vendor_condition).toBe('degraded')
    expect(notes).toEqual([`the vendor calls its data of ${DAY} degraded`])
    const [status] = await pipelineStatus(lake, {}, {})
    expect(status.notes).toEqual(['the vendor calls it degraded'])
  })

  it('may be links, to files and folders, one into itself', async () => {
    const { folder, path } = await download()
    const links = temporaryFolder()
    symlinkSync(path, join(links, 'linked.mbo.dbn.zst'))
    symlinkSync(folder, join(links, 'folder'))
    symlinkSync(links, join(links, 'loop'))
    symlinkSync(join(links, 'nowhere'), join(links, 'gone.dbn'))
    const lake = temporaryLake()
    const events = await ingestFiles(lake, [links])
    expect(events.map(({ type }) => type)).toContain('repeated')
    expect((await manifestOf(lake, mbo())).rows).toBe(records.length)
  })

  it('is not a zip, nor a pipe, nor a device', async () => {
    const folder = temporaryFolder()
    const zip = join(folder, 'GLBX.zip')
    writeFileSync(zip, 'PK')
    expect(await messageOf(ingestFiles(temporaryLake(), [zip]))).toBe(
      `${zip}: this is a zip archive; unpack it first: unzip ${zip}.`,
    )
    const pipe = join(folder, 'pipe.dbn')
    execFileSync('mkfifo', [pipe])
    for (const path of [pipe, '/dev/null']) {
      expect(await messageOf(ingestFiles(temporaryLake(), [path]))).toBe(
        `${path}: this is no file but a pipe or a device; copy what it gives into a file, or pipe it into: spymaster pipeline ingest -.`,
      )
    }
    // In a folder they are skipped.
    await writeDbn(join(folder, 'a.dbn'), records, { metadata: { mappings } })
    const lake = temporaryLake()
    await ingestFiles(lake, [folder])
    expect(await partitionsOf(lake)).toEqual([formatPartition(mbo())])
  })
})

describe('orders that are out of order', () => {
  /** A record's fields with a flag set. */
  const flagged = (record: Fields, flag: number) => ({
    ...record,
    flags: Number(record.flags) | flag,
  })

  async function sequencesOf(list: readonly Fields[]) {
    const folder = temporaryFolder()
    const numbered = list.map((record, sequence) => ({ ...record, sequence }))
    await writeDbn(join(folder, 'a.dbn'), numbered, { metadata: { mappings } })
    const lake = temporaryLake()
    await ingestFiles(lake, [folder])
    const { quality } = await manifestOf(lake, mbo())
    const sequences = (await columnOf(lake, mbo(), 'sequence')).map(Number)
    // What the run handled rightly is no fault.
    const { signal } = new AbortController()
    const { checks } = await runChecks(lake, [whole, bronzeOrders], { signal })
    expect(
      checks.flatMap(({ findings }) => findings.flatMap(({ offending }) => offending)),
    ).toEqual([])
    return { sequences, moved: quality.out_of_order }
  }

  const live = records.filter(({ flags }) => (Number(flags) & 32) === 0)

  it('are put in order of receipt, stably, and counted', async () => {
    const list = [...live]
    // The second and third are received before the first; the tenth with the fifth.
    const time = (row: number) => BigInt(live[row].ts_recv)
    list[1] = { ...live[1], ts_recv: time(0) - 5n }
    list[2] = { ...live[2], ts_recv: time(0) - 5n }
    list[9] = { ...live[9], ts_recv: time(4) }
    const expected = list
      .map((record, sequence) => ({ record, sequence }))
      .sort((a, b) => Number(BigInt(a.record.ts_recv) - BigInt(b.record.ts_recv)))
      .map(({ sequence }) => sequence)
    const { sequences, moved } = await sequencesOf(list)
    expect(sequences).toEqual(expected)
    expect(sequences.slice(0, 3)).toEqual([1, 2, 0])
    expect(moved).toBe(3)
  })

  it('by a receipt that is not to be trusted stay where they are', async () => {
    const list = [...live]
    list[5] = flagged({ ...live[5], ts_recv: 5n }, 8)
    list[6] = { ...live[6], ts_recv: -1n }
    const { sequences, moved } = await sequencesOf(list)
    expect(sequences).toEqual(list.map((_, row) => row))
    expect(moved).toBe(0)
  })

  it('by a receipt a day ahead, or an undefined one in a snapshot, stay there too', async () => {
    const list = [...records]
    const ofSnapshot = list.findLastIndex(({ flags }) => Number(flags) & 32)
    list[2] = { ...list[2], ts_recv: -1n, ts_event: 5n }
    list[ofSnapshot + 1] = flagged(
      { ...list[ofSnapshot + 1], ts_recv: timeOf(NEXT_DAY, '15:00:00') },
      8,
    )
    const { sequences, moved } = await sequencesOf(list)
    expect(sequences).toEqual(list.map((_, row) => row))
    expect(moved).toBe(0)
  })

  it('keep a snapshot in place', async () => {
    const old = BigInt(live[0].ts_recv) - 3_600_000_000_000n
    const snapshot = records
      .filter(({ flags }) => Number(flags) & 32)
      .map((record) => ({ ...record, ts_recv: old }))
    const list = [...live.slice(0, 8), ...snapshot, ...live.slice(8)]
    const { sequences, moved } = await sequencesOf(list)
    expect(sequences).toEqual(list.map((_, row) => row))
    expect(moved).toBe(0)
  })

  it('are the same day, whichever two of them stand in each other’s place', async () => {
    const sorted = await sequencesOf(live)
    for (const row of [0, 3, live.length - 2]) {
      const swapped = live.with(row, live[row + 1]).with(row + 1, live[row])
      const { sequences } = await sequencesOf(swapped)
      const orders = sequences.map((sequence) => key({ sequence: swapped[sequence].sequence }))
      const isTie = live[row].ts_recv === live[row + 1].ts_recv
      if (!isTie) expect(orders).toEqual(live.map(key))
    }
    expect(sorted.moved).toBe(0)
  })
})

describe('a live recording', () => {
  const live = { schema: 0xffff, start: 0n, end: -1n }
  const both = dayRecords({ seconds: 10, instruments: ['ESH6', 'ESM6'] })
  const future = both.filter(({ instrument_id: id }) => id === 101)
  const next = both.filter(({ instrument_id: id }) => id === 102)

  /** A recording of both futures, received a little later than the historical file says. */
  async function writeFiles() {
    const folder = temporaryFolder()
    const recording = join(folder, 'live.dbn')
    const historical = join(folder, 'historical.dbn')
    const received = both.map((record) => ({
      ...record,
      ts_recv: BigInt(record.ts_recv) + 79_000n,
    }))
    const names = mappingsOf(DAY, { ESH6: 101, ESM6: 102 })
    await writeDbn(recording, received, { metadata: { ...live, mappings: names } })
    await writeDbn(historical, future, { metadata: { mappings } })
    return { recording, historical }
  }

  it('gives way to a historical file of an instrument’s day, whichever comes first', async () => {
    const { recording, historical } = await writeFiles()
    const alone = temporaryLake()
    await ingestFiles(alone, [recording])
    expect((await manifestOf(alone, mbo())).rows).toBe(future.length)
    const runs = [
      [[recording, historical]],
      [[recording], [historical]],
      [[historical], [recording]],
    ]
    const note = `${future.length} records of the live recording live.dbn gave way to historical data`
    for (const run of runs) {
      const lake = temporaryLake()
      for (const paths of run) await ingestFiles(lake, paths)
      const { inputs, quality, notes } = await manifestOf(lake, mbo())
      expect(await columnOf(lake, mbo(), 'ts_recv')).toEqual(future.map((r) => r.ts_recv))
      expect(quality.superseded_records).toBe(future.length)
      expect(notes).toEqual([note])
      expect(inputs.map((input) => 'file' in input && input.file)).toEqual([
        'historical.dbn',
        'live.dbn',
      ])
      // The other instrument of the recording is nobody else's.
      expect((await manifestOf(lake, mbo('ESM6'))).rows).toBe(next.length)
      // And it has been read: nothing is left to do.
      const again = await ingestFiles(lake, [recording, historical])
      expect(again.map(({ type }) => type)).toEqual(['known', 'known'])
    }
  })

  it('that overlaps another is held to it', async () => {
    const folder = temporaryFolder()
    const paths = [join(folder, 'a.dbn'), join(folder, 'b.dbn')]
    await writeDbn(paths[0], records.slice(0, 60), { metadata: { ...live, mappings } })
    await writeDbn(paths[1], records.slice(30), { metadata: { ...live, mappings } })
    const lake = temporaryLake()
    await ingestFiles(lake, paths)
    const { rows, quality } = await manifestOf(lake, mbo())
    expect(rows).toBe(records.length)
    expect(quality).toMatchObject({ repeated_records: 30, superseded_records: 0 })
  })

  it('whose snapshot lies within another gives way with it, and is not held to it', async () => {
    const folder = temporaryFolder()
    const [killed, replayed] = [join(folder, 'a.dbn'), join(folder, 'b.dbn')]
    const isSnapshot = ({ flags }: Fields) => (Number(flags) & 32) !== 0
    const orders = records.filter((record) => !isSnapshot(record))
    const middle = Math.floor(orders.length / 2)
    const time = BigInt(orders[middle].ts_recv) + 1n
    const snapshot = records.filter(isSnapshot).map((record) => ({ ...record, ts_recv: time }))
    const metadata = { ...live, mappings }
    const rest = orders.slice(middle + 1, middle + 20)
    await writeDbn(killed, [...snapshot, ...rest], { metadata })
    await writeDbn(replayed, orders, { metadata })
    const runs = [[[killed, replayed]], [[killed], [replayed]], [[replayed], [killed]]]
    for (const run of runs) {
      const lake = temporaryLake()
      for (const paths of run) await ingestFiles(lake, paths)
      expect(await columnOf(lake, mbo(), 'ts_recv')).toEqual(orders.map((r) => r.ts_recv))
    }
  })

  it('that repeats earlier records of another kind is not held to its orders', async () => {
    const folder = temporaryFolder()
    const [first, second, definitions] = ['a.dbn', 'b.dbn', 'c.dbn'].map((name) =>
      join(folder, name),
    )
    const metadata = { ...live, mappings }
    const defined = definition('ESH6', { ts_recv: timeOf(DAY, '00:00:01') })
    await writeDbn(first, records.slice(0, 60), { metadata })
    await writeDbn(definitions, [defined], { kind: 'definition', metadata })
    await writeDbn(second, records.slice(70), { metadata, raw: recordsIn(definitions) })
    for (const paths of [
      [first, second],
      [second, first],
    ]) {
      const lake = temporaryLake()
      await ingestFiles(lake, paths)
      const { rows, quality } = await manifestOf(lake, mbo())
      expect([rows, quality.repeated_records]).toEqual([records.length - 10, 0])
    }
  })
})

/** A DBN file's bytes after its header, which is four of magic, four of its length, and the rest. */
function recordsIn(path: string): Buffer {
  const bytes = zstdDecompressSync(readFileSync(path))
  return bytes.subarray(8 + bytes.readUInt32LE(4))
}

describe('a continuous contract', () => {
  it.each(['a.dbn', 'z.dbn'])('beside the contract that it is (%s) is that one', async (name) => {
    const folder = temporaryFolder()
    const cut = records[40].ts_recv as bigint
    const first = records.filter(({ ts_recv: at }) => BigInt(at) < cut)
    await writeDbn(join(folder, 'es.dbn'), first, { metadata: { mappings, end: cut } })
    const continuous = { mappings: mappingsOf(DAY, { 'ES.c.0': 101 }) }
    await writeDbn(join(folder, name), records, { metadata: continuous })
    const lake = temporaryLake()
    await ingestFiles(lake, [folder])
    const { rows, quality } = await manifestOf(lake, mbo())
    expect([rows, quality.repeated_records]).toEqual([records.length, first.length])
  })
})

describe('options and their definitions', () => {
  const option = (symbol: string, id: number) =>
    definition(symbol, { instrument_id: id, instrument_class: 'C', underlying: 'ESH6' })
  const ids = { 'ESH6 C6900': 901, 'EW1F6 C6900': 902 }
  const symbols = Object.keys(ids) as (keyof typeof ids)[]

  /** Orders of one option, or several, interleaved second by second. */
  const ordersOf = (...names: (keyof typeof ids)[]) =>
    Array.from({ length: 40 }, (_, event) => ({
      ...records[20 + event],
      instrument_id: ids[names[event % names.length]],
      ts_recv: timeOf(DAY, '14:31:00') + BigInt(event) * 10_000_000n,
      sequence: event,
    }))

  async function writeOptions(folder: string, name: string, ...names: (keyof typeof ids)[]) {
    const path = join(folder, name)
    const own = Object.fromEntries(names.map((symbol) => [symbol, ids[symbol]]))
    const list = ordersOf(...symbols).filter(({ instrument_id: id }) =>
      Object.values(own).includes(Number(id)),
    )
    await writeDbn(path, list, { metadata: { mappings: mappingsOf(DAY, own) } })
    return path
  }

  async function writeDefinitions(folder: string, name: string, list: readonly Fields[]) {
    const path = join(folder, name)
    await writeDbn(path, list, { kind: 'definition', metadata: { mappings: [] } })
    return path
  }

  const day = { dataset: OPTION_MBO, symbol: 'ESH6', dt: DAY }

  it('of one day in two files each are one day, in any order, in one run or four', async () => {
    const folder = temporaryFolder()
    const paths = [
      await writeOptions(folder, 'weekly.dbn', 'EW1F6 C6900'),
      await writeOptions(folder, 'quarterly.dbn', 'ESH6 C6900'),
      await writeDefinitions(folder, 'future.definition.dbn', [definition('ESH6')]),
      await writeDefinitions(
        folder,
        'options.definition.dbn',
        symbols.map((symbol) => option(symbol, ids[symbol])),
      ),
    ]
    const whole = temporaryFolder()
    await writeOptions(whole, 'all.dbn', ...symbols)
    await writeDefinitions(whole, 'all.definition.dbn', [
      definition('ESH6'),
      ...symbols.map((symbol) => option(symbol, ids[symbol])),
    ])
    const expected = temporaryLake()
    await ingestFiles(expected, [whole])
    const runs = [[folder], [...paths].reverse()]
    const lakes = await Promise.all(
      runs.map(async (run) => {
        const lake = temporaryLake()
        await ingestFiles(lake, run)
        return lake
      }),
    )
    const oneByOne = temporaryLake()
    for (const path of [paths[3], paths[0], paths[2], paths[1]]) await ingestFiles(oneByOne, [path])
    for (const lake of [...lakes, oneByOne]) {
      expect(await partitionsOf(lake)).toEqual(await partitionsOf(expected))
      for (const column of ['instrument_id', 'sequence', 'ts_recv'])
        expect(await columnOf(lake, day, column)).toEqual(await columnOf(expected, day, column))
      const definitions = { ...day, dataset: DEFINITIONS }
      expect(new Set(await columnOf(lake, definitions, 'raw_symbol'))).toEqual(
        new Set(['ESH6', ...symbols]),
      )
    }
  })

  it('are ingested once their definitions arrive, and only those that were dropped', async () => {
    const folder = temporaryFolder()
    const orders = await writeOptions(folder, 'all.dbn', ...symbols)
    const [first, second] = await Promise.all(
      symbols.map((symbol, index) =>
        writeDefinitions(folder, `${index}.definition.dbn`, [option(symbol, ids[symbol])]),
      ),
    )
    const lake = temporaryLake()
    await ingestFiles(lake, [first, orders])
    expect(new Set(await columnOf(lake, day, 'instrument_id'))).toEqual(new Set([901]))
    await ingestFiles(lake, [second, orders])
    expect(await columnOf(lake, day, 'sequence')).toEqual(ordersOf(...symbols).map(key))
    const { inputs } = await manifestOf(lake, day)
    expect(inputs).toHaveLength(1)
  })

  it('are held back by a definition file that cannot be read only where they need it', async () => {
    const folder = temporaryFolder()
    await writeOptions(folder, 'glbx-mdp3-20260106.options.dbn', 'ESH6 C6900')
    await writeDefinitions(folder, 'glbx-mdp3-20260106.definition.dbn', [option('ESH6 C6900', 901)])
    writeFileSync(join(folder, 'glbx-mdp3-20260106.more.definition.dbn'), 'spoiled')
    const lake = temporaryLake()
    const refusals: string[] = []
    const note = (failure: Failure) => refusals.push(failure.message)
    await ingestFiles(lake, [folder], {}, undefined, note)
    expect(refusals).toHaveLength(1)
    expect((await manifestOf(lake, day)).rows).toBe(20)

    mkdirSync(join(folder, 'other'))
    const other = await writeOptions(join(folder, 'other'), 'weekly.dbn', 'EW1F6 C6900')
    await ingestFiles(lake, [folder], {}, undefined, note)
    expect(refusals).toContain(
      `${other}: the definitions of its options are in a file that cannot be read; replace that file and run it again.`,
    )
  })

  it('of other days are nothing that a chosen day fails by', async () => {
    const folder = temporaryFolder()
    await writeDbn(join(folder, '1.dbn'), records, { metadata: { mappings } })
    const next = dayRecords({ date: NEXT_DAY, seconds: 3, instruments: ['ESH6'] })
    await writeDbn(join(folder, '2.dbn'), next, { date: NEXT_DAY })
    await writeDefinitions(folder, 'spread.definition.dbn', [
      definition('ESH6-ESM6', { instrument_class: 'S' }),
    ])
    writeFileSync(join(folder, 'glbx-mdp3-20260107.mbo.dbn'), 'spoiled')
    const lake = temporaryLake()
    const dates = { kind: 'list', dates: [DAY] } as const
    const events = await ingestFiles(lake, [folder], { dates, symbol: 'ES' })
    expect(await partitionsOf(lake)).toEqual([formatPartition(mbo())])
    expect(events.filter(({ type }) => type === 'unused')).toHaveLength(2)
  })
})

function key({ sequence }: Fields): number {
  return Number(sequence)
}
