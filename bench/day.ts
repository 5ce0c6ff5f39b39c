import { mkdir, rename, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SCHEMAS, STYPE_INSTRUMENT_ID, STYPE_RAW_SYMBOL } from '../src/dbn/codes.ts'
import { DbnFileWriter } from '../src/dbn/file-writer.ts'
import { recordLayout } from '../src/dbn/layout.ts'
import type { Metadata } from '../src/dbn/metadata.ts'
import { startOfUtcDate } from '../src/market/time.ts'
import { Table } from '../src/table/table.ts'
import { MboRows } from './mbo-rows.ts'
import { MAX_EVENT_RECORDS, OrderFlow } from './order-flow.ts'

/** To be raised when the same parameters give another file. */
const REVISION = 1

export const SYMBOL = 'ESH6'
export const DATE = '2026-01-06'
const INSTRUMENT_ID = 42_140_878

/** The records that ESH6 had on that day, over 23 hours. */
export const DAY_RECORDS = 7_700_000
const DAY_SECONDS = 23 * 3600
const RECORDS_PER_SECOND = DAY_RECORDS / DAY_SECONDS

const CHUNK_ROWS = 65_536

export interface DayParameters {
  readonly seed: number
  /** Records after the opening snapshot; the last event may add some. */
  readonly records: number
  /** Records a second; a day's pace if left out. */
  readonly pace?: number | undefined
}

/** A made day's file. */
export interface Day extends DayParameters {
  readonly path: string
  readonly bytes: number
}

/** The day of these parameters, from the system's folder for temporary files if it is there. */
export async function cachedDay(parameters: DayParameters): Promise<Day> {
  const { seed, records, pace } = parameters
  const folder = join(tmpdir(), 'spymaster-bench')
  const density = pace === undefined ? '' : `-p${pace}`
  const path = join(folder, `${SYMBOL}-r${REVISION}-s${seed}-${records}${density}.mbo.dbn.zst`)
  const found = await stat(path).catch(() => undefined)
  if (found) return { ...parameters, path, bytes: found.size }
  await mkdir(folder, { recursive: true })
  const unfinished = `${path}.${process.pid}`
  const bytes = await makeDay(unfinished, parameters)
  await rename(unfinished, path)
  return { ...parameters, path, bytes }
}

/**
 * Writes a DBN file of one symbol's UTC day: a snapshot, then records at a day's pace, so that a
 * file of fewer records is a shorter day; one of more is as long and denser. The same parameters
 * give the same bytes.
 *
 * @returns bytes of the file
 */
export async function makeDay(path: string, parameters: DayParameters): Promise<number> {
  const { seed, records, pace = Math.max(RECORDS_PER_SECOND, records / DAY_SECONDS) } = parameters
  const layout = recordLayout('mbo', 1)
  const table = new Table(layout.contract, CHUNK_ROWS + MAX_EVENT_RECORDS)
  const rows = new MboRows(table, INSTRUMENT_ID, startOfUtcDate(DATE))
  const flow = new OrderFlow(rows, seed, pace)
  const writer = await DbnFileWriter.create(path, metadata())
  let written = 0
  flow.appendSnapshot()
  const snapshotRows = table.length
  while (written + table.length < records + snapshotRows) {
    flow.appendEvent()
    if (table.length < CHUNK_ROWS) continue
    await writer.write(layout, table)
    written += table.length
    table.clear()
  }
  await writer.write(layout, table)
  const { bytes } = await writer.close()
  return bytes
}

function metadata(): Metadata {
  const start = startOfUtcDate(DATE)
  const day = Number(DATE.replaceAll('-', ''))
  const interval = { startDate: day, endDate: day + 1, symbol: `${INSTRUMENT_ID}` }
  return {
    version: 1,
    dataset: 'GLBX.MDP3',
    schema: SCHEMAS.indexOf('mbo'),
    start,
    end: start + 86_400_000_000_000n,
    limit: 0n,
    recordCount: -1n,
    stypeIn: STYPE_RAW_SYMBOL,
    stypeOut: STYPE_INSTRUMENT_ID,
    tsOut: false,
    symbolBytes: 22,
    symbols: [SYMBOL],
    partial: [],
    notFound: [],
    mappings: [{ rawSymbol: SYMBOL, intervals: [interval] }],
  }
}
