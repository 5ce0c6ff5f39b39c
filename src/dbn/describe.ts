import { formatTime, UNDEF_TIME, utcDate } from '../market/time.ts'
import { rtypeName, schemaName, stypeName } from './codes.ts'
import { type ReadOptions, readDbn } from './file.ts'
import { kindName, RECORD_KINDS } from './layout.ts'
import type { RecordBatch } from './machine.ts'
import { intervalDate, type Metadata } from './metadata.ts'
import { type KindSummary, Summary } from './summary.ts'
import type { FrameCounts } from './zstd-frames.ts'

/** What is in a DBN file, as people read it: times as ISO 8601, codes as names. */
export interface Description {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** Its zstd frames; undefined of a plain file. */
  readonly frames: FrameCounts | undefined
  /** undefined for records without metadata. */
  readonly metadata: DescribedMetadata | undefined
  /** Which name stands for which, of the metadata and of mapping records, in the file's order. */
  readonly mappings: readonly DescribedMapping[]
  /** Records by kind, in order of first appearance. */
  readonly kinds: readonly DescribedKind[]
  /** Records of types that DBN does not name. */
  readonly unknown: readonly { readonly type: string; readonly records: number }[]
  /** Where the file was cut, if it was. */
  readonly truncatedAtByte: number | undefined
}

export interface DescribedKind {
  readonly kind: string
  readonly records: number
  /** The clock of `first` and `last`: receipt, where the kind has it. */
  readonly clock: 'ts_recv' | 'ts_event'
  /** undefined where no record has a time. */
  readonly first: string | undefined
  readonly last: string | undefined
}

/** That a name of one symbology is one of another, for some dates. */
export interface DescribedMapping {
  /** In the symbology that was asked in. */
  readonly input: string
  /** In the symbology of the answer, mostly an instrument id. */
  readonly output: string
  /** UTC dates, the last exclusive; undefined where a live session does not say. */
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
  /** Most records that were asked for. */
  readonly limit: string | undefined
  readonly stypeIn: string
  readonly stypeOut: string
  /** Does every record say when the gateway sent it? */
  readonly tsOut: boolean
  readonly symbols: readonly string[]
  readonly partial: readonly string[]
  readonly notFound: readonly string[]
}

/**
 * Reads a whole file, a cut one as far as it goes, and says what is in it.
 *
 * @param input the bytes, where they are not the file's
 */
export async function describeDbn(
  file: string,
  input?: ReadOptions['input'],
): Promise<Description> {
  const summary = new Summary()
  const streamed: DescribedMapping[] = []
  let metadata: Metadata | undefined
  const reading = { allowTruncated: true, kinds: RECORD_KINDS, ...(input && { input }) }
  for await (const item of readDbn(file, reading)) {
    if (item.type === 'metadata') metadata = item.metadata
    else if (item.type === 'records') {
      summary.add(item)
      if (item.layout.kind === 'symbol_mapping') streamed.push(...mappingsOf(item))
    } else if (item.type === 'end') {
      const { bytes, sha256, frames, truncatedAtByte, skipped } = item
      return {
        file,
        bytes,
        sha256,
        frames,
        metadata: metadata && describeMetadata(metadata),
        mappings: [...(metadata ? mappingsIn(metadata) : []), ...streamed],
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
    start: start === 0n ? undefined : timeOf(start),
    end: end === 0n ? undefined : timeOf(end),
    limit: limit === 0n ? undefined : BigInt.asUintN(64, limit).toString(),
    stypeIn: stypeName(stypeIn),
    stypeOut: stypeName(stypeOut),
    tsOut,
    symbols,
    partial,
    notFound,
  }
}

function mappingsIn({ mappings }: Metadata): DescribedMapping[] {
  return mappings.flatMap(({ rawSymbol, intervals }) =>
    intervals.map(({ startDate, endDate, symbol }) => ({
      input: rawSymbol,
      output: symbol,
      from: intervalDate(startDate),
      until: intervalDate(endDate),
    })),
  )
}

/** Mapping records name the instrument in their header; their two symbols are often the same. */
function mappingsOf({ table }: RecordBatch): DescribedMapping[] {
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
    first: range && timeOf(range.first),
    last: range && timeOf(range.last),
  }
}

function timeOf(ns: bigint): string | undefined {
  return ns === UNDEF_TIME ? undefined : formatTime(ns)
}
