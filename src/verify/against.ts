import { DATASETS } from '../contracts/registry.ts'
import { schemaName } from '../dbn/codes.ts'
import type { RecordBatch } from '../dbn/decoder.ts'
import { type ReadOptions, readDbn } from '../dbn/file.ts'
import { kindName, RECORD_KINDS } from '../dbn/layout.ts'
import type { Metadata } from '../dbn/metadata.ts'
import { Failure } from '../failure.ts'
import { listPartitions } from '../lake/partition/list.ts'
import { readPartition } from '../lake/partition/read.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import { rulesOf } from '../market/roots.ts'
import {
  dateOfSecond,
  NANOSECONDS_PER_DAY,
  secondFromWords,
  startOfUtcDate,
} from '../market/time.ts'
import { findTickSize } from '../stages/tick-size.ts'
import type { Table } from '../table/table.ts'
import {
  isJudging,
  JUDGING_KINDS,
  Judge,
  type JudgeColumns,
  type JudgingKind,
  judgeColumns,
} from './against-judge.ts'
import { BookReplay } from './against-replay.ts'
import { type AgainstReport, Differences } from './against-report.ts'

const SECONDS_PER_DAY = 86_400

export interface AgainstOptions {
  /** Only this contract; default all that the lake and the file have. */
  readonly symbol?: string | undefined
  readonly dt?: string | undefined
  /** Number of differences to list. */
  readonly first: number
  readonly signal: AbortSignal
  /** The bytes to read instead of the file. */
  readonly input?: ReadOptions['input']
}

/**
 * Compares a vendor's quotes, levels, trades or bars with the book built from the lake's orders of
 * the same days.
 *
 * @throws Failure `input` if the file has another schema, or nothing of it can be compared
 */
export async function verifyAgainst(
  lake: Lake,
  file: string,
  options: AgainstOptions,
): Promise<AgainstReport> {
  const comparison = new Comparison(lake, file, options)
  try {
    return await comparison.run()
  } finally {
    await comparison.close()
  }
}

class Comparison {
  readonly #lake: Lake
  readonly #file: string
  readonly #options: AgainstOptions
  readonly #differences: Differences
  readonly #columns = new WeakMap<Table, JudgeColumns>()
  readonly #days: { symbol: string; dt: string }[] = []
  readonly #foreign = new Set<number>()
  #kind: JudgingKind | undefined
  #metadata: Metadata | undefined
  /** The current date, and its instruments by id. */
  #day = Number.NaN
  #judges = new Map<number, { judge: Judge; replay: BookReplay }>()

  constructor(lake: Lake, file: string, options: AgainstOptions) {
    this.#lake = lake
    this.#file = file
    this.#options = options
    this.#differences = new Differences(options.first)
  }

