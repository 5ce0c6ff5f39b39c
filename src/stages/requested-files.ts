import type { FileInput } from '../lake/partition/manifest.ts'
import { seriesOf } from './bronze/requested-options.ts'
import type { OptionFile } from './option-coverage.ts'
import { type Span, secondAfter, secondOf } from './spans.ts'

/** A file by its header. Its span ends with its last record if it ends before its request does. */
export interface RequestedFile extends OptionFile {
  /** The request's time range. */
  readonly asked: Span
  /** Why it ends early, with its name: "a.dbn is cut". */
  readonly endsEarly?: string | undefined
}

/** Whether a file's header asks for a series, or an instrument; true if it does not say. */
export function isAskedFor(
  { series = [], instruments = [] }: RequestedFile,
  name: string,
): boolean {
  if (series.length + instruments.length === 0 || series.includes(seriesOf(name))) return true
  return instruments.some((own) => own === name || seriesOf(own) === name)
}

/**
 * Requests of all headers, up to the last record of files that end early; undefined if one is
 * missing.
 */
export function requestedFiles(inputs: readonly FileInput[]): RequestedFile[] | undefined {
  const files: RequestedFile[] = []
  for (const input of inputs) {
    const { parents, series, instruments, last_ts_recv_ns: last } = input
    const { start_ts_ns: start, end_ts_ns: end, whole_records: whole } = input
    const endsEarly = whyItEndsEarly(input)
    const known = endsEarly === undefined ? end : whole === 0 ? start : last
    if (start === undefined || end === undefined || known === undefined) return undefined
    // A request counts in whole seconds, outwards: a gap is made of whole seconds too.
    const asked = { start: secondOf(BigInt(start)), end: secondAfter(BigInt(end)) }
    const knownEnd = endsEarly === undefined ? asked.end : secondOf(BigInt(known))
    files.push({
      span: { start: asked.start, end: knownEnd },
      asked,
      endsEarly,
      ...(parents && { parents }),
      ...(series && { series }),
      ...(instruments && { instruments }),
    })
  }
  return files
}

function whyItEndsEarly(input: FileInput): string | undefined {
  const { file, cut_at_byte: cut, limited_to: limit } = input
  if (cut !== undefined) return `${file} is cut`
  return limit === undefined
    ? undefined
    : `${file} ends with the ${limit} records that its request was limited to`
}
