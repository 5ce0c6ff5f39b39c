import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { DATASETS } from '../../src/contracts/registry.ts'
import { DbnFileWriter } from '../../src/dbn/file-writer.ts'
import { recordLayout } from '../../src/dbn/layout.ts'
import { datasetsOfStage } from '../../src/lake/datasets.ts'
import { parseManifestKey, stageDayOf } from '../../src/lake/partition/keys.ts'
import type { Input, Manifest } from '../../src/lake/partition/manifest.ts'
import { readPartition } from '../../src/lake/partition/read.ts'
import { beginRun } from '../../src/lake/partition/write.ts'
import { formatPartition, type Lake, openLake, type Partition } from '../../src/lake/paths.ts'
import { NANOSECONDS_PER_DAY, startOfUtcDate, utcDate } from '../../src/market/time.ts'
import { runIngest } from '../../src/pipeline/pipeline.ts'
import { inputsOf, survey } from '../../src/pipeline/survey.ts'
import { wantedDays } from '../../src/pipeline/wanted.ts'
import { futuresBook } from '../../src/stages/silver/futures-book.ts'
import type { Stage, StageOptions, Target } from '../../src/stages/stage.ts'
import { Table } from '../../src/table/table.ts'
import type { Check } from '../../src/verify/check.ts'
import type { CheckFinding } from '../../src/verify/finding.ts'
import { runCheck } from '../../src/verify/run-checks.ts'
import { EPOCH_SECOND, type MboRecord, TICK } from '../book/records.ts'
import { metadataOf } from '../dbn/streams.ts'
import { editManifest, linkShown, manifestIn } from '../lake/lake-files.ts'

export const SYMBOL = 'ESH6'
export const DT = '2026-01-06'
const INSTRUMENT = 42_140_878
/** The flag of an event's last record. */
const LAST = 128

export const BRONZE: Partition = { dataset: DATASETS.mbo, symbol: SYMBOL, dt: DT }
export const SNAPSHOTS: Partition = { dataset: DATASETS.snapshot, symbol: SYMBOL, dt: DT }
export const RADARS: Partition = { dataset: DATASETS.radar, symbol: SYMBOL, dt: DT }
export const WALLS: Partition = { dataset: DATASETS.wall, symbol: SYMBOL, dt: DT }

export const signal = new AbortController().signal

/** A lake in a folder of its own. */
export function emptyLake(): Lake {
  return openLake(mkdtempSync(join(tmpdir(), 'verify-lake-')))
}

/** The same lake again, to be damaged. */
export function copyOf(lake: Lake): Lake {
  const copy = emptyLake()
  cpSync(lake.root, copy.root, { recursive: true })
  linkShown(copy)
  return copy
}

export function removeLake({ root }: Lake): void {
  rmSync(root, { recursive: true, force: true })
}

/** Numbers that are the same in every run: a linear congruential generator. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** A resting order of the market below. */
interface Resting {
  readonly id: bigint
  readonly side: 'A' | 'B'
  tick: number
  size: number
}

/**
 * Some seconds of a market: a book that is crossed at first, then orders, moves, cancels and
 * trades, icebergs' too, seconds without any record, and a clear half way.
 */
