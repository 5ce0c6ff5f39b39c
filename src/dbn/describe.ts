import { formatTime, UNDEF_TIME, utcDate } from '../market/time.ts'
import { rtypeName, schemaName, stypeName } from './codes.ts'
import type { RecordBatch } from './decoder.ts'
import { type ReadOptions, readDbn } from './file.ts'
import { kindName, RECORD_KINDS } from './layout.ts'
import { intervalDate, type Metadata } from './metadata.ts'
import { type KindSummary, StreamSummary } from './summary.ts'
import type { FrameCounts } from './zstd-frames.ts'

/** The contents of a DBN file for display: times as ISO 8601, codes as names. */
export interface DbnDescription {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** Its zstd frames; undefined for a plain file. */
  readonly frames: FrameCounts | undefined
  /** undefined for records without metadata. */
  readonly metadata: DescribedMetadata | undefined
  /** Symbol mappings of the metadata and of mapping records, in the order of the file. */
  readonly mappings: readonly DescribedMapping[]
  /** Records by kind, in order of first appearance. */
  readonly kinds: readonly DescribedKind[]
  /** Records of types unknown to this reader. */
  readonly unknown: readonly { readonly type: string; readonly records: number }[]
  /** Where a truncated file ends; undefined for a complete one. */
  readonly truncatedAtByte: number | undefined
}

export interface DescribedKind {
  readonly kind: string
  readonly records: number
  /** The clock of `first` and `last`: `ts_recv` where the kind has it. */
  readonly clock: 'ts_recv' | 'ts_event'
  /** undefined where no record has a time. */
  readonly first: string | undefined
  readonly last: string | undefined
}

/** Maps a symbol of the input symbology to one of the output symbology, for some dates. */
export interface DescribedMapping {
  /** In the symbology of the request. */
  readonly input: string
  /** In the output symbology, usually an instrument id. */
  readonly output: string
  /** UTC dates, the last exclusive; undefined where a live session gives none. */
  readonly from: string | undefined
  readonly until: string | undefined
}

export interface DescribedMetadata {
  readonly version: number
  readonly dataset: string
  readonly schema: string
  readonly start: string | undefined
  /** Exclusive. */
  readonly end: string | undefined
  /** Maximum number of records requested. */
  readonly limit: string | undefined
  readonly stypeIn: string
  readonly stypeOut: string
  /** Whether every record ends with `ts_out`, the gateway's sending time. */
  readonly tsOut: boolean
  readonly symbols: readonly string[]
  readonly partial: readonly string[]
  readonly notFound: readonly string[]
}

/**
 * Reads a file to its end, or to where it is truncated, and describes its contents.
 *
 * @param input the bytes to read instead of the file
 */
export async function describeDbn(
  file: string,
  input?: ReadOptions['input'],
): Promise<DbnDescription> {
  const summary = new StreamSummary()
  const streamed: DescribedMapping[] = []
  let metadata: Metadata | undefined
  const reading = { allowTruncated: true, kinds: RECORD_KINDS, ...(input && { input }) }
  for await (const item of readDbn(file, reading)) {
    if (item.type === 'metadata') metadata = item.metadata
    else if (item.type === 'records') {
      summary.add(item)
      if (item.layout.kind === 'symbol_mapping') streamed.push(...recordMappings(item))
    } else if (item.type === 'end') {
      const { bytes, sha256, frames, truncatedAtByte, skipped } = item
      return {
        file,
        bytes,
        sha256,
        frames,
        metadata: metadata && describeMetadata(metadata),
        mappings: [...(metadata ? headerMappings(metadata) : []), ...streamed],
        kinds: summary.kinds().map(describeKind),
        unknown: [...skipped].map(([rtype, records]) => ({ type: rtypeName(rtype), records })),
        truncatedAtByte,
      }
    }
  }
  throw new Error(`${file}: the stream has no end`)
}

function describeMetadata(metadata: Metadata): DescribedMetadata {
  const { version, dataset, schema, start, end, limit, stypeIn, stypeOut } = metadata
  const { tsOut, symbols, partial, notFound } = metadata
  return {
    version,
    dataset,
    schema: schemaName(schema),
    start: start === 0n ? undefined : optionalTime(start),
    end: end === 0n ? undefined : optionalTime(end),
    limit: limit === 0n ? undefined : BigInt.asUintN(64, limit).toString(),
    stypeIn: stypeName(stypeIn),
    stypeOut: stypeName(stypeOut),
    tsOut,
    symbols,
    partial,
    notFound,
  }
}

function headerMappings({ mappings }: Metadata): DescribedMapping[] {
  return mappings.flatMap(({ rawSymbol, intervals }) =>
    intervals.map(({ startDate, endDate, symbol }) => ({
      input: rawSymbol,
      output: symbol,
      from: intervalDate(startDate),
      until: intervalDate(endDate),
    })),
  )
}

/** A mapping record's instrument is the one of its header; its two symbols are often equal. */
function recordMappings({ table }: RecordBatch): DescribedMapping[] {
  const ids = table.column('instrument_id', 'uint32')
  const inputs = table.column('stype_in_symbol', 'text')
  const starts = table.column('start_ts', 'int64')
  const ends = table.column('end_ts', 'int64')
  return Array.from({ length: table.length }, (_, row) => ({
    input: inputs[row],
    output: String(ids[row]),
    from: starts[row] === UNDEF_TIME ? undefined : utcDate(starts[row]),
    until: ends[row] === UNDEF_TIME ? undefined : utcDate(ends[row]),
  }))
}

function describeKind({ kind, records, tsRecv, tsEvent }: KindSummary): DescribedKind {
  const range = tsRecv ?? tsEvent
  return {
    kind: kindName(kind),
    records,
    clock: tsRecv ? 'ts_recv' : 'ts_event',
    first: range && optionalTime(range.first),
    last: range && optionalTime(range.last),
  }
}

function optionalTime(ns: bigint): string | undefined {
  return ns === UNDEF_TIME ? undefined : formatTime(ns)
}
