import { formatTime } from '../market/time.ts'
import { rtypeName, schemaName, stypeName } from './codes.ts'
import { readDbn } from './file.ts'
import type { Metadata } from './metadata.ts'
import { Summary } from './summary.ts'

/** What is in a DBN file, as people read it: times as ISO 8601, codes as names. */
export interface Description {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** undefined for records without metadata. */
  readonly metadata: DescribedMetadata | undefined
  /** Symbols of the mappings in the metadata, as the file orders them. */
  readonly mappings: readonly string[]
  /** Records that are decoded, by kind; times are of receipt, else of the event. */
  readonly kinds: readonly {
    readonly kind: string
    readonly records: number
    readonly first: string
    readonly last: string
  }[]
  /** Records of other types. */
  readonly skipped: readonly { readonly type: string; readonly records: number }[]
  /** Where the file was cut, if it was. */
  readonly truncatedAtByte: number | undefined
}

export interface DescribedMetadata {
  readonly version: number
  readonly dataset: string
  readonly schema: string
  readonly start: string
  readonly end: string
  readonly stypeIn: string
  readonly stypeOut: string
  readonly symbols: readonly string[]
  readonly partial: readonly string[]
  readonly notFound: readonly string[]
}

/** Reads a whole file, a cut one as far as it goes, and says what is in it. */
export async function describeDbn(file: string): Promise<Description> {
  const summary = new Summary()
  let metadata: Metadata | undefined
  for await (const item of readDbn(file, { allowTruncated: true })) {
    if (item.type === 'metadata') metadata = item.metadata
    else if (item.type === 'records') summary.add(item)
    else if (item.type === 'end') {
      const { bytes, sha256, truncatedAtByte } = item
      const skipped = [...item.skipped].map(([rtype, records]) => ({
        type: rtypeName(rtype),
        records,
      }))
      return {
        file,
        bytes,
        sha256,
        metadata: metadata && describeMetadata(metadata),
        mappings: metadata?.mappings.map(({ rawSymbol }) => rawSymbol) ?? [],
        kinds: describeKinds(summary),
        skipped,
        truncatedAtByte,
      }
    }
  }
  throw new Error(`${file}: the stream has no end`)
}

function describeMetadata(metadata: Metadata): DescribedMetadata {
  const { version, dataset, schema, start, end, stypeIn, stypeOut } = metadata
  const { symbols, partial, notFound } = metadata
  return {
    version,
    dataset,
    schema: schemaName(schema),
    start: formatTime(start),
    end: formatTime(end),
    stypeIn: stypeName(stypeIn),
    stypeOut: stypeName(stypeOut),
    symbols,
    partial,
    notFound,
  }
}

function describeKinds(summary: Summary): Description['kinds'] {
  return summary.kinds().map(({ kind, records, tsRecv, tsEvent }) => {
    const range = tsRecv ?? tsEvent
    return {
      kind: kind.replace('_', ' '),
      records,
      first: range ? formatTime(range.first) : 'undefined',
      last: range ? formatTime(range.last) : 'undefined',
    }
  })
}