  async run(): Promise<AgainstReport> {
    const { signal, input } = this.#options
    const others = new Map<string, number>()
    const reading = { kinds: RECORD_KINDS, ...(input && { input }) }
    for await (const item of readDbn(this.#file, reading)) {
      signal.throwIfAborted()
      if (item.type === 'metadata') this.#metadata = item.metadata
      if (item.type !== 'records') continue
      const { kind } = item.layout
      if (!isJudging(kind)) {
        const name = kindName(kind)
        others.set(name, (others.get(name) ?? 0) + item.table.length)
      } else await this.#compare(kind, item)
    }
    await this.#endDay()
    const { counted, byField, first, total } = this.#differences
    if (this.#kind === undefined) throw this.#noJudge(others)
    if (this.#days.length === 0) throw this.#nothingCompared()
    return {
      pass: total === 0,
      file: this.#file,
      schema: this.#metadata ? schemaName(this.#metadata.schema) : kindName(this.#kind),
      days: this.#days,
      counted,
      differences: total,
      byField,
      first,
    }
  }

  async close(): Promise<void> {
    for (const { replay } of this.#judges.values()) await replay.close()
    this.#judges.clear()
  }

  async #compare(kind: JudgingKind, batch: RecordBatch): Promise<void> {
    if (this.#kind !== undefined && this.#kind !== kind) throw this.#mixed(this.#kind, kind)
    this.#kind = kind
    const { table } = batch
    const columns = this.#columnsOf(batch)
    const times = kind === 'ohlcv_1s' ? columns.event : columns.received
    for (let row = 0; row < table.length; row++) {
      const second = secondFromWords(times[2 * row], times[2 * row + 1])
      const day = Math.floor(second / SECONDS_PER_DAY)
      if (day !== this.#day) await this.#enterDay(day)
      const found = this.#judges.get(columns.instrument[row])
      if (found) await found.judge.compare(columns, row)
      else {
        this.#differences.count('records left out')
        this.#foreign.add(columns.instrument[row])
      }
    }
  }

  #columnsOf(batch: RecordBatch): JudgeColumns {
    let columns = this.#columns.get(batch.table)
    if (!columns) {
      columns = judgeColumns(batch)
      this.#columns.set(batch.table, columns)
    }
    return columns
  }

  /** Opens the orders of a date, by instrument id. */
  async #enterDay(day: number): Promise<void> {
    await this.#endDay()
    this.#day = day
    const dt = dateOfSecond(day * SECONDS_PER_DAY)
    const { symbol } = this.#options
    if (this.#options.dt !== undefined && this.#options.dt !== dt) return
    const filter = { dataset: DATASETS.mbo, dt, ...(symbol !== undefined && { symbol }) }
    for (const partition of await listPartitions(this.#lake, filter)) {
      await this.#open(partition)
    }
  }

  async #open(partition: Partition): Promise<void> {
    const kind = this.#kind as JudgingKind
    const { size } = await findTickSize(this.#lake, partition, rulesOf(partition.symbol))
    const reader = await readPartition(this.#lake, partition)
    const [first] =
      reader.rowGroups.length > 0
        ? (await reader.read(0, ['instrument_id'])).column('instrument_id', 'uint32')
        : []
    const replay = new BookReplay(reader, size, kind === 'bbo_1s')
    const judge = new Judge(partition, kind, replay, this.#differences, this.#since(partition.dt))
    this.#judges.set(first, { judge, replay })
  }

  /** Ends the current date: trades absent from the file's range are missing. */
  async #endDay(): Promise<void> {
    for (const { judge } of this.#judges.values()) {
      if (!judge.hasRecords) continue
      await judge.end(this.#until(judge.dt))
      this.#days.push({ symbol: judge.symbol, dt: judge.dt })
    }
    await this.close()
  }

  /** Start of the file's range in a date, ns from the date's start. */
  #since(dt: string): number {
    const start = this.#metadata?.start ?? 0n
    return Math.max(0, Number(start - startOfUtcDate(dt)))
  }

  /** End of the file's range; undefined if it ends with its last record. */
  #until(dt: string): number | undefined {
    if (this.#metadata?.limit !== 0n) return undefined
    const { end } = this.#metadata
    const rest = BigInt.asUintN(64, end) - startOfUtcDate(dt)
    return Number(end !== 0n && rest < NANOSECONDS_PER_DAY ? rest : NANOSECONDS_PER_DAY)
  }

  #mixed(one: JudgingKind, other: JudgingKind): Failure {
    return new Failure({
      code: 'input',
      what: 'the file has several kinds of records',
      where: this.#file,
      found: `${kindName(one)}, ${kindName(other)}`,
      fix: 'compare files of one schema',
    })
  }

  #noJudge(others: ReadonlyMap<string, number>): Failure {
    const found = [...others].map(([kind, records]) => `${records} ${kind}`).join(', ')
    return new Failure({
      code: 'input',
      what: 'the file has no records that a book can be compared with',
      where: this.#file,
      expected: JUDGES,
      found: found || 'no records',
    })
  }

  #nothingCompared(): Failure {
    const { symbol, dt } = this.#options
    const asked = [symbol, dt].filter((each) => each !== undefined).join(' ')
    return new Failure({
      code: 'input',
      what: "the lake has no orders of the file's instruments and dates",
      where: this.#file,
      expected: `${DATASETS.mbo}${asked && ` of ${asked}`} with an instrument id of the file's, on its dates`,
      found: `records of ${this.#foreign.size} other instruments or dates`,
      fix: 'ingest the MBO file of the same day first',
    })
  }
}

/** Names of the comparable kinds. */
const JUDGES = Object.keys(JUDGING_KINDS)
  .map((kind) => kindName(kind as JudgingKind))
  .join(', ')