export function market(seconds: number, seed = 7): MboRecord[] {
  const below = seeded(seed)
  const records: MboRecord[] = []
  const resting: Resting[] = []
  let nextId = 1n
  let time = 0n
  const push = (
    action: string,
    { id, side, tick, size }: Omit<Resting, 'side'> & { side: string },
    flags = LAST,
  ) => {
    const price = BigInt(tick * TICK)
    records.push({ time, received: time, action, id, side, price, size, flags })
  }
  const add = (side: 'A' | 'B', tick: number, size: number) => {
    const order = { id: nextId++, side, tick, size }
    resting.push(order)
    push('A', order)
    return order
  }
  const remove = (order: Resting) => resting.splice(resting.indexOf(order), 1)
  const sign = (side: 'A' | 'B') => (side === 'A' ? 1 : -1)
  const best = (side: 'A' | 'B') =>
    resting
      .filter((order) => order.side === side)
      .sort((a, b) => sign(side) * (a.tick - b.tick))
      .at(0)
  /** A tick that does not meet the other side. */
  const passive = (side: 'A' | 'B') => {
    const other = best(side === 'A' ? 'B' : 'A')?.tick ?? 20_000
    return other + sign(side) * (1 + below(7))
  }
  const ladder = (levels: number) => {
    for (let level = 0; level < levels; level++) {
      add('B', 20_000 - level, 5 + level)
      add('A', 20_002 + level, 6 + level)
    }
  }

  time = at(0, 0)
  ladder(8)
  const crossing = add('B', 20_003, 4)
  time = at(3, 0)
  push('C', crossing)
  remove(crossing)
  for (let second = 3; second < seconds; second++) {
    if (second % 11 === 10) continue
    time = at(second, 1)
    if (second === Math.floor(seconds / 2)) {
      push('R', { id: 0n, side: 'N', tick: 0, size: 0 })
      resting.length = 0
      ladder(6)
    }
    for (let part = 10; part < 80; part += 5) {
      time = at(second, part)
      const order = resting[below(resting.length)]
      const choice = below(10)
      if (choice < 4) {
        const side = below(2) === 0 ? 'B' : 'A'
        add(side, passive(side), 1 + below(9))
      } else if (choice < 5) {
        push('C', order)
        remove(order)
      } else if (choice < 7) {
        order.tick = passive(order.side)
        order.size = 1 + below(9)
        push('M', order)
      } else {
        // Buyers are the stronger: the market climbs.
        const maker = best(below(4) === 0 ? 'B' : 'A')
        if (!maker) continue
        const size = 1 + below(maker.size)
        const isHidden = choice === 9
        push('T', { ...maker, id: 0n, side: maker.side === 'B' ? 'A' : 'B', size }, 0)
        push('F', { ...maker, size }, isHidden ? LAST : 0)
        if (isHidden) continue
        push('C', { ...maker, size })
        maker.size -= size
        if (maker.size === 0) remove(maker)
      }
    }
  }
  return records
}

/** Hundredths of a second after a second of the market. */
function at(second: number, part: number): bigint {
  return BigInt(EPOCH_SECOND + second) * 1_000_000_000n + BigInt(part) * 10_000_000n
}

/** Writes records as a DBN file of the day. */
export async function writeDay(path: string, records: readonly MboRecord[]): Promise<void> {
  const layout = recordLayout('mbo', 3)
  const table = new Table(layout.contract, records.length)
  table.length = records.length
  table.column('rtype', 'uint8').fill(layout.rtype)
  table.column('publisher_id', 'uint16').fill(1)
  table.column('instrument_id', 'uint32').fill(INSTRUMENT)
  for (const [row, record] of records.entries()) {
    table.column('ts_event', 'int64')[row] = record.time
    table.column('ts_recv', 'int64')[row] = record.received
    table.column('order_id', 'uint64')[row] = record.id
    table.column('price', 'int64')[row] = record.price
    table.column('size', 'uint32')[row] = record.size
    table.column('flags', 'uint8')[row] = record.flags
    table.column('action', 'char')[row] = record.action.charCodeAt(0)
    table.column('side', 'char')[row] = record.side.charCodeAt(0)
  }
  const intervals = [{ startDate: 20260105, endDate: 20260107, symbol: String(INSTRUMENT) }]
  const mappings = [{ rawSymbol: SYMBOL, intervals }]
  const start = startOfUtcDate(utcDate(records[0].received) ?? DT)
  const end = start + NANOSECONDS_PER_DAY
  const writer = await DbnFileWriter.create(path, metadataOf(3, { mappings, start, end }))
  await writer.write(layout, table)
  await writer.close()
}

/** Ingests files and runs stages over a day, each after those it reads. */
export async function buildDay(
  lake: Lake,
  files: readonly string[],
  target: Target = { symbol: SYMBOL, dt: DT },
  options: StageOptions = {},
  stages: readonly Stage[] = [futuresBook],
): Promise<void> {
  const watcher = { report: () => {}, signal }
  await runIngest(lake, { paths: files, overwrite: false, allowTruncated: false }, watcher)
  const { days } = await wantedDays(lake, [target], stages, options)
  for (const { stage } of await survey(lake, days, options)) {
    const settled = await stage.resolve(lake, target, options, undefined)
    const inputs = await inputsOf(lake, settled)
    await stage.run({ lake, ...target, ...settled, inputs, report: () => {}, signal })
  }
}

