import { basename } from 'node:path'
import { DATASETS } from '../../contracts/registry.ts'
import { MIXED_SCHEMA, SCHEMAS, STYPE_INSTRUMENT_ID } from '../../dbn/codes.ts'
import { intervalDate, type Metadata } from '../../dbn/metadata.ts'
import { isContinuous } from '../../dbn/symbology.ts'
import type { Partition } from '../../lake/paths.ts'
import { parseOutright } from '../../market/instruments.ts'
import { isDate, NANOSECONDS_PER_DAY, startOfUtcDate } from '../../market/time.ts'
import type { Instruments } from './instruments.ts'
import type { RawFile } from './raw-files.ts'
import type { Days } from './read-days.ts'
import type { Stretch } from './sources.ts'
import type { VendorFiles } from './vendor-files.ts'

/** What a file's header says that its records are of. */
export interface Claim {
  readonly file: RawFile
  /** Of the file as it is, where it was hashed: its size is that of one the lake knows. */
  readonly sha256: string | undefined
  /** What the vendor says it is. */
  readonly vendorSha256: string | undefined
  /** What the vendor says of UTC dates that are not wholly available. */
  readonly conditions: ReadonlyMap<string, string>
  /** "mbo", "definition" …; "mixed" where a file says nothing, or several. */
  readonly schema: string
  /** UTC days since the epoch, the end exclusive. */
  readonly firstDay: bigint
  readonly endDay: bigint
  /**
   * Datasets and symbols of the partitions that its records may belong to, "dataset symbol";
   * undefined where only the records tell.
   */
  readonly places: ReadonlySet<string> | undefined
}

/** Does a header say that its file's records are definitions? */
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

/** What is known of a file besides its header. */
export interface Circumstances {
  readonly days: Days
  readonly sha256?: string | undefined
  readonly vendor?: VendorFiles | undefined
}

/** @param instruments what the options in it are */
export function claimOf(
  file: RawFile,
  instruments: Instruments,
  { days, sha256, vendor }: Circumstances,
): Claim {
  return {
    file,
    sha256,
    vendorSha256: vendor?.sha256.get(basename(file.path)),
    conditions: vendor?.conditions ?? new Map(),
    schema: schemaOf(file.metadata),
    ...days,
    places: placesOf(file, instruments),
  }
}

/** May a file hold records of a partition? */
export function mayHold(
  { schema, firstDay, endDay, places }: Claim,
  partition: Partition,
): boolean {
  const { dataset, symbol, dt } = partition
  const day = startOfUtcDate(dt) / NANOSECONDS_PER_DAY
  if (day < firstDay || day >= endDay) return false
  if (schema !== 'mixed' && schema !== kindOfDataset(dataset)) return false
  return places === undefined || places.has(`${dataset} ${symbol}`)
}

/** The schema of a dataset's records; undefined of one that is not bronze. */
export function kindOfDataset(dataset: string): 'mbo' | 'statistics' | 'definition' | undefined {
  if (dataset === DATASETS.mbo || dataset === DATASETS.optionMbo) return 'mbo'
  if (dataset === DATASETS.statistics) return 'statistics'
  return dataset === DATASETS.definitions ? 'definition' : undefined
}

function placesOf({ metadata }: RawFile, instruments: Instruments): Set<string> | undefined {
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
      else places.add(`${isOption ? DATASETS.optionMbo : DATASETS.mbo} ${future}`)
    }
    // A continuous symbol's contract is known by its id on each day only.
    if (isContinuous(rawSymbol)) return undefined
  }
  return places
}

/** When a file speaks of which instrument, by id: its mappings within what was asked for. */
export function stretchesOf({ metadata }: RawFile): Map<number, Stretch[]> {
  const found = new Map<number, Stretch[]>()
  if (!metadata || metadata.start === 0n || metadata.end <= metadata.start) return found
  const { start, end, stypeIn, mappings } = metadata
  for (const { rawSymbol, intervals } of mappings) {
    for (const { startDate, endDate, symbol } of intervals) {
      const id = Number(stypeIn === STYPE_INSTRUMENT_ID ? rawSymbol : symbol)
      if (!Number.isInteger(id)) continue
      const from = later(start, startOf(startDate) ?? start)
      const to = earlier(end, startOf(endDate) ?? end)
      if (from >= to) continue
      const known = found.get(id)
      if (known) known.push({ start: from, end: to })
      else found.set(id, [{ start: from, end: to }])
    }
  }
  return found
}

/** When a mapping's date begins; undefined where no calendar has it, and it bounds nothing. */
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
