import { basename } from 'node:path'
import { DATASETS } from '../../contracts/registry.ts'
import { MIXED_SCHEMA, SCHEMAS, STYPE_INSTRUMENT_ID } from '../../dbn/codes.ts'
import { intervalDate, type Metadata } from '../../dbn/metadata.ts'
import { isContinuous } from '../../dbn/symbology.ts'
import type { Partition } from '../../lake/paths.ts'
import { parseOutright } from '../../market/instruments.ts'
import { isDate, NANOSECONDS_PER_DAY, startOfUtcDate } from '../../market/time.ts'
import type { Gap } from '../recording-journal.ts'
import type { Instruments } from './instruments.ts'
import type { RawFile } from './raw-files.ts'
import type { Days } from './read-days.ts'
import type { Period } from './sources.ts'
import type { VendorInfo } from './vendor-files.ts'

/** What a file holds according to its header and its vendor files. */
export interface FileClaim {
  readonly file: RawFile
  /** Hash of the file; computed only if its size matches a file in the lake. */
  readonly sha256: string | undefined
  /** The vendor's hash of it. */
  readonly vendorSha256: string | undefined
  /** Of a recording: where its journal says that records are missing. */
  readonly gaps: readonly Gap[]
  /** The vendor's condition of UTC dates that are not fully available. */
  readonly conditions: ReadonlyMap<string, string>
  /** "mbo", "definition" …; "mixed" for several schemas or an unknown one. */
  readonly schema: string
  /** UTC days since the epoch, the end exclusive. */
  readonly firstDay: bigint
  readonly endDay: bigint
  /**
   * Partitions that its records may belong to, as "dataset symbol"; undefined if only the records
   * tell.
   */
  readonly partitions: ReadonlySet<string> | undefined
}

/** Whether a header says that the records are definitions. */
export function isOfDefinitions({ metadata }: RawFile): boolean {
  return schemaOf(metadata) === 'definition'
}

/** A recording of a live session: its header names no schema. */
export function isLive({ metadata }: RawFile): boolean {
  return metadata?.schema === MIXED_SCHEMA
}

export function schemaOf(metadata: Metadata | undefined): string {
  return SCHEMAS[metadata?.schema ?? MIXED_SCHEMA] ?? 'mixed'
}

/** What is known about a file besides its header. */
export interface FileContext {
  readonly days: Days
  readonly sha256?: string | undefined
  readonly vendorFiles?: VendorInfo | undefined
  readonly gaps?: readonly Gap[] | undefined
}

/** @param instruments what the options in it are */
export function claimOf(
  file: RawFile,
  instruments: Instruments,
  { days, sha256, vendorFiles, gaps = [] }: FileContext,
): FileClaim {
  return {
    file,
    sha256,
    vendorSha256: vendorFiles?.sha256.get(basename(file.path)),
    gaps,
    conditions: vendorFiles?.conditions ?? new Map(),
    schema: schemaOf(file.metadata),
    ...days,
    partitions: partitionNames(file, instruments),
  }
}

/** Whether a file may hold records of a partition. */
export function mayHold(
  { schema, firstDay, endDay, partitions }: FileClaim,
  partition: Partition,
): boolean {
  const { dataset, symbol, dt } = partition
  const day = startOfUtcDate(dt) / NANOSECONDS_PER_DAY
  if (day < firstDay || day >= endDay) return false
  if (schema !== 'mixed' && schema !== kindOfDataset(dataset)) return false
  return partitions === undefined || partitions.has(`${dataset} ${symbol}`)
}

/** The schema of a dataset's records; undefined for datasets that are not bronze. */
export function kindOfDataset(dataset: string): 'mbo' | 'statistics' | 'definition' | undefined {
  const ofOrders: readonly string[] = [DATASETS.mbo, DATASETS.optionMbo, DATASETS.comboTrades]
  if (ofOrders.includes(dataset)) return 'mbo'
  if (dataset === DATASETS.statistics) return 'statistics'
  return dataset === DATASETS.definitions ? 'definition' : undefined
}

function partitionNames({ metadata }: RawFile, instruments: Instruments): Set<string> | undefined {
  const schema = schemaOf(metadata)
  if (!metadata || metadata.mappings.length === 0) return undefined
  if (schema !== 'mbo' && schema !== 'statistics') return undefined
  const places = new Set<string>()
  for (const { rawSymbol, intervals } of metadata.mappings) {
    for (const name of [rawSymbol, ...intervals.map(({ symbol }) => symbol)]) {
      const future = parseOutright(name) ? name : instruments.futureOf(name)
      if (future === undefined) continue
      const isOption = future !== name
      if (schema === 'statistics') places.add(`${DATASETS.statistics} ${future}`)
      else if (isOption) {
        // A combination of options is known by its symbol too.
        places.add(`${DATASETS.optionMbo} ${future}`).add(`${DATASETS.comboTrades} ${future}`)
      } else places.add(`${DATASETS.mbo} ${future}`)
    }
    // The contract of a continuous symbol is known only by its id on each day.
    if (isContinuous(rawSymbol)) return undefined
  }
  return places
}

/** Requested periods by instrument id: the header's mappings within its time range. */
export function requestedPeriods({ metadata }: RawFile): Map<number, Period[]> {
  const found = new Map<number, Period[]>()
  if (!metadata || metadata.start === 0n || metadata.end <= metadata.start) return found
  const { start, end, stypeIn, mappings } = metadata
  for (const { rawSymbol, intervals } of mappings) {
    for (const { startDate, endDate, symbol } of intervals) {
      const id = Number(stypeIn === STYPE_INSTRUMENT_ID ? rawSymbol : symbol)
      if (!Number.isInteger(id)) continue
      const from = later(start, startOf(startDate) ?? start)
      const to = earlier(end, startOf(endDate) ?? end)
      if (from >= to) continue
      const list = found.get(id)
      if (list) list.push({ start: from, end: to })
      else found.set(id, [{ start: from, end: to }])
    }
  }
  return found
}

/** Start of a mapping's date; undefined for an invalid date, which means no bound. */
function startOf(number: number): bigint | undefined {
  const date = intervalDate(number)
  return isDate(date) ? startOfUtcDate(date) : undefined
}

function later(one: bigint, other: bigint): bigint {
  return one > other ? one : other
}

function earlier(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}