/** A lake of one synthetic day, ±8 ticks, so that prices come into range and leave it. */
export async function smallLake(seconds = 60, stages?: readonly Stage[]): Promise<Lake> {
  const lake = emptyLake()
  const path = join(lake.root, 'day.dbn.zst')
  await writeDay(path, market(seconds))
  await buildDay(lake, [path], undefined, { maxRelTicks: 8 }, stages)
  return lake
}

/** Changes what a manifest says of a partition, its hashes right, and those who read it know. */
export function changeManifest(
  lake: Lake,
  partition: Partition,
  change: (manifest: Manifest) => Manifest,
): void {
  editManifest(lake, partition, change)
  relinkStage(lake, partition)
}

/** Records all tables of a partition's stage wherever they were read, so that all lineage holds. */
function relinkStage(lake: Lake, { dataset, symbol, dt }: Partition): void {
  const stage = lake.datasets.get(dataset)?.stage ?? ''
  for (const key of datasetsOfStage(lake.datasets, stage))
    relink(lake, { dataset: key, symbol, dt })
}

function relink(lake: Lake, input: Partition): void {
  const { content_sha256 } = manifestIn(lake, input)
  const isOld = (each: Input) =>
    !('file' in each) &&
    formatPartition(each) === formatPartition(input) &&
    each.content_sha256 !== content_sha256
  const folder = join(lake.root, '.manifests')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const day = parseManifestKey(`.manifests/${name.replaceAll(sep, '/')}`)
    if (!day) continue
    const [dataset] = datasetsOfStage(lake.datasets, day.stage)
    const reader = { ...day, dataset }
    if (!manifestIn(lake, reader).inputs.some(isOld)) continue
    changeManifest(lake, reader, (manifest) => ({
      ...manifest,
      inputs: manifest.inputs.map((each) => (isOld(each) ? { ...each, content_sha256 } : each)),
    }))
  }
}

/**
 * Writes a partition again with other rows, everything but the data right: hashes, counts, lineage.
 *
 * @param change alters a row group in place, or gives the row groups to write in its stead
 */
export async function changeRows(
  lake: Lake,
  partition: Partition,
  change: (table: Table) => readonly Table[] | undefined,
): Promise<void> {
  const day = stageDayOf(lake, partition)
  const run = await beginRun(lake, day)
  try {
    for (const dataset of datasetsOfStage(lake.datasets, day.stage)) {
      const table = await run.table(dataset)
      const reader = await readPartition(lake, { ...partition, dataset })
      for (let group = 0; group < reader.rowGroups.length; group++) {
        const rows = await reader.read(group)
        const changed = dataset === partition.dataset ? change(rows) : undefined
        for (const part of changed ?? [rows]) await table.writeRowGroup(part)
      }
      await reader.close()
    }
    const { stage, inputs, quality, notes } = manifestIn(lake, partition)
    await run.commit({ stage, inputs, quality, notes })
    relinkStage(lake, partition)
  } finally {
    await run.abort()
  }
}

/** What a check finds of a day, of which nothing is changed by it. */
export function findingOf(lake: Lake, check: Check, partition: Partition): Promise<CheckFinding> {
  const { reads } = check
  const { symbol, dt } = partition
  const partitions =
    reads.length === 0 ? [partition] : reads.map((dataset) => ({ dataset, symbol, dt }))
  return runCheck(check, lake, partitions, signal)
}

/** The faults a check finds once rows of one partition are changed, in a copy of the lake. */
export async function faultsAfter(
  original: Lake,
  check: Check,
  partition: Partition,
  change: (table: Table) => readonly Table[] | undefined,
): Promise<readonly string[]> {
  const lake = copyOf(original)
  try {
    await changeRows(lake, partition, change)
    return (await findingOf(lake, check, partition)).offending
  } finally {
    removeLake(lake)
  }
}
